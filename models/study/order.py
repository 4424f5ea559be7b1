"""In which order a rater hears what: no method may gain by where it stands.

The clips of a group stand as a row of a balanced Latin square has them (Williams, Australian
Journal of Scientific Research 1949): over its rows each comes equally often at each place and after
each other. Rows are dealt without replacement and shuffled, so that no rater can see through it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def williams(n: int) -> list[tuple[int, ...]]:
    """The rows of a square of `n`; twice as many if `n` is odd, the second half mirrored."""
    first = [0]
    for step in range(1, n):
        first.append((first[-1] + (step if step % 2 else -step)) % n)
    rows = [tuple((place + shift) % n for place in first) for shift in range(n)]
    return rows + [row[::-1] for row in rows] if n % 2 else rows


def dealt(rater: int, seed: int, places: Sequence[int]) -> list[tuple[int, ...]]:
    """For each of the groups of `places` clips, the order of its clips for rater number `rater`."""
    random = np.random.default_rng((seed, rater))
    decks: dict[int, list[tuple[int, ...]]] = {}
    found = []
    for n in places:
        if not decks.get(n):
            rows = williams(n)
            decks[n] = [rows[i] for i in random.permutation(len(rows)).tolist()]
        found.append(decks[n].pop())
    return found


def shuffled(rater: int, seed: int, count: int) -> list[int]:
    """In which order rater number `rater` meets `count` groups."""
    order: list[int] = np.random.default_rng((seed, rater, 1)).permutation(count).tolist()
    return order
