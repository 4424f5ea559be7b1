"""Musical time as a function: beats and seconds map onto each other, and nothing ticks.

Seconds are those of `time.monotonic()` on stage and sample time divided by the rate offline. All
values are frozen; every function is pure, thread-safe and realtime-safe.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

#: Two beats closer than this are the same beat. Far below a sample at any musical tempo, far above
#: the rounding of a float64 after a week of music.
BEAT_EPSILON = 1e-6

SLOWEST_BPM = 20.0
FASTEST_BPM = 400.0


@dataclass(frozen=True, slots=True)
class Timeline:
    """A straight line through (`beat`, `time`) with the slope of `bpm`.

    Beat 0 is the downbeat of bar 0. Bars are counted from 0 inside and may be negative.
    """

    bpm: float = 120.0
    beat: float = 0.0
    time: float = 0.0
    beats_per_bar: int = 4

    def __post_init__(self) -> None:
        if not SLOWEST_BPM <= self.bpm <= FASTEST_BPM:
            raise ValueError(f"{self.bpm} bpm is outside {SLOWEST_BPM:g} to {FASTEST_BPM:g}")
        if self.beats_per_bar < 1:
            raise ValueError(f"{self.beats_per_bar} beats in a bar: at least 1 is needed")

    @property
    def seconds_per_beat(self) -> float:
        return 60.0 / self.bpm

    @property
    def seconds_per_bar(self) -> float:
        return self.beats_per_bar * self.seconds_per_beat

    def beat_at(self, time: float) -> float:
        return self.beat + (time - self.time) / self.seconds_per_beat

    def time_at(self, beat: float) -> float:
        return self.time + (beat - self.beat) * self.seconds_per_beat

    def bar_at(self, time: float) -> int:
        """The bar that sounds at `time`."""
        return math.floor(self.beat_at(time) / self.beats_per_bar + BEAT_EPSILON)

    def next_bar(self, time: float) -> int:
        """The first bar whose downbeat is not before `time`."""
        return math.ceil(self.beat_at(time) / self.beats_per_bar - BEAT_EPSILON)

    def beat_of(self, bar: int) -> float:
        return float(bar * self.beats_per_bar)

    def time_of(self, bar: int) -> float:
        return self.time_at(self.beat_of(bar))

    def anchored(self, time: float) -> Timeline:
        """The same line, written down at another of its points."""
        return replace(self, beat=self.beat_at(time), time=time)

    def with_tempo(self, bpm: float, time: float) -> Timeline:
        """Another tempo from `time` on; the beat at `time` stays, so beats never jump."""
        return replace(self.anchored(time), bpm=bpm)


def next_multiple(beat: float, quantum: float) -> float:
    """The first multiple of `quantum` (beats) that is not before `beat`."""
    return math.ceil(beat / quantum - BEAT_EPSILON) * quantum


@dataclass(frozen=True, slots=True)
class Transport:
    """What a clock publishes: where the music is, whether it runs, and how often it restarted.

    `epoch` grows whenever the song position is set anew (start, locate); bars counted in an
    earlier epoch say nothing about this one.
    """

    timeline: Timeline = field(default_factory=Timeline)
    running: bool = True
    epoch: int = 0
