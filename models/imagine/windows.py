"""The 16 beats around queries, heard once and kept: nothing of how they are heard is learnt."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from live import features
from live.mixing import mixed
from live.types import Floats
from models import draws
from models.cache import Cache
from models.imagine.bar import FRAMES
from models.imagine.context import Context
from models.imagine.places import Query
from models.items import BEATS_PER_BAR

_AT_ONCE = 64


class Windows:
    """What is heard of the rows of `cache`, from the bar on that it has the sound of."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._heard: dict[tuple[tuple[int, ...], int], Context] = {}
        self._like: dict[int, tuple[Tensor, Tensor]] = {}

    def power(self, rows: Sequence[int], bar: int = 0) -> Floats:
        """(192, 212) of `rows` together, from so many bars later on."""
        later = int(self._cache.chosen[rows[0]]) + bar
        return np.roll(mixed(draws.power(self._cache, row) for row in rows), -later * FRAMES, 0)

    def heard(self, queries: Sequence[Query], bar: int = 0) -> Context:
        """The contexts of `queries`, each from so many bars later on."""
        keys = [(query.heard, bar) for query in queries]
        new = [key for key in dict.fromkeys(keys) if key not in self._heard]
        for first in range(0, len(new), _AT_ONCE):
            part = new[first : first + _AT_ONCE]
            power = np.stack([self.power(rows, bar) for rows, bar in part])
            found = Context.of(torch.from_numpy(power))
            for key, *parts in zip(part, *found, strict=True):
                self._heard[key] = Context(*(each.half() for each in parts))
        return Context(*(
            torch.stack(parts).float()
            for parts in zip(*(self._heard[key] for key in keys), strict=True)
        ))  # fmt: skip

    def like(self, rows: Sequence[int]) -> tuple[Tensor, Tensor]:
        """Harmony (n, 4, 12) of the bars of `rows`, and the rhythm (n, 2, 16) of the loops."""
        for row in rows:
            if row not in self._like:
                self._like[row] = self._profile(row)
        harmonies, rhythms = zip(*(self._like[row] for row in rows), strict=True)
        return torch.stack(harmonies), torch.stack(rhythms)

    def _profile(self, row: int) -> tuple[Tensor, Tensor]:
        found = features.profile(draws.power(self._cache, row))
        first = int(self._cache.chosen[row]) * BEATS_PER_BAR
        harmony = found.harmony[first : first + BEATS_PER_BAR]
        return torch.from_numpy(harmony.copy()), torch.from_numpy(found.rhythm.copy())
