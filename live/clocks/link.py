"""Ableton Link: tempo, phase, start and stop shared with whoever plays on the same network.

Barwise is one peer among others. It joins at the session's tempo and phase, whatever its own
configuration says; a tempo that the performer asks for becomes everybody's. Link has the bar line
and no bar numbers: bars count from when Barwise began, or from the last start.

The library is looked at whenever the engine asks. Its callbacks come in threads of its own and are
left alone.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from types import ModuleType
from typing import TYPE_CHECKING

from live.clocks import at_tempo
from live.config import Config
from live.errors import ConfigError
from live.hosttime import HostTime
from live.taps import Tapping
from live.timeline import FASTEST_BPM, Timeline, Transport

if TYPE_CHECKING:
    from link import Link, SessionState

_STEADY = 50e-6  # seconds that the timeline may be off before there is a new one
_MICROS_A_MINUTE = 60e6


def open(config: Config, now: Callable[[], float] = time.monotonic) -> LinkClock:
    """Join the session, or wait for others at the `bpm` of `[clock]`.

    Bars have `beats_per_bar`: that is Link's quantum. With `start_stop` the music stands until the
    performer or a peer who syncs starts and stops starts it; without, it runs from now on.

    Raises `ConfigError` for a tempo or metre that cannot be, and where Link is not installed.
    """
    clock = config.clock
    library = load()
    try:
        wanted = Timeline(clock.bpm, 0.0, now(), clock.beats_per_bar)
    except ValueError as error:
        raise ConfigError(f"[clock] {error}") from None
    return LinkClock(library.Link(clock.bpm), wanted, clock.start_stop, now)


def load() -> ModuleType:
    """Link's library; a `ConfigError` says how to get it."""
    try:
        import link
    except ImportError:
        raise ConfigError(
            "--clock link: Ableton Link is missing; pip install LinkPython-extern"
        ) from None
    return link


class LinkClock:
    """A peer of the session.

    A tempo above Barwise's fastest is played at half or a quarter: its bars are then two or four of
    the others', in phase with them.
    """

    def __init__(
        self, link: Link, line: Timeline, start_stop: bool, now: Callable[[], float]
    ) -> None:
        self._link = link
        self._host = HostTime(link.clock().micros, now)
        self._transport = Transport(line, running=False)
        self._parts = 1  # of the session's tempo, that we play at
        self._tapping = Tapping()
        self._lock = threading.Lock()
        self._peers = 0
        self._news: deque[str] = deque()
        if not start_stop:
            self.play(True, line.time)
            self.transport()
            self._news.clear()
        self._news.append(_alone(line.bpm, start_stop))
        link.startStopSyncEnabled = start_stop
        link.enabled = True

    def transport(self) -> Transport:
        with self._lock:
            self._follow()
            return self._transport

    def set_tempo(self, bpm: float, now: float) -> None:
        """From now on it is the session's tempo: every peer follows."""
        line = at_tempo(self._transport.timeline, bpm, now)
        state = self._link.captureAppSessionState()
        state.setTempo(line.bpm, self._host.micros(now))
        self._link.commitAppSessionState(state)

    def tap(self, now: float) -> None:
        """Sets the session's tempo; while alone, the beat comes under the finger too."""
        tapped = self._tapping.tap(now, self._transport.timeline)
        if tapped is None:
            return
        state, micros = self._link.captureAppSessionState(), self._host.micros(now)
        state.setTempo(tapped.bpm, micros)
        if not self._link.numPeers():
            state.requestBeatAtTime(tapped.beat, micros, tapped.beats_per_bar)
        self._link.commitAppSessionState(state)

    def play(self, on: bool, now: float) -> None:
        """Start or stop, with `start_stop` also everybody who syncs that."""
        state = self._link.captureAppSessionState()
        if state.isPlaying() != on:
            state.setIsPlaying(on, self._host.micros(now))
            self._link.commitAppSessionState(state)

    def take_up(self, transport: Transport) -> None:
        """Nothing: the others of the session say where the music is."""

    def news(self) -> list[str]:
        before, self._peers = self._peers, self._link.numPeers()
        bpm = self.transport().timeline.bpm
        if self._peers != before:
            self._news.append(_company(before, self._peers, bpm))
        return [self._news.popleft() for _ in range(len(self._news))]

    def close(self) -> None:
        """Leave the session; it goes on without us."""
        self._link.enabled = False

    def _follow(self) -> None:
        """Publish where the session is now, if what was published says otherwise."""
        micros, state = self._host.look(), self._link.captureAppSessionState()
        if state.isPlaying() != self._transport.running and micros >= state.timeForIsPlaying():
            self._start_or_stop(state)
        parts = _parts(state.tempo())
        line = self._line(state, micros, parts)
        if parts != self._parts:  # beats of before mean nothing any more
            self._parts = parts
            self._transport = replace(self._transport, epoch=self._transport.epoch + 1)
        elif _same(line, self._transport.timeline):
            return
        self._transport = replace(self._transport, timeline=line)

    def _start_or_stop(self, state: SessionState) -> None:
        """A start puts beat 0 on the next bar line of the session, or when alone, where it was."""
        running, epoch = state.isPlaying(), self._transport.epoch
        if running:
            quantum = self._transport.timeline.beats_per_bar * _parts(state.tempo())
            state.requestBeatAtStartPlayingTime(0.0, quantum)
            self._link.commitAppSessionState(state)
        self._transport = replace(self._transport, running=running, epoch=epoch + running)
        self._news.append("Link: started" if running else "Link: stopped")

    def _line(self, state: SessionState, micros: int, parts: int) -> Timeline:
        beats_per_bar = self._transport.timeline.beats_per_bar
        beat = state.beatAtTime(micros, beats_per_bar * parts) / parts
        time = self._host.seconds(micros)
        return Timeline(_nominal(state.tempo()) / parts, beat, time, beats_per_bar)


def _same(a: Timeline, b: Timeline) -> bool:
    off = (b.beat_at(a.time) - a.beat) * a.seconds_per_beat
    return a.bpm == b.bpm and abs(off) < _STEADY


def _parts(tempo: float) -> int:
    """How often a tempo of Link's (20 to 999) has to be halved to be one of ours."""
    return 1 if tempo <= FASTEST_BPM else 2 * _parts(tempo / 2)


def _nominal(tempo: float) -> float:
    """The tempo as a peer will have set it: on its way it is whole microseconds a beat.

    130 bpm arrive as 130.00013, and every loop of 130 would have to be stretched.
    """
    round_one = round(tempo, 2)
    off = _MICROS_A_MINUTE / round_one - _MICROS_A_MINUTE / tempo
    return round_one if abs(off) <= 1.0 else tempo


def _alone(bpm: float, start_stop: bool) -> str:
    stands = "; it stands until somebody starts" if start_stop else ""
    return f"Link: alone at {bpm:g} bpm, others may join{stands}"


def _company(before: int, peers: int, bpm: float) -> str:
    came = "a peer came" if peers > before else "a peer left"
    others = f"{peers} other{'s' * (peers > 1)}" if peers else "alone"
    return f"Link: {came}: {others} at {bpm:g} bpm"
