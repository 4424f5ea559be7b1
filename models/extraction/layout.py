"""Who plays when: the layout of a song, the pairs in it, and the bars that show them all."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import numpy.typing as npt

from live.types import Floats

Layout = npt.NDArray[np.bool_]
Pair = tuple[int, int]

#: Of the loudest loop in a bar: what is quieter is taken as silent (Chen et al., section 3.2).
THRESHOLD = 0.2


def layout(activations: Floats) -> Layout:
    """(bars, loops): which loops are active, from activations normalised per bar."""
    return activations >= THRESHOLD


def pairs(active: Layout) -> dict[Pair, int]:
    """Every two loops that sound together, and in how many bars."""
    together = active.T.astype(int) @ active
    return {
        (a, b): int(together[a, b])
        for a, b in combinations(range(active.shape[1]), 2)
        if together[a, b]
    }


def telling_bars(active: Layout) -> list[int]:
    """Few bars in which every pair sounds at least once, in the order of the song.

    The greedy cover: always the bar that shows most pairs not yet seen.
    """
    unseen = set(pairs(active))
    chosen: list[int] = []
    while unseen:
        shown = [unseen & set(combinations(np.flatnonzero(bar), 2)) for bar in active]
        best = max(range(len(active)), key=lambda bar: len(shown[bar]))
        unseen -= shown[best]
        chosen.append(best)
    return sorted(chosen)
