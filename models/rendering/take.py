"""What one part of a song plays: the same for MIDI files and tracker modules."""

from __future__ import annotations

from dataclasses import dataclass

from live.types import Floats
from models.items import BEATS_PER_BAR

#: Of everything that is rendered.
RATE = 24_000
BARS = 4
BEATS = BARS * BEATS_PER_BAR

#: A part sounds in so many of the bars, or is left out: when it enters tells the song, not what
#: fits.
LEAST_BARS = 3


@dataclass(frozen=True, slots=True, eq=False)
class Take:
    """Four bars as `samples` (n,) at `RATE`, heard in these `sections` of the song."""

    sections: tuple[int, ...]
    bpm: float
    material: str
    samples: Floats


@dataclass(frozen=True, slots=True, eq=False)
class PartTakes:
    """All that one part plays; `role` is empty if unknown."""

    stem: str
    role: str
    takes: tuple[Take, ...]


def seconds(bpm: float) -> float:
    return BEATS * 60 / bpm
