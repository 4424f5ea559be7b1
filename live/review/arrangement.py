"""One line of bars through the whole set, for Live and for the eye: no bar comes twice.

A song position that was set anew, a stop or a clock that jumped breaks the grid. What lies between
the last bar line before such a break and the first one after it is given whole bars, at whatever
tempo fills the time, so every bar line after it is a bar line in Live too, at its own second.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise

from live.review.course import Course, Piece
from live.timeline import BEAT_EPSILON

#: Beats by which a clock may be corrected without breaking the grid: a bar is so much longer then.
_CORRECTION = 0.25

#: Bars by which music that starts may already have gone on when its start is seen.
_SEEN_LATE = 0.25


@dataclass(frozen=True, slots=True)
class Knot:
    """At `time` (seconds) the arrangement is at `beat`."""

    time: float
    beat: float


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Straight lines between at least two knots, that rise in time and beat. The first is beat 0.

    It may lie before the set's second 0: a set may begin within a bar.
    """

    knots: tuple[Knot, ...]
    beats_per_bar: int

    def beat_at(self, time: float) -> float:
        return _between(self._at("time", time), time)

    def time_at(self, beat: float) -> float:
        a, b = self._at("beat", beat)
        return a.time + (beat - a.beat) * (b.time - a.time) / (b.beat - a.beat)

    def bar_at(self, time: float) -> tuple[int, float]:
        """Bar and beat in it, both counted from 1 on as Live does."""
        bar, beat = divmod(round(self.beat_at(time), 6), self.beats_per_bar)
        return int(bar) + 1, beat + 1

    def tempi(self) -> list[tuple[float, float]]:
        """Beats at which the tempo changes, and the bpm from there on."""
        return [
            (a.beat, 60 * (b.beat - a.beat) / (b.time - a.time)) for a, b in pairwise(self.knots)
        ]

    def _at(self, what: str, value: float) -> tuple[Knot, Knot]:
        above = bisect_right(self.knots, value, key=lambda knot: float(getattr(knot, what)))
        index = min(max(above, 1), len(self.knots) - 1)
        return self.knots[index - 1], self.knots[index]


def _between(ends: tuple[Knot, Knot], time: float) -> float:
    a, b = ends
    return a.beat + (time - a.time) * (b.beat - a.beat) / (b.time - a.time)


def arranged(course: Course) -> Arrangement:
    """The bars of `course`."""
    bar = course.beats_per_bar
    knots = [Knot(0.0, 0.0)]
    for grid in filter(None, _grids(course)):
        knots = _bridged(knots, grid, bar)
    return Arrangement(tuple(_needed(_prolonged(knots, course))), bar)


def _bridged(knots: list[Knot], grid: list[Knot], bar: int) -> list[Knot]:
    """`knots` and after them `grid`, with whole bars in between."""
    first = grid[0]
    if len(knots) == 1 and first.time <= 0.0:
        knots = [Knot(first.time, 0.0)]
    seconds = _bar_seconds(grid, bar)
    while len(knots) > 1 and (
        first.time - knots[-1].time < seconds / 2 or knots[-1].beat % bar > BEAT_EPSILON
    ):
        knots = knots[:-1]
    gap = first.time - knots[-1].time
    bars = max(1, round(gap / seconds)) if gap > 0.0 else 0
    shift = knots[-1].beat + bars * bar - first.beat
    moved = [Knot(knot.time, knot.beat + shift) for knot in grid]
    return knots + (moved if bars else moved[1:])


def _bar_seconds(grid: list[Knot], bar: int) -> float:
    a, b = grid[0], grid[1]
    return bar * (b.time - a.time) / (b.beat - a.beat)


def _prolonged(knots: list[Knot], course: Course) -> list[Knot]:
    """To the end of the set, and a little more, for its last event lies within."""
    last, line = knots[-1], course.pieces[-1].line
    end = max(course.end, last.time) + line.seconds_per_beat
    return [*knots, Knot(end, last.beat + (end - last.time) / line.seconds_per_beat)]


def _needed(knots: list[Knot]) -> list[Knot]:
    """Without the knots on a straight line."""
    kept = knots[:1]
    for knot, following in pairwise(knots[1:]):
        if abs(_between((kept[-1], following), knot.time) - knot.beat) > 1e-7:
            kept.append(knot)
    return [*kept, knots[-1]]


# --- bar lines ----------------------------------------------------------------------------------


def _grids(course: Course) -> list[list[Knot]]:
    """For every stretch without a break its bar lines and changes of tempo between them."""
    grids: list[list[Knot]] = [[]]
    before: Piece | None = None
    for piece in course.pieces:
        jump = math.inf if before is None else _jump(before, piece)
        if jump > _CORRECTION:
            grids.append([])
        elif jump < BEAT_EPSILON and grids[-1]:
            _put(grids[-1], Knot(piece.start, piece.line.beat_at(piece.start)))
        back = 1.0 if piece.start == 0.0 else 0.0 if grids[-1] else _SEEN_LATE
        for line in _bar_lines(piece, back) if piece.running else ():
            _put(grids[-1], line)
        before = piece if piece.running else None
    return [_from_bar_to_bar(grid, course.beats_per_bar) for grid in grids]


def _jump(before: Piece, after: Piece) -> float:
    at = after.start
    return abs(before.line.beat_at(at) - after.line.beat_at(at)) if after.running else math.inf


def _bar_lines(piece: Piece, back: float) -> list[Knot]:
    """Those within the piece, and one that is no more than `back` bars before it."""
    line, bar = piece.line, piece.line.beats_per_bar
    began, ended = line.beat_at(piece.start) / bar, line.beat_at(piece.end) / bar
    first = math.ceil(began - max(back, 2 * BEAT_EPSILON) + BEAT_EPSILON)
    last = math.ceil(ended - BEAT_EPSILON)
    return [Knot(line.time_of(number), line.beat_of(number)) for number in range(first, last)]


def _put(grid: list[Knot], knot: Knot) -> None:
    """After a correction a bar line may come that is there already."""
    is_new = not grid or knot.beat > grid[-1].beat + BEAT_EPSILON
    if is_new and (not grid or knot.time > grid[-1].time):
        grid.append(knot)


def _from_bar_to_bar(grid: list[Knot], bar: int) -> list[Knot]:
    """Two bar lines at least, or nothing."""

    def is_line(knot: Knot) -> bool:
        return abs(knot.beat / bar - round(knot.beat / bar)) < BEAT_EPSILON

    lines = [index for index, knot in enumerate(grid) if is_line(knot)]
    return grid[lines[0] : lines[-1] + 1] if len(lines) > 1 else []
