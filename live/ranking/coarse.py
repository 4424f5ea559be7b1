"""The whole library in one pass: two matrix products a block and a few sums, to a long list.

An estimate; what is on the list is weighed exactly. Harmony is that of outlines and has no floor,
an offset is taken to change it as much at any transposition as at none; spectral balance and how
near a loop is to an imagined one are left out.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from live.library.shelf import Shelf
from live.ranking import fix, terms
from live.ranking.moment import Moment
from live.ranking.query import FACTORS, OFFSETS, Indices, Query
from live.types import Floats

#: Rows at once: what is made of them stays in the cache, and it is worth the calls.
BLOCK = 16384

#: Multiplications up to which OpenBLAS takes matrices as they lie; larger ones it copies first,
#: which costs more than the product if one of them has few columns.
_SMALL = 950_000

#: Scores of which one maximum is taken to find the best.
GROUP = 16


def longlist(shelf: Shelf, moment: Moment, size: int) -> Indices:
    """The rows of the `size` loops that promise most, best first; fewer if there are no more."""
    scores = np.full(len(shelf), -np.inf, np.float32)
    work = _Work(moment)
    for factor in FACTORS:
        for rows in _blocks(reach(shelf.bpm, factor, moment)):
            scores[rows] = work.scores(shelf, rows, moment.query(factor))
    _mark(scores, shelf, moment)
    return best(scores, size)


def reach(bpm: Floats, factor: float, moment: Moment) -> slice:
    """The rows of the sorted `bpm` that need no more stretch than allowed, used at `factor`."""
    centre, widest = moment.heard.bpm / factor, 2**moment.widest
    ends = np.array([centre / widest, centre * widest], np.float32)
    return slice(*(int(row) for row in np.searchsorted(bpm, ends)))


def best(scores: Floats, size: int) -> Indices:
    """Where the `size` highest finite `scores` are, highest first; ties in the order of rows."""
    rows = np.flatnonzero(scores >= _floor(scores, size))
    return rows[np.lexsort((rows, -scores[rows]))][:size]


def _floor(scores: Floats, size: int) -> float:
    """A finite lower bound of the `size`-th highest score.

    The `size`-th highest of the maxima of groups is one, and quicker to find.
    """
    least = float(np.finfo(np.float32).min)
    if (groups := len(scores) // GROUP) > size:
        scores = scores[: GROUP * groups].reshape(GROUP, groups).max(axis=0)
    return max(least, float(np.partition(scores, -size)[-size])) if len(scores) > size else least


def _blocks(rows: slice) -> Iterator[slice]:
    for first in range(rows.start, rows.stop, BLOCK):
        yield slice(first, min(first + BLOCK, rows.stop))


def _mark(scores: Floats, shelf: Shelf, moment: Moment) -> None:
    """What concerns single loops: taste, freshness, and those that must not be offered."""
    for changes in terms.personal(moment).values():
        rows = shelf.rows_of(list(changes))
        scores[rows[rows >= 0]] += np.array(list(changes.values()), np.float32)[rows >= 0]
    rows = shelf.rows_of(list(moment.refused))
    scores[rows[rows >= 0]] = -np.inf


class _Work:
    """Scores blocks in memory of its own that is filled again and again: fresh would cost more."""

    def __init__(self, moment: Moment) -> None:
        self._moment = moment
        shifts = np.array(moment.shifts)
        self._transposing = moment.judge.transposing(shifts)[:, None]
        self._effort = np.float32(moment.shares["transpose"]) * fix.effort(shifts)[:, None]
        self._harmony = _Products(len(moment.shifts) + len(OFFSETS) - 1)
        self._rhythm = _Products(len(OFFSETS))

    def scores(self, shelf: Shelf, rows: slice, asked: Query) -> Floats:
        """The scores (n,) of a block of loops."""
        shares = self._moment.shares
        total = np.zeros(rows.stop - rows.start, np.float32)
        for name, term in terms.PLAIN.items():
            if shares[name]:
                total += np.float32(shares[name]) * term(shelf, rows, self._moment)
        by_offset = self._rhythms(shelf, rows, asked.rhythm)
        if shares["harmony"]:
            by_offset += self._harmonies(shelf, rows, asked.outlines)
        total += by_offset.max(axis=0)
        return total

    def _rhythms(self, shelf: Shelf, rows: slice, asked: Floats) -> Floats:
        """The share of rhythm (offsets, n)."""
        judge = self._moment.judge
        fits = judge.rhythm_fit(self._rhythm.of(judge.rhythm(shelf)[rows], asked).T).T
        fits *= np.float32(self._moment.shares["rhythm"])
        return fits

    def _harmonies(self, shelf: Shelf, rows: slice, asked: Floats) -> Floats:
        """The share of harmony less that of the best transposition (offsets, n)."""
        judge, share = self._moment.judge, np.float32(self._moment.shares["harmony"])
        scale = judge.harmony_scale(shelf.tonal[rows])
        products = self._harmony.of(judge.outline(shelf)[rows], asked)
        shifted, moved = np.split(products, [len(self._effort)])
        moved -= shifted[0]
        shifted -= self._transposing
        products *= share * scale.slope
        shifted -= self._effort
        best = shifted.max(axis=0)
        best += share * scale.level
        moved += best
        fits: Floats = np.concatenate([best[None], moved])
        np.minimum(fits, share * scale.high, out=fits)
        return fits


def product(rows: Floats, asked: Floats, out: Floats) -> Floats:
    """`rows` (n, d) times each of `asked` (columns, d), into `out` (n, columns)."""
    columns = np.ascontiguousarray(asked.T)
    strip = max(1, _SMALL // columns.size)
    for first in range(0, len(rows), strip):
        np.matmul(rows[first : first + strip], columns, out=out[first : first + strip])
    return out


class _Products:
    """Products of a block's rows with a few columns, laid out for what comes after them."""

    def __init__(self, columns: int) -> None:
        self._by_row = np.empty((BLOCK, columns), np.float32)
        self._by_column = np.empty((columns, BLOCK), np.float32)

    def of(self, rows: Floats, asked: Floats) -> Floats:
        """(columns, n) from `rows` (n, d) and `asked` (columns, d).

        The matrix product is fastest row by row, what follows is fastest column by column.
        """
        by_row = product(rows, asked, self._by_row[: len(rows)])
        by_column = self._by_column[:, : len(rows)]
        np.copyto(by_column, by_row.T)
        return by_column
