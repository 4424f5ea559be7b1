"""What length and sound say of a loop's tempo.

A loop is cut to whole beats, so its exact length leaves few tempi: count x 60 / seconds. Which of
the counts it is, pulse and custom must tell. That beats tempo detectors, whose grid is coarse.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from live.library.onsets import Onsets

SLOWEST, FASTEST = 55.0, 215.0
BEATS_PER_BAR = 4
#: More is no loop but a song.
MOST_BARS = 64

_COUNTS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 20, 24, 28, 32, 40, 48, 64, 96, 128, 192, 256)
_CUSTOMARY = frozenset({1, 2, 4, 8, 16, 32, 64, 128, 256})
_UNCUSTOMARY = frozenset({3, 5, 6, 7, 9, 10, 14, 20, 28, 40})
_SESSION_BPM = (65, 182)
_PEAKS = 6


@dataclass(frozen=True, slots=True)
class Grid:
    """So many beats at that tempo, from the first sample on; the rest of the file is its tail."""

    bpm: float
    beats: float

    @property
    def seconds(self) -> float:
        return self.beats * 60 / self.bpm


@dataclass(frozen=True, slots=True)
class Guess:
    """A grid and how likely it is (0..1) among those that were compared."""

    grid: Grid
    probability: float


def guesses(onsets: Onsets, seconds: float) -> list[Guess]:
    """The likeliest grids first; empty for what is too short to hold a beat.

    `seconds` is the exact length, which `onsets` only know to their hop.
    """
    grids = [*whole(seconds), *tailed(onsets, seconds)]
    if not grids:
        return []
    scores = np.array([score(onsets, seconds, grid) for grid in grids])
    odds = np.exp(scores - scores.max())
    likely = sorted(zip(grids, odds / odds.sum(), strict=True), key=lambda pair: -pair[1])
    return [Guess(grid, float(probability)) for grid, probability in likely]


def whole(seconds: float) -> Iterator[Grid]:
    """The grids that fill `seconds` exactly."""
    for beats in _COUNTS:
        bpm = beats * 60 / seconds
        if SLOWEST <= bpm <= FASTEST:
            yield Grid(bpm, float(beats))


def tailed(onsets: Onsets, seconds: float) -> Iterator[Grid]:
    """Whole bars at the tempi that pulse most, where nothing begins any more after those bars.

    Songs are not cut to their bars: of what is longer than a loop nothing is asked.
    """
    for bpm in _pulsing(onsets):
        beats = math.floor(seconds * bpm / 60 / BEATS_PER_BAR) * BEATS_PER_BAR
        for count in {beats, 2 ** int(math.log2(beats))} if beats else ():
            grid = Grid(bpm, float(count))
            if count > MOST_BARS * BEATS_PER_BAR or is_tail(onsets, grid.seconds, seconds):
                yield grid


def is_tail(onsets: Onsets, start: float, end: float) -> bool:
    """Whether from `start` to `end` seconds sound only dies away."""
    start += 0.03  # the flux of a last stroke reaches over
    if end - start < 0.03:
        return False
    return onsets.activity(start, end) < 0.25 or onsets.decibels(start, end) < -20


def _pulsing(onsets: Onsets) -> list[float]:
    """The tempi with the strongest pulse in beats, eighths and sixteenths."""
    bpm = np.exp(np.arange(math.log(SLOWEST), math.log(FASTEST), 0.002))
    strength = sum(np.log(onsets.pulse(bpm / 60 * k) + 0.3) for k in (1, 2, 4))
    peaks = [i for i in range(1, len(bpm) - 1) if strength[i - 1] < strength[i] >= strength[i + 1]]
    strongest = sorted(peaks, key=lambda i: -strength[i])[:_PEAKS]
    return [_rounded(float(bpm[i])) for i in strongest]


def _rounded(bpm: float) -> float:
    """A measured tempo; within a third of a percent of a whole one, that is meant."""
    return float(round(bpm)) if abs(bpm - round(bpm)) < bpm / 300 else round(bpm, 2)


def score(onsets: Onsets, seconds: float, grid: Grid) -> float:
    """Log odds of `grid` (but for a constant): custom, exact length and the pulse of sixteenths.

    The weights are rounded from a conditional logit over 1,000 loops of 1 to 8 bars. Whole tempi
    count because sessions mostly run at them.
    """
    fills = abs(seconds - grid.seconds) < 1e-6
    whole_tempo = is_session_tempo(grid)
    return (
        -1.7 * math.log2(grid.bpm / 120) ** 2
        + 1.4 * (grid.beats in _CUSTOMARY)
        - 0.8 * (grid.beats in _UNCUSTOMARY)
        - 0.5 * (grid.beats >= 32)
        + 1.0 * fills
        + 0.5 * whole_tempo
        + 2.5 * (fills and whole_tempo)
        + 1.1 * math.log(float(onsets.pulse(grid.bpm / 60 * 4)) + 0.3)
        + 0.4 * math.log(float(onsets.pulse(grid.bpm / 60 * 8)) + 0.3)
    )


def is_session_tempo(grid: Grid) -> bool:
    """Whether it is full bars at a whole tempo, to within a millisecond of length."""
    bpm = round(grid.bpm)
    slowest, fastest = _SESSION_BPM
    full = grid.beats % BEATS_PER_BAR == 0 or grid.beats < BEATS_PER_BAR
    exact = abs(Grid(bpm, grid.beats).seconds - grid.seconds) < 0.001 if bpm else False
    return full and exact and slowest <= bpm <= fastest
