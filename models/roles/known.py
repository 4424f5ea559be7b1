"""A loop whose roles are known, before anyone has heard it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Known:
    """What is to be heard, and what it is.

    Attributes
    ----------
    name
        tells it from all others of its song.
    files
        that it is made of: one for a loop, several hits for a drum pattern.
    laying
        how they become a loop: a name of `models.roles.laying.LAYINGS`.
    roles
        of `live.types.ROLES`.
    split
        of `models.split.SPLITS`.
    bpm, beats
        of a loop, if they are known; else 0.
    """

    corpus: str
    song: str
    name: str
    files: tuple[str, ...]
    laying: str
    roles: tuple[str, ...]
    split: str
    origin: str
    licence: str
    bpm: float = 0.0
    beats: int = 0

    @property
    def place(self) -> tuple[str, str, str]:
        return self.corpus, self.song, self.name
