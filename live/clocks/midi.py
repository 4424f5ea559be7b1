"""MIDI clock: 24 ticks a beat, start, stop, continue and song position, made into a Timeline.

A tick says that a twenty-fourth of a beat has passed, and nothing else; lost ticks are not guessed.
The delay-locked loop takes the jitter out of their times. Between and after ticks the timeline goes
on by itself: a clock that drops out is free-wheeled over.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace

from live.config import ClockConfig, Config
from live.dll import DelayLockedLoop
from live.errors import ConfigError
from live.midi.patchbay import PatchBay, Plug
from live.midi.system import first_match
from live.timeline import FASTEST_BPM, SLOWEST_BPM, Timeline, Transport

PORT = "Barwise clock"

TICKS = 24  # a beat
_TICKS_A_SIXTEENTH = 6  # the unit of song position
_SHORTEST_TICK = 60 / FASTEST_BPM / TICKS * (1 + 1e-9)
_LONGEST_TICK = 60 / SLOWEST_BPM / TICKS * (1 - 1e-9)

DROPOUT = 0.5  # seconds without a tick: four times the longest tick
_STEADY = 50e-6  # seconds that the coming bar may be off before a beat brings a new timeline
_OFF = 1e-3  # seconds off that cannot wait for the beat
_OTHER_TEMPO = 0.05  # bpm that matter while the host stands still


def open(config: Config, now: Callable[[], float] = time.monotonic) -> MidiClock:
    """Follow the clock on the first input whose name holds `port` of `[clock]` (`*` is anything).

    With no port named, the first input there is, or else a port of our own, `Barwise clock`, to
    which the host connects. Raises `DeviceError` if the machine has no MIDI.
    """
    try:
        follower = Follower(config.clock)
    except ValueError as error:
        raise ConfigError(f"[clock] {error}") from None
    return MidiClock(config.clock.port, config.midi.backend, follower, now)


class MidiClock:
    """A follower on a port that may come and go."""

    def __init__(
        self, port: str, backend: str, follower: Follower, now: Callable[[], float]
    ) -> None:
        self._follower = follower
        self._now = now
        self._wanted = port
        self._news: deque[str] = deque()
        plug = Plug(
            "in",
            PORT,
            self._choose,
            virtual=not port,
            receive=follower.receive,
            changed=self._plugged,
        )
        self._bay = PatchBay(backend, [plug])
        if not plug.port:
            self._news.append(f"no MIDI input is called {port}: plug it in, it is waited for")

    def transport(self) -> Transport:
        return self._follower.transport

    def set_tempo(self, bpm: float, now: float) -> None:
        raise ConfigError(f"tempo {bpm:g}: the MIDI clock sets it; change it in the host")

    def tap(self, now: float) -> None:
        raise ConfigError("tap: the MIDI clock sets the tempo; run with --clock internal to tap")

    def play(self, on: bool, now: float) -> None:
        raise ConfigError(f"play {on:d}: the MIDI clock starts and stops; do it in the host")

    def take_up(self, transport: Transport) -> None:
        """Nothing: the MIDI clock says where the music is."""

    def news(self) -> list[str]:
        news = [self._news.popleft() for _ in range(len(self._news))]
        return news + self._follower.news(self._now())

    def close(self) -> None:
        self._bay.close()

    def _choose(self, names: Sequence[str]) -> str | None:
        if self._wanted:
            return first_match(names, [self._wanted])
        return next((name for name in names if "through" not in name.lower()), None)

    def _plugged(self, port: str, came: bool) -> None:
        self._news.append(f"listening to {port}" if came else f"{port} is gone: plug it in again")


class Follower:
    """Makes a Transport of MIDI messages and the times they came. One thread feeds it.

    Attributes
    ----------
    transport
        the last published state; any thread may read it.
    """

    def __init__(self, config: ClockConfig) -> None:
        """`config.bpm` is believed until two ticks have come."""
        timeline = Timeline(config.bpm, beats_per_bar=config.beats_per_bar)
        self.transport = Transport(timeline, running=False)
        self._loop: DelayLockedLoop | None = None
        self._seen = 0.0  # when the last tick came
        self._position = 0  # the ticks before the next one
        self._epoch = 0
        self._armed = True  # the next tick begins a run
        self._lost = False
        self._news: deque[str] = deque()

    def receive(self, data: Sequence[int], now: float) -> None:
        """Take in one message; what is no clock message is ignored. Never raises."""
        match list(data):
            case [0xF8]:
                self._tick(now)
            case [0xFA]:
                self._locate(0)
                self._armed = True
            case [0xFB]:
                self._armed = True
            case [0xFC]:
                self._stop()
            case [0xF2, low, high]:
                self._locate((low & 0x7F | (high & 0x7F) << 7) * _TICKS_A_SIXTEENTH)

    def news(self, now: float) -> list[str]:
        """What the performer should know since the last call; a dropout is noticed here."""
        if self.transport.running and not self._lost and now - self._seen > DROPOUT:
            self._lost = True
            bpm = self.transport.timeline.bpm
            self._news.append(f"MIDI clock is lost: going on at {bpm:.2f} bpm")
        return [self._news.popleft() for _ in range(len(self._news))]

    def _tick(self, now: float) -> None:
        dropped, self._seen = now - self._seen > DROPOUT, now
        loop = self._loop = self._followed(now, dropped)
        if self._lost:
            self._news.append("MIDI clock is back")
            self._lost = False
        if self._armed:
            self._begin(loop)
        elif self.transport.running:
            if dropped:
                self._position = round(self.transport.timeline.beat_at(now) * TICKS)
            self._go_on(loop)
        else:
            self._stand(loop)

    def _followed(self, now: float, dropped: bool) -> DelayLockedLoop:
        if self._loop is None:
            period = self.transport.timeline.seconds_per_beat / TICKS
            return DelayLockedLoop(now, period, _SHORTEST_TICK, _LONGEST_TICK)
        if dropped or (self._armed and self._loop.is_far(now)):
            self._loop.restart(now)
        else:
            self._loop.update(now)
        return self._loop

    def _begin(self, loop: DelayLockedLoop) -> None:
        if not self._epoch:
            self._news.append("no start from the host yet: beats count from its first tick")
        self._armed = False
        self._publish(self._line(loop, loop.time), running=True)
        self._position += 1

    def _go_on(self, loop: DelayLockedLoop) -> None:
        line, bar_ahead = self._line(loop, loop.time), self._position / TICKS + 4
        off = abs(line.time_at(bar_ahead) - self.transport.timeline.time_at(bar_ahead))
        if off > (_OFF if self._position % TICKS else _STEADY):
            self._publish(line, running=True)
        self._position += 1

    def _stand(self, loop: DelayLockedLoop) -> None:
        """Ticks of a host that stands still tell its tempo."""
        line = self._line(loop, loop.time)
        if abs(line.bpm - self.transport.timeline.bpm) > _OTHER_TEMPO:
            self._publish(line, running=False)

    def _stop(self) -> None:
        self._armed = False
        if self.transport.running and self._loop is not None:
            self._publish(self._line(self._loop, self._loop.expected()), running=False)

    def _locate(self, position: int) -> None:
        self._position, self._epoch = position, self._epoch + 1
        if self.transport.running:
            self._armed = True
        else:
            line = replace(self.transport.timeline, beat=position / TICKS)
            self._publish(line, running=False)

    def _line(self, loop: DelayLockedLoop, time: float) -> Timeline:
        """Through the next tick's beat, at `time`."""
        bpm = 60 / (loop.period * TICKS)
        beats_per_bar = self.transport.timeline.beats_per_bar
        return Timeline(bpm, self._position / TICKS, time, beats_per_bar)

    def _publish(self, timeline: Timeline, *, running: bool) -> None:
        self.transport = Transport(timeline, running, self._epoch)
