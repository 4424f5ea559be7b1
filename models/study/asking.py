"""What a group asks: one loop that sounds, and the loops that every method chooses from."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from live.errors import FileError
from live.types import ROLES
from models.cache import Cache
from models.draws import Stage

_REACHES = 1.1, 1.2, 1.3  # in tempo: the first within which there are `_ENOUGH`, or the last
_ENOUGH = 30
_LEAST = 4
_TRIES = 8  # at a song, for a source that plays what few sources of the study play


@dataclass(frozen=True, slots=True)
class Asked:
    """Rows of a cache: `original` sounded with `source` in `song`; `candidates` are of others."""

    song: str
    source: int
    original: int
    candidates: tuple[int, ...]


def asked(stage: Stage, groups: int, candidates: int, seed: int) -> list[Asked]:
    """`groups` of them, of as many songs as there are, whose sources play all kinds of roles.

    Raises `FileError` if there are not enough.
    """
    found = list(itertools.islice(_all(stage, candidates, np.random.default_rng(seed)), groups))
    if len(found) < groups:
        raise FileError(
            f"LIBRARY has {len(found)} loops with {_LEAST} loops of other songs near in tempo; "
            f"{groups} groups need as many: add songs, or ask for fewer --groups"
        )
    return found


def _all(stage: Stage, candidates: int, random: np.random.Generator) -> Iterator[Asked]:
    """When every song was asked about, they are again, about other loops."""
    found: list[Asked] = []
    while True:
        before = len(found)
        for song in random.permutation(stage.songs).tolist():
            tries = _tries(stage, song, candidates, random)
            if new := [one for one in tries if _is_new(one, found, stage)]:
                roles = Counter(role(stage.cache, one.source) for one in found)
                found.append(min(new, key=lambda one: roles[role(stage.cache, one.source)]))
                yield found[-1]
        if len(found) == before:
            return


def role(cache: Cache, row: int) -> str:
    """What a loop most likely plays."""
    return ROLES[int(np.argmax(cache.roles[row]))]


def _tries(stage: Stage, song: str, most: int, random: np.random.Generator) -> Iterator[Asked]:
    for _ in range(_TRIES):
        draw = stage.draw(song, random)
        (source,) = draw.context
        strangers = stage.strangers(draw, random, len(stage.cache.items))
        near = _near(stage.cache, source, strangers)[:most]
        if len(near) >= _LEAST:
            yield Asked(song, source, draw.partner, tuple(near))


def _is_new(one: Asked, found: Sequence[Asked], stage: Stage) -> bool:
    known = {int(stage.contents[each.source]) for each in found}
    return int(stage.contents[one.source]) not in known


def _near(cache: Cache, source: int, rows: Sequence[int]) -> list[int]:
    """Those of `rows` that need little stretching to the tempo of `source`."""
    own = cache.items[source].bpm
    apart = {row: abs(math.log(cache.items[row].bpm / own)) for row in rows}
    for reach in _REACHES:
        found = [row for row in rows if apart[row] <= math.log(reach)]
        if len(found) >= _ENOUGH:
            break
    return found
