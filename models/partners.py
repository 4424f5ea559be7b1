"""The weights by which partners come first, in lists of each among loops of other songs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, Self, TypeVar

import numpy as np

from live.types import Floats
from models import listwise
from models.draws import Stage, context, power

#: Loops of other songs of the corpus that a partner is listed with.
STRANGERS = 63

#: On unseen corpora: 0.01 to 0.03 rank the partner 0.2 to 1.7 places worse, 0.4 up to 1.4.
RIDGE = 0.1

_FREE = 2  # weights that may be negative: the nearer two forms and the better a fit, the better


class Loops(Protocol):
    """What is known of n loops."""

    def some(self, rows: Sequence[int]) -> Self: ...


Known = TypeVar("Known", bound=Loops)


def weights(
    stage: Stage,
    hear: Callable[[Sequence[Floats]], Known],
    terms: Callable[[Floats, Known], Floats],
    draws: int,
    seed: int,
) -> Floats:
    """For the columns of `terms`, from `draws` lists of the songs of `stage`.

    `hear` listens to loops (192, 212); `terms` says (n, columns) of n of them while a power
    (192, 212) sounds.
    """
    random = np.random.default_rng(seed)
    rows = [row for song in stage.songs for row in stage.rows(song)]
    loops = hear([power(stage.cache, row) for row in rows])
    place = {row: i for i, row in enumerate(rows)}
    lists = []
    for draw in stage.draws(draws, seed):
        listed = [draw.partner, *stage.strangers(draw, random, STRANGERS)]
        among = loops.some([place[row] for row in listed])
        lists.append(terms(context(stage.cache, draw), among))
    shortest = min(map(len, lists))
    return listwise.fitted([np.stack([each[:shortest] for each in lists])], RIDGE, _FREE)
