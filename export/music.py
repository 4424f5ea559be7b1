"""The music that a network learnt from: where it is from, and under which licences."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from live.errors import FileError
from models import items
from models.cache import TABLE
from models.roles.material import SOURCES
from models.split import Splits


@dataclass(frozen=True, slots=True)
class Music:
    """What of a corpus under one licence was learnt from; `origins` are packages, authors ..."""

    corpus: str
    licence: str
    origins: tuple[str, ...]
    songs: int
    loops: int


def of_cache(cache: Path, splits: Splits, held_out: Collection[str]) -> list[Music]:
    """The loops of the training `cache` that `splits` has for training. Raises `FileError`."""
    return _music(
        (item.corpus, item.licence, item.origin, item.song, 1)
        for item in items.read(cache / TABLE)
        if item.corpus not in held_out and splits.get((item.corpus, item.song)) == "train"
    )


def of_material(material: Path, held_out: Collection[str]) -> list[Music]:
    """The loops of the `material` of roles that are for training. Raises `FileError`."""
    file = material / SOURCES
    try:
        with file.open(encoding="utf-8", newline="") as opened:
            rows = list(csv.DictReader(opened, delimiter="\t"))
    except OSError as error:
        remedy = "`python -m models roles gather` makes it"
        raise FileError(f"{file}: {error.strerror}; {remedy}") from None
    return _music(
        (row["corpus"], row["licence"], row["origin"], row["song"], int(row["loops"]))
        for row in rows
        if row["corpus"] not in held_out and row["split"] == "train"
    )


def _music(found: Iterable[tuple[str, str, str, str, int]]) -> list[Music]:
    """Of corpus, licence, origin, song, and loops."""
    groups: dict[tuple[str, str], list[tuple[str, str, int]]] = defaultdict(list)
    for corpus, licence, origin, song, loops in found:
        groups[corpus, licence].append((origin, song, loops))
    return [_summed(*group, those) for group, those in sorted(groups.items())]


def _summed(corpus: str, licence: str, those: Sequence[tuple[str, str, int]]) -> Music:
    origins, songs, loops = zip(*those, strict=True)
    return Music(corpus, licence, tuple(sorted(set(origins))), len(set(songs)), sum(loops))
