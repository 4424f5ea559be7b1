"""Folders of music in aligned parts with a `stems.tsv`: what `render` writes, for one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from models import items
from models.items import Item

TABLE = "stems.tsv"

#: Corpora whose tables do not name the family of a song, but tell it otherwise: LMMS songs are
#: called COMPOSER-TITLE, and the modules of one game are mostly by one composer.
_FAMILIES: dict[str, Callable[[Item], str]] = {
    "lmms": lambda item: item.song.partition("-")[0],
    "modules": lambda item: item.origin,
}


def load(place: Path) -> list[Item]:
    """The items of `place`, a table or a folder that holds a `stems.tsv`. Raises `FileError`."""
    table = place / TABLE if place.is_dir() else place
    return [_with_family(item) for item in items.read(table)]


def _with_family(item: Item) -> Item:
    tell = _FAMILIES.get(item.corpus)
    return item if item.family or tell is None else replace(item, family=tell(item))
