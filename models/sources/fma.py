"""The Free Music Archive dataset, and folders like it: who made a song, under which licence.

Defferrard et al., ISMIR 2017. Its songs are whole: `extract` takes them apart. The table
`tracks.csv` (three lines of headings) tells the artist of each, whose songs belong into one split.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from live.errors import FileError
from models.items import Item

TABLE = "tracks.csv"

_HEADINGS = 3
_COLUMNS = {
    "artist": ("artist", "name"),
    "title": ("track", "title"),
    "genre": ("track", "genre_top"),
    "licence": ("track", "license"),
}


@dataclass(frozen=True, slots=True)
class Track:
    artist: str
    title: str
    genre: str
    licence: str


def tracks(folder: Path) -> dict[int, Track]:
    """Track id -> what the `tracks.csv` somewhere below `folder` says. Raises `FileError`."""
    file = next(iter(sorted(folder.rglob(TABLE))), None)
    if file is None:
        raise FileError(f"{folder}: has no {TABLE}; unpack fma_metadata.zip into it")
    with file.open(encoding="utf-8", newline="") as table:
        rows = list(csv.reader(table))
    headings = list(zip(*rows[: _HEADINGS - 1], strict=False))
    try:
        places = {name: headings.index(column) for name, column in _COLUMNS.items()}
    except ValueError as error:
        raise FileError(f"{file}: lacks a column ({error}); take it from fma_metadata") from None
    return {
        int(row[0]): Track(**{name: row[place] for name, place in places.items()})
        for row in rows[_HEADINGS:]
    }


def described(items: Iterable[Item], known: dict[int, Track]) -> list[Item]:
    """`items`, with artist and licence where the song is the number of a `known` track."""
    return [_described(item, known) for item in items]


def _described(item: Item, known: dict[int, Track]) -> Item:
    track = known.get(int(item.song)) if item.song.isdecimal() else None
    if track is None:
        return item
    origin = f"Free Music Archive: {track.artist}, {track.title}"
    return replace(item, family=track.artist, origin=origin, licence=track.licence)
