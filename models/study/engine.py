"""Barwise itself, asked as on stage: the bundles that ship, its weights, its fixes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from live import features
from live.bundle import installed
from live.config import RankingConfig
from live.library.shelf import Shelf
from live.library.upkeep import newest
from live.listening.hearing import Heard, hear_loops
from live.ranking import Wishes, rank
from live.timeline import Timeline
from live.types import Kind, Loop, Playing, Suggestion
from models.cache import Cache

#: It always answers here: that nothing fits is no clip that could be rated.
_ALWAYS = RankingConfig(suggestions=1, nothing_fits=-math.inf, improbable=-math.inf)


class Engine:
    """Ranks loops of `cache` that are no one's library; their ids are their rows."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._bundles = newest(installed()[0])

    def suggestion(self, source: int, candidates: Sequence[int]) -> Suggestion:
        """The first that it offers of `candidates` while `source` sounds."""
        shelf, heard = self._shelf(candidates), self._heard(source)
        wishes = Wishes(role="auto", surprise=0.0)
        return rank(heard, shelf, wishes, _ALWAYS, self._bundles).suggestions[0]

    def _heard(self, row: int) -> Heard:
        loop = self._loop(row)
        stage = Shelf.from_loops([loop], {row: self._cache.sketches[row]})
        playing = Playing(Suggestion(loop, 1.0, loop.bpm), 0.0)
        return hear_loops(0, Timeline(loop.bpm), [playing], stage)

    def _shelf(self, rows: Sequence[int]) -> Shelf:
        shelf = Shelf.from_loops(
            [self._loop(row) for row in rows], {row: self._cache.sketches[row] for row in rows}
        )
        power = features.power(np.asarray(self._cache.sketches[shelf.ids]))
        embedding = [bundle for bundle in self._bundles if bundle.task == "embed"]
        return replace(shelf, offers={each.label: each.offers(power) for each in embedding})

    def _loop(self, row: int) -> Loop:
        item, key = self._cache.items[row], int(self._cache.keys[row])
        return Loop(
            id=row,
            path=item.path,
            digest=str(row),
            kind=Kind.LOOP,
            seconds=item.seconds,
            bpm=item.bpm,
            beats=item.beats,
            key=key % 12 if key >= 0 else None,
            mode=("", "major", "minor")[1 + key // 12],
            roles=tuple(self._cache.roles[row].tolist()),
            pack=item.song,
        )
