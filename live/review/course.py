"""Where the music was at every moment of a set: straight pieces of time, from what the log shows.

The log says what the clock was each time that it was seen changed, which is a little later. With
another tempo it changed where both lines cross, for a change of tempo leaves the beat where it is.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from live.setlog import Record
from live.timeline import BEAT_EPSILON, Timeline

#: Seconds: the engine looks at the clock far more often, unless it is ranking.
_SEEN_WITHIN = 0.5


@dataclass(frozen=True, slots=True)
class Piece:
    """From `start` to `end` (seconds) the music follows `line`, or stands still."""

    start: float
    end: float
    line: Timeline
    running: bool

    def reached(self, beat: float, since: float) -> float | None:
        """The first time from `since` on at which the music is at `beat` or past it."""
        first = max(self.start, since)
        time = max(first, self.line.time_at(beat))
        if self.running and self.line.beat_at(first) >= beat - BEAT_EPSILON:
            return first
        return time if self.running and time < self.end else None


@dataclass(frozen=True, slots=True)
class Course:
    """Pieces that follow each other without a gap; at least one."""

    pieces: tuple[Piece, ...]

    @property
    def end(self) -> float:
        return self.pieces[-1].end

    @property
    def beats_per_bar(self) -> int:
        return self.pieces[-1].line.beats_per_bar

    def index_at(self, time: float) -> int:
        return max(0, bisect_right(self.pieces, time, key=lambda piece: piece.start) - 1)

    def beat_at(self, time: float) -> float:
        return self.pieces[self.index_at(time)].line.beat_at(time)

    def reached(self, beat: float, since: float) -> float | None:
        """The first time from `since` on at which the music is at `beat`; None if it never was."""
        for piece in self.pieces[self.index_at(since) :]:
            time = piece.reached(beat, since)
            if time is not None:
                return time
        return None

    def tempi(self, least: float) -> list[tuple[float, float]]:
        """From when on the music went at which bpm; changes of `least` bpm or more."""
        found: list[tuple[float, float]] = []
        for piece in self.pieces:
            if not found or abs(piece.line.bpm - found[-1][1]) >= least:
                found.append((piece.start, piece.line.bpm))
        return found

    def stops(self) -> list[tuple[float, float]]:
        """From when to when the music stood still."""
        return [(piece.start, piece.end) for piece in self.pieces if not piece.running]


@dataclass(frozen=True, slots=True)
class _Sighting:
    """The clock as it was seen at `at`; `moved`: its position was set anew."""

    at: float
    line: Timeline
    running: bool
    moved: bool


def course(records: Iterable[Record], began: float, ended: float) -> Course:
    """The course of a set that lasted from `began` to `ended`, monotonic seconds."""
    pieces: list[Piece] = []
    for now in _sightings(records, began):
        at = _changed(pieces[-1], now) if pieces else 0.0
        pieces[-1:] = [replace(piece, end=at) for piece in pieces[-1:]]
        pieces.append(Piece(at, ended - began, now.line, now.running))
    lasting = tuple(piece for piece in pieces if piece.end > piece.start)
    return Course(lasting or (Piece(0.0, max(ended - began, 1e-3), Timeline(), False),))


def _changed(was: Piece, now: _Sighting) -> float:
    """When the clock became what it is `now`."""
    seen = max(now.at, was.start)
    faster = now.line.bpm - was.line.bpm
    if now.moved or faster == 0.0 or not (was.running and now.running):
        return seen
    ahead = was.line.beat_at(seen) - now.line.beat_at(seen)
    crossing = seen + 60.0 * ahead / faster
    earliest = max(seen - _SEEN_WITHIN, was.start)
    return crossing if earliest <= crossing <= seen else seen


def _sightings(records: Iterable[Record], began: float) -> Iterator[_Sighting]:
    """Every look at the clock; times are moved so that the set begins at 0."""
    epoch = 0
    for record in records:
        if record.get("action", {}).get("kind") == "Clocked":
            transport = record["action"]["transport"]
            moved, epoch = transport["epoch"] != epoch, transport["epoch"]
            line = Timeline(**transport["timeline"])
            line = replace(line, time=line.time - began)
            yield _Sighting(record["at"] - began, line, transport["running"], moved)
