"""A studio: several machines, each with its own data folder, and a server that they share."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from live.library.catalogue import Catalogue
from live.library.shared import place, sync


@dataclass
class Studio:
    """`said` is what any machine has told its performer."""

    url: str
    folder: Path
    patch: pytest.MonkeyPatch
    said: list[str] = field(default_factory=list)

    def mirror(self, machine: str) -> Path:
        """Go to `machine`: where its mirror lies."""
        self.patch.setattr(place, "FOLDER", self.folder / machine)
        return place.catalogue(self.url)

    def give(self, machine: str, library: Path) -> None:
        """Let `machine` have scanned what is in `library`, and not have sent it."""
        mirror = self.mirror(machine)
        mirror.parent.mkdir(parents=True)
        shutil.copy(library, mirror)

    def sync(self, machine: str) -> tuple[int, int]:
        """How many rows were sent and taken."""
        self.mirror(machine)
        return sync.synchronise(self.url)

    @contextmanager
    def at(self, machine: str) -> Iterator[Catalogue]:
        """The catalogue of `machine` while a command runs there."""
        self.mirror(machine)
        with sync.in_use(self.url, self.said.append) as path, Catalogue.open(path) as catalogue:
            yield catalogue
