"""All that can tell roles: what is measured, side by side on the same loops."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Protocol

import numpy as np

from live.types import Floats
from models.roles import classical
from models.roles.classical import Classical
from models.roles.features import Described
from models.roles.material import Material
from models.roles.prevalence import Prevalence


class Tagger(Protocol):
    """Something that says how likely a loop plays each role."""

    @property
    def parameters(self) -> int | None:
        """Numbers that were learnt, where they can be counted."""

    def probabilities(self, material: Material, rows: Sequence[int]) -> Floats:
        """(n, 6) of `rows` in the order of `live.types.ROLES`."""


def sample(material: Material, most: int, seed: int = 0) -> list[int]:
    """At most so many rows to learn from, in order."""
    rows = material.rows("train")
    chosen = np.random.default_rng(seed).permutation(rows)[:most]
    return sorted(chosen.tolist())


#: Those that learn at once, from rows of what is described.
LEARNING: Mapping[str, Callable[[Described, Sequence[int]], Tagger]] = {
    "chance": lambda described, rows: Prevalence.of(described.material, rows),
    **{name: partial(Classical.fitted, name) for name in classical.NAMES},
}

#: All that need no run.
NAMED = ("chance", "rules", *classical.NAMES)
