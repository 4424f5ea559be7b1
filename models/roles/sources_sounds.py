"""Recorded loops and sounds by the table `sounds.tsv`: which files of which package are what.

The table names folders as Debian packages do, unpacked side by side:

    apt-get download PACKAGE && dpkg -x PACKAGE_*.deb DIR/PACKAGE

Two are no packages: libre-sample-pack is a repository, barwise-demo is what `barwise demo` makes.
What is not there is left out. A loop or an effect is one file; a drum pattern or a vocal takes
several of its song, drawn. Songs (packs, speakers) are in one split each.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from live import audio
from live.errors import FileError
from live.filetypes import is_audio
from models.rendering import desk
from models.roles.known import Known

TABLE = Path(__file__).with_name("sounds.tsv")

_FILES_OF = {"kit": 5, "speech": 4, "line": 1}  # that each of many loops draws
_SHORTEST_SECONDS = 0.4  # of a sound: what is shorter is a stroke, whatever its folder says
_TOLD = re.compile(r"(?<!\d)([6-9]\d|1\d\d)(?: ?bpm| @|_|$)", re.IGNORECASE)  # a tempo


@dataclass(frozen=True, slots=True)
class Sounds:
    """A row of the table: the files below `folder` that match `pattern`, but not `but_not`."""

    corpus: str
    song: str
    role: str
    laying: str
    split: str
    loops: int
    folder: str
    pattern: str
    but_not: str
    licence: str

    def files(self, root: Path) -> list[Path]:
        found = sorted(file for file in (root / self.folder).glob(self.pattern) if file.is_file())
        return [file for file in found if self._is_meant(file, root)]

    def _is_meant(self, file: Path, root: Path) -> bool:
        name = file.relative_to(root).as_posix()
        is_named_so = not (self.but_not and re.search(self.but_not, name))
        return is_named_so and is_audio(file) and self._is_long(file)

    def _is_long(self, file: Path) -> bool:
        try:
            return self.laying != "sound" or audio.length(file) >= _SHORTEST_SECONDS
        except FileError:
            return False


def load(root: Path, seed: int, table: Path = TABLE) -> list[Known]:
    """What of the table lies in `root`. Raises `FileError` if nothing does."""
    found = [known for row in read(table) for known in _known(row, root, seed)]
    if not found:
        raise FileError(f"{root}: holds none of the folders of {table.name}; see its packages")
    return found


def read(table: Path) -> list[Sounds]:
    with table.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t")
        return [_row(row) for row in rows]


def _row(values: dict[str, Any]) -> Sounds:
    return Sounds(**values | {"loops": int(values["loops"])})


def _known(row: Sounds, root: Path, seed: int) -> Iterator[Known]:
    """The loops of `row`, drawn; none where its folder is not there."""
    files = row.files(root)
    if not files:
        return
    rng = desk.rng(seed, row.corpus, row.song, row.role, "drawn")
    for number, group in enumerate(_groups(files, row, rng)):
        yield _one(row, number, group)


def _groups(files: list[Path], row: Sounds, rng: desk.Rng) -> list[list[Path]]:
    """The files of each loop: one file is one loop, but for what several draw from."""
    if row.laying not in _FILES_OF:
        return [[files[index]] for index in rng.permutation(len(files))[: row.loops].tolist()]
    size = min(_FILES_OF[row.laying], len(files))
    drawn = [rng.choice(len(files), size, replace=False).tolist() for _ in range(row.loops)]
    return [[files[index] for index in indices] for indices in drawn]


def _one(row: Sounds, number: int, group: list[Path]) -> Known:
    told = _TOLD.search(group[0].stem) if row.laying == "loop" else None
    return Known(
        corpus=row.corpus,
        song=row.song,
        name=f"{row.folder} {number}",
        files=tuple(map(str, group)),
        laying=row.laying,
        roles=tuple(row.role.split("+")),
        split=row.split,
        origin=row.folder,
        licence=row.licence,
        bpm=float(told[1]) if told else 0.0,
    )
