"""Shelves of sounds made up for a test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from live import features
from live.features import Bytes
from live.library.shelf import Shelf
from live.types import ROLES, Floats, Playing, Suggestion

NO_ROLES = (0.0,) * len(ROLES)


@dataclass(frozen=True)
class Made:
    """A loop: mono audio at 44.1 kHz of `beats` beats."""

    audio: Floats
    bpm: float
    beats: float
    lufs: float = -18.0
    roles: tuple[float, ...] = NO_ROLES
    pack: int = 0

    @property
    def sketch(self) -> Bytes:
        return features.sketch(features.spectra(self.audio, features.RATE, self.beats))


def shelf_of(made: Sequence[Made], **others: object) -> Shelf:
    """The loops in the order given, which must be that of their tempo; their ids are 1, 2 ..."""
    sketches = {id: loop.sketch for id, loop in enumerate(made, 1)}
    profiles = [features.profile(features.power(sketch)) for sketch in sketches.values()]
    columns = {
        "ids": list(sketches),
        "bpm": [loop.bpm for loop in made],
        "beats": [loop.beats for loop in made],
        "beats_per_bar": [4] * len(made),
        "key": [-1] * len(made),
        "minor": [False] * len(made),
        "roles": np.array([loop.roles for loop in made]).reshape(-1, len(ROLES)),
        "lufs": [loop.lufs for loop in made],
        "pack": [loop.pack for loop in made],
        "tonal": [p.tonal for p in profiles],
        "density": [p.density for p in profiles],
        "harmony": np.array([p.harmony.ravel() for p in profiles]).reshape(-1, 192),
        "rhythm": np.array([p.rhythm.ravel() for p in profiles]).reshape(-1, 32),
        "balance": np.array([p.balance for p in profiles]).reshape(-1, 16),
    }
    packs = [str(n) for n in range(1 + max((loop.pack for loop in made), default=0))]
    return Shelf.from_arrays(packs, sketches, **{**columns, **others})


def playing(shelf: Shelf, id: int, bpm: float, since: float = 0.0, **fix: float) -> Playing:
    """Loop `id` as it sounds at `bpm` with `fix`, at its own tempo times 0.5, 1 or 2."""
    row = shelf.row_of(id)
    assert row is not None
    loop = shelf.loop(row)
    factor = 2 ** round(np.log2(bpm / loop.bpm))
    fields = {"stretch": bpm / (loop.bpm * factor), **fix}
    return Playing(Suggestion(loop, 1.0, bpm, **fields), since)
