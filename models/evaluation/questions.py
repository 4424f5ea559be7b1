"""What is asked: which of 100 loops, which of 12 transpositions, which of 16 rotations, itself or
something spoilt.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from live.features import WINDOW_BEATS
from live.ranking.query import transpositions
from models.draws import Draw, Stage
from models.evaluation.ear import Ear
from models.evaluation.spoilt import spoilt
from models.items import BEATS_PER_BAR
from models.negatives import Others
from models.variants import Variant

CANDIDATES = 100
QUERIES = 100


@dataclass(frozen=True, slots=True)
class Question:
    """Whether `truth` is told from others while `context` sounds.

    Attributes
    ----------
    others
        what is asked -> what is not true: `partner` 99 loops of other songs, `key` 11
        transpositions (of tonal pairs), `beat` 15 rotations, `downbeat` the 3 of them within a
        bar, and one of each of `spoilt.KINDS` that can be had.
    parts
        see `Ear.parts`.
    same_beats
        how many of the rotations nobody can tell from the truth.
    """

    context: tuple[int, ...]
    truth: Variant
    others: Mapping[str, tuple[Variant, ...]]
    song: str
    parts: str
    same_beats: int


class Quiz:
    """Draws questions from a stage."""

    def __init__(self, stage: Stage) -> None:
        allowed = np.zeros(len(stage.cache.items), np.bool_)
        allowed[[row for song in stage.songs for row in stage.rows(song)]] = True
        self.stage = stage
        self._others = Others.of(stage.cache, stage.contents, allowed)
        self._ear = Ear(stage.cache)

    def questions(self, seed: int, count: int = QUERIES) -> list[Question]:
        """`count` questions, all songs equally often, from a seed."""
        strangers, spoiling = np.random.default_rng(seed), np.random.default_rng((seed, 1))
        return [
            self._question(draw, self.stage.strangers(draw, strangers, CANDIDATES - 1), spoiling)
            for draw in self.stage.draws(count, seed)
        ]

    def _question(
        self, draw: Draw, strangers: Sequence[int], random: np.random.Generator
    ) -> Question:
        row = draw.partner
        beats = _beats(row)
        others = {
            "partner": tuple(map(Variant, strangers)),
            "beat": beats,
            "downbeat": beats[: BEATS_PER_BAR - 1],
        }
        if self._ear.is_tonal(draw.context, row):
            others["key"] = _keys(row)
        bad = spoilt(draw, self._others, self._ear, random)
        others |= {kind: (variant,) for kind, variant in bad.items()}
        parts = self._ear.parts(draw.context, row)
        same = len(self._ear.same_turns(draw.context, row))
        return Question(draw.context, Variant(row), others, draw.song, parts, same)


def _keys(row: int) -> tuple[Variant, ...]:
    return tuple(Variant(row, transpose=shift) for shift in transpositions(6)[1:])


def _beats(row: int) -> tuple[Variant, ...]:
    return tuple(Variant(row, rotate=beats) for beats in range(1, WINDOW_BEATS))
