"""Barwise's own clock: it runs from the start, at the tempo that was set or tapped."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from live.config import Config
from live.errors import ConfigError
from live.taps import Taps
from live.timeline import FASTEST_BPM, SLOWEST_BPM, Timeline, Transport


def open(config: Config, now: Callable[[], float] = time.monotonic) -> InternalClock:
    """A clock whose beat 0 is at `now()`.

    Raises `ConfigError` for a tempo or metre that cannot be.
    """
    clock = config.clock
    try:
        timeline = Timeline(clock.bpm, 0.0, now(), clock.beats_per_bar)
    except ValueError as error:
        raise ConfigError(f"[clock] {error}") from None
    return InternalClock(timeline)


class InternalClock:
    """`set_tempo` leaves the beat where it is; `tap` moves the nearest one under the finger."""

    def __init__(self, timeline: Timeline) -> None:
        self._transport = Transport(timeline)
        self._taps = Taps()
        self._first_tap_beat = 0.0

    def transport(self) -> Transport:
        return self._transport

    def set_tempo(self, bpm: float, now: float) -> None:
        try:
            self._publish(self._transport.timeline.with_tempo(bpm, now))
        except ValueError:
            raise ConfigError(
                f"tempo {bpm:g}: between {SLOWEST_BPM:g} and {FASTEST_BPM:g} bpm is wanted"
            ) from None

    def tap(self, now: float) -> None:
        """One tap means nothing; from the second on, the first of the series is a beat."""
        self._taps = self._taps.tapped(now)
        if self._taps.latest == (now,):
            self._first_tap_beat = float(round(self._transport.timeline.beat_at(now)))
        period = self._taps.period
        if period is not None:
            start = self._taps.first_beat(period)
            beats_per_bar = self._transport.timeline.beats_per_bar
            tapped = Timeline(60 / period, self._first_tap_beat, start, beats_per_bar)
            self._publish(tapped.anchored(now))

    def news(self) -> list[str]:
        return []

    def close(self) -> None:
        """Nothing is held open."""

    def _publish(self, timeline: Timeline) -> None:
        self._transport = replace(self._transport, timeline=timeline)
