"""Folders of MIDI files and tracker modules: one corpus each, called like the folder."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from live.errors import FileError
from models.rendering import tracker

MIDI_SUFFIXES = (".mid", ".midi")

#: `Faith (love remix)` and `Faith` are one work.
_VERSION = re.compile(r"\s*\(.*\)\s*$")


@dataclass(frozen=True, slots=True)
class Score:
    """A MIDI file or module; those of one `family` belong into one split."""

    path: Path
    corpus: str
    song: str
    family: str

    @property
    def is_midi(self) -> bool:
        return self.path.suffix.lower() in MIDI_SUFFIXES


def load(folder: Path) -> list[Score]:
    """All songs below `folder`, in order of their names. Raises `FileError`.

    What lies in one folder inside of it, like a composer or a game, is one family.
    """
    suffixes = (*MIDI_SUFFIXES, *tracker.SUFFIXES)
    files = sorted(file for file in folder.rglob("*") if file.suffix.lower() in suffixes)
    if not files:
        raise FileError(f"{folder}: holds no MIDI files and no tracker modules")
    return [_score(file, folder) for file in files]


def _score(file: Path, folder: Path) -> Score:
    inside = file.relative_to(folder)
    name = " - ".join((*inside.parts[:-1], file.stem))
    family = inside.parts[0] if len(inside.parts) > 1 else _VERSION.sub("", name)
    midi = file.suffix.lower() in MIDI_SUFFIXES
    song = name if midi else f"{name}{file.suffix}"
    return Score(file, folder.resolve().name, song, family)
