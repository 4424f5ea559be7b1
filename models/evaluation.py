"""Every method on the same questions: 100 candidates, 12 transpositions, 16 rotations.

The lists are drawn once from a seed and given to all methods. Where figures are compared, the
context is silenced as well: what is still told then is told without listening.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from live.features import profile
from live.types import Floats
from models import metrics
from models.cache import Cache
from models.draws import Draw, Stage, context, power
from models.methods import Method

CANDIDATES = 100
QUERIES = 100
SEEDS = (1, 2, 3, 4, 5)

_TONAL = 0.5  # of a profile's tonality: below it a key means nothing


@dataclass(frozen=True, slots=True)
class Query:
    """A draw with 99 loops of other songs; what kind of question it is for keys and beats."""

    draw: Draw
    strangers: tuple[int, ...]
    tonal: bool
    percussive: bool


def queries(stage: Stage, seed: int, count: int = QUERIES) -> list[Query]:
    """`count` queries, all songs equally often, from a seed."""
    random = np.random.default_rng(seed)
    cache, draws = stage.cache, stage.draws(count, seed)
    return [_query(cache, draw, _strangers(stage, draw, random)) for draw in draws]


def _strangers(stage: Stage, draw: Draw, random: np.random.Generator) -> tuple[int, ...]:
    """Rows of other songs, no content twice."""
    others = [row for song in stage.songs if song != draw.song for row in stage.rows(song)]
    order = random.permutation(others).tolist()
    unique = {int(stage.contents[row]): row for row in order}
    return tuple(unique.values())[: CANDIDATES - 1]


def _query(cache: Cache, draw: Draw, strangers: tuple[int, ...]) -> Query:
    rows = (*draw.context, draw.partner)
    tonal = all(
        profile(sound).tonal > _TONAL
        for sound in (context(cache, draw), power(cache, draw.partner))
    )
    return Query(draw, strangers, tonal, any("percussion" in cache.items[r].roles for r in rows))


@dataclass(frozen=True, slots=True)
class Answers:
    """The rank of the truth in every question that was asked, and the song of each."""

    match: list[float]
    key: list[float]
    beat: list[float]
    beat_percussive: list[float]
    songs: list[str]


def answers(
    method: Method, cache: Cache, asked: Sequence[Query], *, silent: bool = False
) -> Answers:
    """What `method` answers; with `silent` it does not hear the context."""
    made = Answers([], [], [], [], [])
    for query in asked:
        sounds = context(cache, query.draw) * np.float32(not silent)
        partner = query.draw.partner
        made.songs.append(query.draw.song)
        made.match.append(_rank(method.matches(sounds, (partner, *query.strangers))))
        if query.tonal:
            made.key.append(_rank(method.keys(sounds, partner)))
        beat = _rank(method.beats(sounds, partner))
        made.beat.append(beat)
        if query.percussive:
            made.beat_percussive.append(beat)
    return made


def _rank(scores: Floats) -> float:
    return metrics.rank_of(np.nan_to_num(scores))


def _mean(ranks: Sequence[float]) -> float:
    return float(np.mean(ranks)) if ranks else float("nan")


def figures(found: Answers) -> dict[str, float]:
    """All that is reported of `found`, in one row."""
    low, high = metrics.interval(lambda ranks: float(ranks.mean()), found.match, found.songs)
    return {
        **metrics.ranking(found.match),
        "rank_low": low,
        "rank_high": high,
        "key": _mean(found.key),
        "beat": _mean(found.beat),
        "beat_percussive": _mean(found.beat_percussive),
        "queries": len(found.match),
        "keys": len(found.key),
    }
