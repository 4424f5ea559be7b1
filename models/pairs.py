"""Positive pairs: two loops that sounded together. Negatives are drawn when they are needed."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from itertools import combinations
from pathlib import Path

from live.errors import FileError
from models.alike import Codes
from models.items import Item
from models.split import Splits

TABLE = "pairs.tsv"


@dataclass(frozen=True, slots=True)
class Pair:
    """Rows `a` < `b` of a cache."""

    split: str
    corpus: str
    song: str
    a: int
    b: int


def pairs(items: Sequence[Item], contents: Codes, splits: Splits) -> Iterator[Pair]:
    """Every two `items` of different content that sounded together; each two contents once."""
    met: set[tuple[int, int]] = set()
    for (corpus, song, _), rows in _together(items).items():
        for a, b in combinations(rows, 2):
            two = min(contents[a], contents[b]), max(contents[a], contents[b])
            if two[0] != two[1] and two not in met:
                met.add(two)
                yield Pair(splits[corpus, song], corpus, song, a, b)


def _together(items: Sequence[Item]) -> dict[tuple[str, str, str], list[int]]:
    rows: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for row, item in enumerate(items):
        rows[item.together].append(row)
    return rows


def write(table: Path, found: Sequence[Pair]) -> None:
    with table.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, delimiter="\t", lineterminator="\n")
        rows.writerow(field.name for field in fields(Pair))
        rows.writerows(astuple(pair) for pair in found)


def read(table: Path) -> list[Pair]:
    """Raises `FileError`."""
    try:
        with table.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file, delimiter="\t")
            return [
                Pair(row["split"], row["corpus"], row["song"], int(row["a"]), int(row["b"]))
                for row in rows
            ]
    except (OSError, KeyError, ValueError) as error:
        raise FileError(
            f"{table}: no table of pairs ({error}); make it with `python -m models pairs`"
        ) from None
