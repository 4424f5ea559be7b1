"""The key of a study: which clip is whose. It stays in the database."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any, Self

from models.study.database import Database

#: The loop of a group alone; it is nobody's choice.
SOURCE = "source"

#: The folder of clips in that of a study.
CLIPS = "clips"


def clip_file(folder: Path, id: str) -> Path:
    """Where a clip of the study in `folder` lies."""
    return folder / CLIPS / f"{id}.flac"


@dataclass(frozen=True, slots=True)
class Clip:
    """A file `clips/ID.flac`: `loop` at its fix beside the group's source, chosen by `method`."""

    id: str
    group: int
    method: str
    loop: str
    transpose: int = 0
    beat_offset: float = 0.0
    stretch: float = 1.0


@dataclass(frozen=True, slots=True)
class Group:
    """`repeats` is the number of the group that is asked again in it."""

    number: int
    song: str
    role: str
    repeats: int | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """A whole study; `facts` says how it was made."""

    groups: tuple[Group, ...]
    clips: tuple[Clip, ...]
    facts: dict[str, Any]

    @classmethod
    def read(cls, database: Database) -> Self:
        groups = database.all("SELECT * FROM groups ORDER BY number")
        clips = database.all("SELECT * FROM clips ORDER BY id")
        facts = database.all("SELECT name, value FROM facts")
        return cls(
            tuple(Group(*row) for row in groups),
            tuple(Clip(*row) for row in clips),
            {name: json.loads(value) for name, value in facts},
        )

    def write(self, database: Database) -> None:
        database.add("facts", [(name, json.dumps(value)) for name, value in self.facts.items()])
        database.add("groups", [astuple(group) for group in self.groups])
        database.add("clips", [astuple(clip) for clip in sorted(self.clips, key=lambda c: c.id)])

    @property
    def methods(self) -> tuple[str, ...]:
        """In the order in which they were asked for."""
        return tuple(self.facts["methods"])

    def source(self, group: Group) -> Clip:
        return next(clip for clip in self._of(group) if clip.method == SOURCE)

    def rated(self, group: Group) -> list[Clip]:
        """What is rated of `group`, in the order of the methods."""
        of_method = {clip.method: clip for clip in self._of(group)}
        return [of_method[method] for method in self.methods]

    def _of(self, group: Group) -> Sequence[Clip]:
        return [clip for clip in self.clips if clip.group == group.number]
