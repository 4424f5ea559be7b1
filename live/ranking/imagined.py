"""Which way a loop lies that would complete what is heard: the best guess of what imagines it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from live.bundle import Bundle
from live.imagination import nearness
from live.imagination.bars import in_bars
from live.library.shelf import Shelf
from live.types import ROLES, Floats

#: A role that is wanted or missed as much is imagined.
MISSED = 0.5


@dataclass(frozen=True, slots=True)
class Imagined:
    """The `direction` (d,) in which what the bundle `label` imagines lies."""

    label: str
    direction: Floats

    def fit(self, directions: Floats) -> Floats:
        """0..1 for loops (n, d): 0.5 for what is neither near nor far, or was not heard.

        A cosine of 0.5 counts in full: two loops that sound together seldom come nearer.
        """
        cosines: Floats = directions @ self.direction
        cosines += np.float32(0.5)
        return cosines.clip(0, 1, out=cosines)


def imagine(
    power: Floats, wanted: Floats, shelf: Shelf, bundles: Sequence[Bundle]
) -> Imagined | None:
    """What completes `power` (192, 212), of the role that is most `wanted` (6,).

    Of several bundles of a role the last counts: the performer's own come last.

    None if no bundle imagines a role that is missing, or none that knows `shelf`.
    """
    able = [bundle for bundle in reversed(bundles) if bundle.label in shelf.near]
    missed = [float(wanted[ROLES.index(bundle.role)]) for bundle in able]
    if max(missed, default=0.0) < MISSED or not power.any():
        return None
    bundle = able[int(np.argmax(missed))]
    row = nearness.row(bundle.guess(in_bars(power)))
    return Imagined(bundle.label, nearness.directions(row))
