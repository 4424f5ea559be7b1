"""Training material in the least words: one `Item` is one loop in one place of one song.

A table of items is a TSV file. `stems.tsv`, which lies beside rendered music, is one: columns that
are missing are empty, columns that are not ours are left alone.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from live.errors import FileError
from live.types import ROLES

BEATS_PER_BAR = 4

#: What every table must say of a loop.
_NEEDED = ("path", "corpus", "song", "section", "bpm", "bars")


@dataclass(frozen=True, slots=True)
class Item:
    """A loop where it sounds.

    Attributes
    ----------
    path
        its audio file; of what is longer only the first `bars` count.
    corpus, song, section
        loops of one section sounded together.
    stem
        the part of the song that it belongs to.
    material
        equal within a stem where the content is the same again. With a dash in it, it is a digest,
        and the same anywhere is the same content.
    family
        songs of one family (a composer, versions of one work) belong into one split; empty is a
        family of its own.
    role
        of `live.types.ROLES`, several joined by `+`; empty if unknown.
    bars
        of four beats.
    grid
        `notes` if its notes are known to be on the grid; else its sound has to tell.
    """

    path: str
    corpus: str
    song: str
    section: str
    stem: str
    material: str
    bpm: float
    bars: int
    role: str = ""
    family: str = ""
    origin: str = ""
    licence: str = ""
    grid: str = ""

    @property
    def beats(self) -> int:
        return self.bars * BEATS_PER_BAR

    @property
    def seconds(self) -> float:
        return self.beats * 60 / self.bpm

    @property
    def roles(self) -> tuple[str, ...]:
        return tuple(filter(None, self.role.split("+")))

    @property
    def together(self) -> tuple[str, str, str]:
        """What items that sounded together have in common."""
        return self.corpus, self.song, self.section

    @property
    def content(self) -> str:
        """Equal where the content is, in all corpora."""
        if "-" in self.material:
            return self.material
        return "/".join((self.corpus, self.song, self.stem, self.material))


Sections = list[tuple[Item, ...]]


def sections(items: Iterable[Item]) -> Sections:
    """The items that sounded together, in the order of their sections' first items."""
    found: dict[tuple[str, str, str], list[Item]] = {}
    for item in items:
        found.setdefault(item.together, []).append(item)
    return [tuple(section) for section in found.values()]


def read(table: Path) -> list[Item]:
    """The items of the TSV file `table`; their paths are relative to it. Raises `FileError`."""
    try:
        with table.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file, delimiter="\t")
            if missing := sorted(set(_NEEDED) - set(rows.fieldnames or ())):
                raise FileError(f"{table}: has no column `{missing[0]}`; add it")
            return [_item(row, table) for row in rows]
    except (OSError, csv.Error, UnicodeDecodeError) as error:
        raise FileError(f"{table}: no table of loops ({error}); make it anew") from None


def write(table: Path, items: Sequence[Item]) -> None:
    """`items` as a TSV file, their paths relative to it where they lie below."""
    names = [field.name for field in fields(Item)]
    with table.open("w", encoding="utf-8", newline="") as file:
        rows = csv.DictWriter(file, names, delimiter="\t", lineterminator="\n")
        rows.writeheader()
        for item in items:
            rows.writerow(asdict(item) | {"path": _relative(Path(item.path), table.parent)})


def _relative(path: Path, folder: Path) -> str:
    return (path.relative_to(folder) if path.is_relative_to(folder) else path).as_posix()


def _item(row: dict[str, str], table: Path) -> Item:
    values: dict[str, Any] = {field.name: row.get(field.name) or "" for field in fields(Item)}
    try:
        numbers = {"bpm": float(values["bpm"]), "bars": int(values["bars"])}
    except ValueError:
        raise FileError(
            f"{table}: {values['path']} has bpm `{values['bpm']}` and bars `{values['bars']}`; "
            "both must be numbers"
        ) from None
    path = str(table.parent / values["path"])
    return Item(**values | numbers | {"path": path, "role": _role(values["role"])})


def _role(named: str) -> str:
    """The roles in `named` that there are, in their usual order."""
    words = named.lower().split("+")
    return "+".join(role for role in ROLES if role in words)
