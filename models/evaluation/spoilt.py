"""What does not fit, one of each kind: the Neural Loop Combiner's five negatives and two more.

A spoilt copy is only taken if it can be heard to be one, and turned to where it fits as well it is
not spoilt.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import permutations

import numpy as np

from models.draws import Draw
from models.evaluation.ear import Ear
from models.items import BEATS_PER_BAR
from models.negatives import Others
from models.variants import Variant

Rng = np.random.Generator

KINDS = ("random", "selected", "reverse", "shift", "rearrange", "transpose", "section")

_ORDERS = tuple(permutations(range(BEATS_PER_BAR)))[1:]
_SHIFTS = [shift for shift in range(-6, 7) if shift]


def spoilt(draw: Draw, others: Others, ear: Ear, rng: Rng) -> dict[str, Variant]:
    """Kind -> what is offered instead of the partner; kinds that cannot be had are left out."""
    row = draw.partner
    same = ear.same_turns(draw.context, row)
    turns = [Variant(row, rotate=n) for n in range(1, BEATS_PER_BAR) if n not in same]
    moved = [Variant(row, transpose=n) for n in _SHIFTS if ear.is_tonal(draw.context, row)]
    found = {
        "random": _loop(others.random(row, rng)),
        "selected": _loop(others.selected(row, rng)),
        "reverse": _told([Variant(row, backwards=True)], ear, rng),
        "shift": _told(turns, ear, rng),
        "rearrange": _told([Variant(row, order=order) for order in _ORDERS], ear, rng),
        "transpose": _told(moved, ear, rng),
        "section": _loop(others.other_section(row, rng)),
    }
    return {kind: variant for kind, variant in found.items() if variant is not None}


def _loop(row: int | None) -> Variant | None:
    return None if row is None else Variant(row)


def _told(variants: list[Variant], ear: Ear, rng: Rng) -> Variant | None:
    """One of `variants` that is heard to be another loop."""
    shuffled: Iterable[int] = rng.permutation(len(variants)).tolist()
    return next((variants[n] for n in shuffled if ear.tells(variants[n])), None)
