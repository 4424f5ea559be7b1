"""Where a bar of a role is missing: what else sounds there, and what sounded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Sequence
from dataclasses import dataclass

import numpy as np

from models.cache import Cache
from models.imagine.material import of_role
from models.split import Splits

#: The role that the paper hears.
DRUMS = "percussion"
_DRUMS_ONLY = 0.3  # of the times that a place has drums


@dataclass(frozen=True, slots=True)
class Place:
    """Rows of a cache that sounded together: those of the role `wanted`, `drums`, and the rest."""

    song: str
    wanted: tuple[int, ...]
    drums: tuple[int, ...]
    rest: tuple[int, ...]

    @property
    def others(self) -> tuple[int, ...]:
        return (*self.drums, *self.rest)


@dataclass(frozen=True, slots=True)
class Query:
    """While the rows `heard` sound, `missing` is what sounded as well."""

    song: str
    heard: tuple[int, ...]
    missing: int


#: Song -> its places.
Places = dict[str, list[Place]]


def places(
    cache: Cache,
    splits: Splits,
    split: str,
    role: str,
    held_out: Sequence[str] = (),
) -> Places:
    """The places of the songs of `split` where something of `role` and something else sounds."""
    wanted, drums = (set(of_role(cache, each).tolist()) for each in (role, DRUMS))
    sections: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for row, item in enumerate(cache.items):
        if splits.get((item.corpus, item.song)) == split and item.corpus not in held_out:
            sections[item.together].append(row)
    found: Places = defaultdict(list)
    for (corpus, song, _), rows in sections.items():
        place = _place(f"{corpus}/{song}", rows, wanted, drums)
        if place.wanted and place.others:
            found[place.song].append(place)
    return dict(found)


def _place(song: str, rows: Sequence[int], wanted: Container[int], drums: Container[int]) -> Place:
    return Place(
        song,
        tuple(row for row in rows if row in wanted),
        tuple(row for row in rows if row in drums and row not in wanted),
        tuple(row for row in rows if row not in wanted and row not in drums),
    )


def drawn(found: Places, random: np.random.Generator) -> Query:
    """Some of what sounds in some place, all songs equally often."""
    song = list(found)[random.integers(len(found))]
    place = found[song][random.integers(len(found[song]))]
    only_drums = place.drums and (not place.rest or random.random() < _DRUMS_ONLY)
    among = random.permutation(place.drums if only_drums else place.others).tolist()
    heard = tuple(among[: random.integers(1, len(among) + 1)])
    return Query(song, heard, int(random.choice(place.wanted)))


def drum_queries(found: Places) -> list[Query]:
    """Each drum loop alone with each that was wanted: the paper's question."""
    return [
        Query(song, (drum,), row)
        for song, some in found.items()
        for place in some
        for drum in place.drums
        for row in place.wanted
    ]


def full_queries(found: Places) -> list[Query]:
    """All that sounds besides: what the instrument knows on stage."""
    return [
        Query(song, place.others, row)
        for song, some in found.items()
        for place in some
        for row in place.wanted
    ]
