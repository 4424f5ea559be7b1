"""MIDI clock to be sent: which messages are due when, with no clock of its own.

24 ticks a beat, whether the music runs or stands, so that who follows knows the tempo. A new
position (start, jump, a receiver that has just come) begins at a bar line, with song position and
continue, or with start at bar 0: what knows no song position is in phase all the same.

Ticks are never lost or doubled. A timeline that is nudged by up to a beat (a tap, a correction) is
caught up with: at most twice as fast, at least half as fast.
"""

from __future__ import annotations

import math

from live.timeline import BEAT_EPSILON, Timeline, Transport

TICKS = 24  # a beat
TICKS_A_SIXTEENTH = 6  # the unit of song position
POSITIONS = 1 << 14  # song position has fourteen bits: 1024 bars of four beats

TICK, START, CONTINUE, STOP, POSITION = 0xF8, 0xFA, 0xFB, 0xFC, 0xF2

_FAR = TICKS  # ticks off that are no nudge but another place

Messages = list[list[int]]


class Pulse:
    """What a receiver has been told, and what it has to be told next. For one thread."""

    def __init__(self, early: float = 0.0) -> None:
        """Everything is sent `early` seconds before its time."""
        self._early = early
        self._transport: Transport | None = None
        self._tick = 0  # the number of the next one, from beat 0
        self._sent: float | None = None  # when the last one was
        self._begin: int | None = None  # the tick at which the receiver is to begin
        self._plays = False  # whether it has been told to play

    def follow(self, transport: Transport, now: float) -> Messages:
        """`transport` holds from now on; what is to be sent at once because of that."""
        was, self._transport = self._transport, transport
        same = was is not None and (was.epoch, was.running) == (transport.epoch, transport.running)
        return [] if same and not self._is_far(transport.timeline, now) else self.restart(now)

    def restart(self, now: float) -> Messages:
        """Begin anew, at the next bar line: for a receiver that nothing is known of."""
        if self._transport is None:
            return []
        line = self._transport.timeline
        self._tick = math.ceil(self._ticks_at(line, now) - BEAT_EPSILON)
        self._begin = _next_bar_line(self._tick, line) if self._transport.running else None
        self._plays = False
        return [[STOP], *self._announced()]

    def due(self) -> float:
        """When `turn` has something to send next."""
        if self._transport is None:
            return float("inf")
        line = self._transport.timeline
        at = line.time_at(self._tick / TICKS) - self._early
        if self._sent is None:
            return at
        period = line.seconds_per_beat / TICKS
        return min(max(at, self._sent + period / 2), self._sent + 2 * period)

    def turn(self, now: float) -> Messages:
        """What is due at `now`, one tick at most."""
        if now < self.due() or self._transport is None:
            return []
        if self._is_far(self._transport.timeline, now):
            return self.restart(now)
        self._sent = now
        self._tick += 1
        return [[TICK], *self._announced()]

    def end(self) -> Messages:
        """What leaves the receiver standing."""
        return [[STOP]] if self._plays else []

    def _announced(self) -> Messages:
        """Where to begin, right before the tick with which it begins."""
        if self._begin is None or self._tick != self._begin:
            return []
        begin, self._begin, self._plays = self._begin, None, True
        if begin == 0:
            return [[START]]
        position = begin // TICKS_A_SIXTEENTH % POSITIONS
        return [[POSITION, position & 0x7F, position >> 7], [CONTINUE]]

    def _is_far(self, line: Timeline, now: float) -> bool:
        return abs(self._ticks_at(line, now) - self._tick) > _FAR

    def _ticks_at(self, line: Timeline, now: float) -> float:
        return line.beat_at(now + self._early) * TICKS


def _next_bar_line(tick: int, line: Timeline) -> int:
    """The first tick from `tick` on that begins a bar; there is none before bar 0."""
    bar = line.beats_per_bar * TICKS
    return max(math.ceil(tick / bar), 0) * bar
