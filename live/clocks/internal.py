"""Barwise's own clock: it runs from the start, at the tempo that was set or tapped."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from live.clocks import at_tempo
from live.config import Config
from live.errors import ConfigError
from live.taps import Tapping
from live.timeline import Timeline, Transport


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
        self._tapping = Tapping()

    def transport(self) -> Transport:
        return self._transport

    def set_tempo(self, bpm: float, now: float) -> None:
        self._publish(at_tempo(self._transport.timeline, bpm, now))

    def tap(self, now: float) -> None:
        tapped = self._tapping.tap(now, self._transport.timeline)
        if tapped is not None:
            self._publish(tapped)

    def play(self, on: bool, now: float) -> None:
        """A start begins at beat 0; a start of what runs changes nothing."""
        was = self._transport
        if on and not was.running:
            begun = replace(was.timeline, beat=0.0, time=now)
            self._transport = Transport(begun, running=True, epoch=was.epoch + 1)
        elif not on:
            self._transport = replace(was, running=False)

    def take_up(self, transport: Transport) -> None:
        self._transport = transport

    def news(self) -> list[str]:
        return []

    def close(self) -> None:
        """Nothing is held open."""

    def _publish(self, timeline: Timeline) -> None:
        self._transport = replace(self._transport, timeline=timeline)
