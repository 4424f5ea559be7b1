"""Loops of a training cache as the stage meets them: on a shelf, ranked by `live.ranking` itself.

All have one tempo and play at one level, or these would tell who belongs together; no role is
asked for.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from live import features
from live.bundle import Bundle
from live.config import RankingConfig
from live.features import N_MEL, Bytes
from live.library.shelf import Shelf
from live.listening.hearing import Heard, hear_loops
from live.ranking import Wishes, rank
from live.tasks import Offer
from live.timeline import Timeline
from live.types import Floats, Kind, Loop, Playing, Suggestion
from models.cache import Cache

_BPM = 120.0

_AT_ONCE = 32  # loops that a bundle hears


@dataclass(frozen=True, slots=True)
class Trial:
    """Has `bundles` judge the loops on `shelf`, whose ids are their rows in a cache."""

    shelf: Shelf
    bundles: Sequence[Bundle]

    @classmethod
    def of(cls, cache: Cache, rows: Sequence[int], bundles: Sequence[Bundle]) -> Self:
        """Of the loops of `cache` in `rows`."""
        sketches = {row: np.asarray(cache.sketches[row]) for row in rows}
        plain = Shelf.from_loops([_loop(cache, row) for row in rows], sketches)
        known = {b.label: _offers(b, list(sketches.values())) for b in bundles if b.task == "embed"}
        return cls(replace(plain, offers=known), bundles)

    def heard(self, context: Sequence[int]) -> Heard:
        """The loops of that `context` together."""
        return hear_loops(0, Timeline(_BPM), [self._played(id) for id in context], self.shelf)

    def ranked(self, heard: Heard, candidates: Sequence[int]) -> dict[int, Suggestion]:
        """Every one of `candidates` by its id, as it would be suggested if there were no others."""
        count = len(candidates)
        config = RankingConfig(
            suggestions=count, shortlist=count, nothing_fits=-math.inf, improbable=-math.inf
        )
        others = frozenset(self.shelf.ids.tolist()).difference(candidates)
        found = rank(heard, self.shelf, Wishes(banned=others), config, self.bundles)
        return {each.loop.id: each for each in found.suggestions}

    def _played(self, id: int) -> Playing:
        row = self.shelf.row_of(id)
        assert row is not None, "a context is of loops on the shelf"
        loop = self.shelf.loop(row)
        gain = RankingConfig().target_lufs - loop.lufs
        return Playing(Suggestion(loop, 1.0, _BPM, gain_db=gain), 0.0)


def _offers(bundle: Bundle, sketches: Sequence[Bytes]) -> Offer:
    parts = [
        bundle.offers(features.power(np.stack(sketches[first : first + _AT_ONCE])))
        for first in range(0, len(sketches), _AT_ONCE)
    ]
    return Offer.of(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("harmony", "rhythm", "form")
        )
    )


def _loop(cache: Cache, row: int) -> Loop:
    item = cache.items[row]
    return Loop(
        id=row,
        path=item.path,
        digest=f"{row:032x}",
        kind=Kind.LOOP,
        seconds=item.beats * 60 / _BPM,
        bpm=_BPM,
        beats=float(item.beats),
        roles=tuple(cache.roles[row].tolist()),
        lufs=_loudness(features.power(cache.sketches[row])),
        pack=item.corpus,
    )


def _loudness(power: Floats) -> float:
    """About the LUFS of what has that power: a cache knows no better."""
    total = float(features.bands(power[:, :N_MEL]).sum())
    return 10 * math.log10(max(total, 1e-9))
