"""A folder of songs, however deep (as the Free Music Archive's), and what is told of their bars."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from live.errors import FileError
from live.filetypes import is_audio
from live.library import metadata
from live.types import Fact

#: Names less sure than this hold no more than some number.
_SURE = 0.7


@dataclass(frozen=True, slots=True)
class Tempo:
    """`downbeat` is a bar line in seconds, None if it must be found."""

    bpm: float
    downbeat: float | None = None


@dataclass(frozen=True, slots=True)
class Song:
    """`name` is unique in the songs' folder; `beats` is a file of beat times beside the song."""

    path: Path
    name: str
    tempo: Tempo | None = None
    beats: Path | None = None
    licence: str = ""

    @property
    def digest(self) -> str:
        """Changes whenever the file does, or what is told of its bars."""
        status = self.path.stat()
        beats = self.beats.read_bytes() if self.beats else b""
        facts = (status.st_size, status.st_mtime_ns, self.tempo, beats)
        return hashlib.sha256(repr(facts).encode()).hexdigest()


def find(folder: Path, tempos: Mapping[str, Tempo] | None = None) -> list[Song]:
    """All songs below `folder`, in order of their names. Raises `FileError`.

    `tempos` by name are believed before what the files say of themselves.
    """
    files = sorted(file for file in folder.rglob("*") if is_audio(file))
    if not files:
        raise FileError(f"{folder}: holds no songs; name a folder of audio files")
    return [_song(file, folder, tempos or {}) for file in files]


def _song(file: Path, folder: Path, tempos: Mapping[str, Tempo]) -> Song:
    name = "-".join(file.relative_to(folder).parts)
    facts = metadata.read(file, folder).facts
    told = next((tempos[n] for n in (name, file.name, file.stem) if n in tempos), None)
    licence = facts.get("licence")
    return Song(
        file,
        name,
        told or _claimed(facts.get("bpm")),
        _beats_beside(file),
        str(licence.value) if licence else "",
    )


def _claimed(bpm: Fact | None) -> Tempo | None:
    if bpm is None or bpm.confidence < _SURE:
        return None
    return Tempo(float(bpm.value or 0))


def _beats_beside(file: Path) -> Path | None:
    beside = file.with_suffix(".beats")
    return beside if beside.is_file() else None


def tempos(table: Path) -> dict[str, Tempo]:
    """The tempos in a TSV with the columns `song`, `bpm` and, if known, `downbeat` in seconds.

    A song is called by its file's name, with or without the ending, or by its path below the
    folder, with dashes for slashes. Raises `FileError`.
    """
    try:
        with table.open(encoding="utf-8", newline="") as file:
            return {row["song"]: _tempo(row) for row in csv.DictReader(file, delimiter="\t")}
    except (OSError, UnicodeDecodeError, ValueError, TypeError, KeyError) as error:
        raise FileError(
            f"{table}: no table of tempos ({error}); needs the columns song, bpm, downbeat"
        ) from None


def _tempo(row: Mapping[str, str | None]) -> Tempo:
    bpm, downbeat = row["bpm"], row.get("downbeat")
    if not bpm or not float(bpm) > 0:
        raise ValueError(f"the bpm of {row['song']} is `{bpm}`")
    return Tempo(float(bpm), float(downbeat) if downbeat else None)
