"""Which songs a method is measured on, and which it may have learnt from."""

from __future__ import annotations

import numpy as np

from live.errors import ConfigError
from models import split
from models.cache import Cache
from models.draws import Stage
from models.metrics import Flags
from models.split import Splits


class Material:
    """The songs of `cache`, split as `splits` says.

    Where a `part` of a corpus is asked for, it is one of its splits, or all of it if empty: then
    the corpus is held out, and nothing may have learnt from it.
    """

    def __init__(self, cache: Cache, splits: Splits) -> None:
        self.cache = cache
        self._contents = split.contents(cache.items, split.sounds(cache))
        self._corpora = np.array([item.corpus for item in cache.items])
        self._splits = np.array([splits.get((i.corpus, i.song), "") for i in cache.items])

    def tested(self, corpus: str, part: str) -> Stage:
        """What questions are drawn from. Raises `ConfigError` if there are no two songs."""
        is_part = (self._splits == part) | (not part)
        stage = self._stage((self._corpora == corpus) & is_part)
        if len(stage.songs) < 2:
            known = ", ".join(sorted(set(self._corpora)))
            raise ConfigError(f"{corpus} {part}: no two songs to ask of; the corpora are {known}")
        return stage

    def learnt(self, corpus: str, part: str) -> Stage:
        """What may be learnt from by what is measured on `part` of `corpus`."""
        is_held_out = (self._corpora == corpus) & (not part)
        return self._stage((self._splits == "train") & ~is_held_out)

    def _stage(self, among: Flags) -> Stage:
        return Stage(self.cache, self._contents, among)
