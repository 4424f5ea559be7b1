"""MIDI clock out on a real JACK server: what follows is told the tempo and where the music is."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest

from live import actions
from live.config import Config, MidiConfig
from live.errors import DeviceError
from live.events import Event, News, Trouble
from live.outputs import midi_clock
from live.timeline import Timeline, Transport
from tests.conftest import eventually
from tests.jack_host import CONTINUE, START, STOP, TICK, JackHost, Written

PORT = "Groovebox"
BLOCK = 1024


class Out:
    """The output, and what the performer is told by it."""

    def __init__(self, clock_out: str) -> None:
        self.posted: list[Event] = []
        midi = MidiConfig(backend="jack", clock_out=clock_out)
        opened = midi_clock.open(self.posted.append, Config(midi=midi))
        assert opened is not None
        self.output = opened

    @property
    def said(self) -> list[str]:
        return [event.text for event in self.posted if isinstance(event, News | Trouble)]

    def plays(self, bpm: float, beat: float, *, running: bool = True, epoch: int = 0) -> Timeline:
        """The music is at `beat` now."""
        line = Timeline(bpm, beat, time.monotonic())
        self.output.send(actions.Clocked(Transport(line, running, epoch)), 0.0)
        return line


@contextmanager
def out(clock_out: str = PORT) -> Iterator[Out]:
    opened = Out(clock_out)
    try:
        yield opened
    finally:
        opened.output.close()


@contextmanager
def groovebox() -> Iterator[Ear]:
    there = Ear()
    try:
        yield there
    finally:
        there.host.close()


class Ear:
    """A receiver that keeps the frame at which each message came."""

    def __init__(self) -> None:
        self.host = JackHost(PORT)
        self._arrived: list[Written] = []

    def arrived(self) -> list[Written]:
        self._arrived += self.host.arrivals()
        return self._arrived

    def words(self) -> list[bytes]:
        """All but the ticks."""
        return [data for _, data in self.arrived() if data != TICK]

    def played(self) -> list[int]:
        """The frames of the ticks between the last start or continue and the stop after it."""
        data = [data for _, data in self.arrived()]
        began = max(place for place, each in enumerate(data) if each in (START, CONTINUE))
        after = self.arrived()[began + 1 :]
        ended = next((place for place, (_, each) in enumerate(after) if each == STOP), len(after))
        return [frame for frame, each in after[:ended] if each == TICK]


def position(sixteenths: int) -> bytes:
    return bytes([0xF2, sixteenths & 0x7F, sixteenths >> 7])


def test_start_and_then_24_ticks_for_every_beat_until_stop(jack: str) -> None:
    with groovebox() as ear, out() as there:
        line = there.plays(150.0, -0.5)
        eventually(lambda: ear.words() == [STOP, START], 20)
        eventually(lambda: time.monotonic() > line.time_at(16.25), 20)
        there.plays(150.0, line.beat_at(time.monotonic()), running=False)
        stopped = line.beat_at(time.monotonic())
        eventually(lambda: ear.words() == [STOP, START, STOP])
        ticks = ear.played()
        assert len(ticks) == pytest.approx(stopped * 24 + 1, abs=2)
        # JACK hands on what comes amid a block with the next one: so exact is one tick. All of
        # them together tell the tempo.
        slope = np.polyfit(np.arange(len(ticks)), ticks, 1)[0]
        assert slope == pytest.approx(ear.host.rate * 60 / 150 / 24, rel=0.01)
        assert np.diff(ticks).min() >= 0


def test_who_comes_amid_the_music_is_told_the_bar_and_joins_it(jack: str) -> None:
    with out() as there:
        assert there.said[:1] == ["no output is called Groovebox: plug it in any time"]
        line = there.plays(240.0, 100.5)
        for _ in range(2):
            with groovebox() as ear:
                eventually(lambda at=ear: CONTINUE in at.words())
                stop, where, go = ear.words()
                bar = round((where[1] + (where[2] << 7)) / 16)
                assert (stop, go, where) == (STOP, CONTINUE, position(16 * bar))
                now = line.beat_at(time.monotonic()) / 4
                assert bar <= now + 1 and bar > 25
                eventually(lambda at=ear: len(at.played()) > 24)
            eventually(lambda: "is gone" in there.said[-1])
        here = [text for text in there.said if "clock goes to Groovebox:in" in text]
        assert len(here) == 2


def test_a_jump_is_a_stop_and_a_new_position(jack: str) -> None:
    with groovebox() as ear, out() as there:
        there.plays(240.0, -0.5)
        eventually(lambda: START in ear.words())
        there.plays(240.0, 63.5, epoch=1)
        eventually(lambda: ear.words() == [STOP, START, STOP, position(256), CONTINUE])


def test_it_leaves_nobody_playing(jack: str) -> None:
    with groovebox() as ear:
        with out() as there:
            there.plays(240.0, -0.5)
            eventually(lambda: START in ear.words())
        eventually(lambda: ear.words()[-1:] == [STOP])


def test_a_port_of_its_own_to_which_others_connect(jack: str) -> None:
    with groovebox() as ear, out("virtual") as there:
        ear.host.connect("Barwise clock out", f"{PORT}:in")
        there.plays(240.0, 1.0)
        eventually(lambda: CONTINUE in ear.words())


def test_a_process_that_dies_is_started_again_and_told_where_the_music_is(jack: str) -> None:
    with groovebox() as ear, out() as there:
        there.plays(240.0, 1.0)
        eventually(lambda: CONTINUE in ear.words())
        there.output._process.kill()
        eventually(lambda: "clock out has ended: it is started again" in there.said)
        eventually(lambda: ear.words().count(CONTINUE) == 2, 20)
        ticks = len(ear.played())
        eventually(lambda: len(ear.played()) > ticks)


def test_a_machine_without_midi_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JACK_DEFAULT_SERVER", "barwise-nowhere")
    monkeypatch.setenv("JACK_NO_START_SERVER", "1")
    with pytest.raises(DeviceError, match=r"backend jack does not answer: .* start a JACK server"):
        Out(PORT)


def test_nothing_is_opened_unless_asked_for() -> None:
    assert midi_clock.open(lambda event: None, Config()) is None
