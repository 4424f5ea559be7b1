"""Which roles are asked about together, when many yes or no become one choice.

Binary relevance asks for each role on its own, the label powerset for all at once, and RAkEL for
random sets of three, of which each role is in some: "Random k-labelsets" of Tsoumakas and Vlahavas
(ECML 2007), with 2 n sets of k = 3 as they advise.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np

Labelsets = tuple[tuple[int, ...], ...]

_SIZE = 3
_SETS_PER_LABEL = 2


def each(labels: int) -> Labelsets:
    """Binary relevance."""
    return tuple((label,) for label in range(labels))


def whole(labels: int) -> Labelsets:
    """The label powerset."""
    return (tuple(range(labels)),)


def random(labels: int, seed: int = 0) -> Labelsets:
    """RAkEL: different sets, drawn again until every label is in one of them."""
    possible = list(combinations(range(labels), min(_SIZE, labels)))
    count = min(_SETS_PER_LABEL * labels, len(possible))
    rng = np.random.default_rng(seed)
    while True:
        chosen = [possible[place] for place in rng.choice(len(possible), count, replace=False)]
        if len({label for labelset in chosen for label in labelset}) == labels:
            return tuple(sorted(chosen))
