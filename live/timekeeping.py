"""The clock as the engine has it: asked by events, and ahead by as much as its sound comes late.

What Barwise sends at a beat is heard later: loudspeakers, cables and hosts take their time. So the
engine's beats are that much earlier than the clock's, and everything that follows from them too.
"""

from __future__ import annotations

from dataclasses import replace

from live import events
from live.clocks import Clock
from live.timeline import Timeline, Transport


class Timekeeper:
    """A clock and its latency. For the engine's thread."""

    def __init__(self, clock: Clock, latency_ms: float = 0.0) -> None:
        self._clock = clock
        self._latency = latency_ms / 1000

    def transport(self) -> Transport:
        """When to send what belongs to a beat."""
        transport = self._clock.transport()
        return replace(transport, timeline=_moved(transport.timeline, -self._latency))

    def take_up(self, transport: Transport) -> None:
        """Have the clock go on from what `transport` was, if it may."""
        line = _moved(transport.timeline, self._latency)
        self._clock.take_up(replace(transport, timeline=line))

    def heard(self, line: Timeline) -> Timeline:
        """When the beats of `line` are heard, if it is one of `transport`."""
        return _moved(line, self._latency)

    def news(self) -> list[str]:
        return self._clock.news()

    def ask(self, event: events.Event, at: float) -> None:
        """Do what a performer asks of time, at monotonic `at`; `ConfigError` if it cannot be."""
        match event:
            case events.Tempo(bpm):
                self._clock.set_tempo(bpm, at)
            case events.Tap():
                self._clock.tap(at)
            case events.Play(on):
                self._clock.play(on, at)
            case events.Latency(ms):
                self._latency = ms / 1000


def _moved(line: Timeline, seconds: float) -> Timeline:
    return replace(line, time=line.time + seconds)
