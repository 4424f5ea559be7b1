"""The library as a map: what sounds alike and plays the same part lies near."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from live.dashboard.layout import laid_out
from live.library.shelf import Shelf
from live.types import Floats

#: More points than a tablet can draw and a finger can tell apart are thinned out.
MOST = 20_000

#: Of the space in which near is told from far.
_DIMENSIONS = 20


@dataclass(frozen=True, slots=True, eq=False)
class Atlas:
    """The loops of `rows` (m,), places on the shelf, lie at `places` (m, 2), in 0..1.

    `space` (n, 20) tells of all loops of the shelf how they sound.
    """

    rows: npt.NDArray[np.intp]
    places: Floats
    space: Floats

    @classmethod
    def of(cls, shelf: Shelf, most: int = MOST) -> Self:
        """The same for the same shelf, of which at most so many loops are shown."""
        rows = _thinned(len(shelf), most)
        space = projected(_parts(shelf), rows)
        return cls(rows, spread(laid_out(space[rows], space[rows, :2])), space)

    def place(self, row: int) -> Floats:
        """Where a loop lies: one that is not shown, where the most alike of those shown does."""
        distance = ((self.space[self.rows] - self.space[row]) ** 2).sum(axis=1)
        place: Floats = self.places[distance.argmin()]
        return place


def _thinned(loops: int, most: int) -> npt.NDArray[np.intp]:
    """Evenly, so loops of all tempi: a shelf is sorted by them."""
    return np.unique(np.linspace(0, loops - 1, min(loops, most)).astype(np.intp))


def _parts(shelf: Shelf) -> list[Floats]:
    """What is known of how each loop sounds and what it plays, (n, any) each."""
    if not shelf.offers:
        return [shelf.harmony, shelf.rhythm, shelf.balance, shelf.roles]
    offer = list(shelf.offers.values())[-1]
    return [offer.harmony, offer.rhythm, offer.form, shelf.balance, shelf.roles]


def projected(parts: Sequence[Floats], rows: npt.NDArray[np.intp]) -> Floats:
    """(n, 20): the directions in which the `rows` of all parts differ most, first the greatest.

    All parts count the same, whatever their numbers are.
    """
    samples = [part[rows] for part in parts]
    means = [sample.mean(axis=0) for sample in samples]
    sizes = [max(float(sample.var(axis=0).sum()) ** 0.5, 1e-9) for sample in samples]
    triples = list(zip(samples, means, sizes, strict=True))
    axes = _principal(np.hstack([(sample - mean) / size for sample, mean, size in triples]))
    cuts = np.cumsum([len(mean) for mean in means])[:-1]
    weighed = zip(parts, means, sizes, np.split(axes, cuts), strict=True)
    whole: Floats = sum((part @ own - mean @ own) / size for part, mean, size, own in weighed)
    return whole.astype(np.float32)


def _principal(centred: Floats) -> Floats:
    """(d, 20): the principal axes of (m, d), the greatest first, each in a definite direction."""
    _, axes = np.linalg.eigh(centred.T.astype(np.float64) @ centred)
    axes = axes[:, ::-1][:, :_DIMENSIONS]
    greatest = np.abs(axes).argmax(axis=0)
    definite: Floats = axes * np.sign(axes[greatest, np.arange(axes.shape[1])])
    return definite.astype(np.float32)


def spread(places: Floats) -> Floats:
    """Each axis evenly from 0 to 1, by rank: no crowd hides its middle."""
    ranks = places.argsort(axis=0, kind="stable").argsort(axis=0, kind="stable")
    evenly: Floats = (ranks / max(len(places) - 1, 1)).astype(np.float32)
    return evenly
