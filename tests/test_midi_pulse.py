"""MIDI clock out as arithmetic: every tick once, and where to begin; time is an argument."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.clocks.midi import Follower
from live.config import ClockConfig
from live.midi.pulse import CONTINUE, POSITION, START, STOP, TICK, Pulse
from live.timeline import Timeline, Transport

BEGAN = 1000.0


def transport(bpm: float = 120.0, beat: float = 0.0, time: float = BEGAN) -> Transport:
    return Transport(Timeline(bpm, beat, time))


class Receiver:
    """What is sent, and when; a thread that wakes up to `late` seconds late sends it."""

    def __init__(self, late: float = 0.0, early: float = 0.0) -> None:
        self.pulse = Pulse(early)
        self.sent: list[tuple[float, int]] = []
        self.now = BEGAN
        self._late = random.Random(3)
        self._most = late

    def follow(self, transport: Transport) -> None:
        self._take(self.pulse.follow(transport, self.now))

    def run(self, until: float) -> None:
        while (due := self.pulse.due()) < until:
            self.now = max(due, self.now) + self._late.uniform(0, self._most)
            self._take(self.pulse.turn(self.now))
        self.now = max(until, self.now)

    def words(self) -> list[tuple[str, int]]:
        """What is said besides ticks, each with the number of ticks before it."""
        names = {START: "start", CONTINUE: "continue", STOP: "stop"}
        said, ticks = [], 0
        for _, status in self.sent:
            ticks += status == TICK
            if status != TICK:
                said.append((names.get(status, f"at {status - 1000}"), ticks))
        return said

    def ticks(self) -> list[float]:
        return [time for time, status in self.sent if status == TICK]

    def _take(self, messages: list[list[int]]) -> None:
        for message in messages:
            status = message[0]
            if status == POSITION:
                status = 1000 + message[1] + (message[2] << 7)
            self.sent.append((self.now, status))


def test_24_ticks_a_beat_on_time() -> None:
    receiver = Receiver()
    receiver.follow(transport(125.0, time=BEGAN + 0.1))
    receiver.run(BEGAN + 0.1 + 60)
    assert receiver.words()[-1][0] == "start"
    began = receiver.words()[-1][1]
    ticks = receiver.ticks()[began:]
    assert len(ticks) == 125 * 24
    expected = [BEGAN + 0.1 + number / 24 * 60 / 125 for number in range(len(ticks))]
    assert ticks == pytest.approx(expected, abs=1e-9)


def test_start_comes_right_before_the_tick_of_beat_nought() -> None:
    receiver = Receiver()
    receiver.follow(transport(120.0, time=BEGAN + 1.0))
    receiver.run(BEGAN + 0.999)
    assert receiver.sent[-1][1] == START
    receiver.run(BEGAN + 1.001)
    assert receiver.sent[-1] == (pytest.approx(BEGAN + 1.0), TICK)


def test_who_joins_amid_the_music_begins_at_the_next_bar_line() -> None:
    receiver = Receiver()
    receiver.follow(transport(120.0, beat=37.3))
    receiver.run(BEGAN + 4)
    before = 40 * 24 - 896  # the first tick is the one after beat 37.3
    sixteenths = 40 * 4
    assert receiver.words() == [("stop", 0), (f"at {sixteenths}", before), ("continue", before)]
    first = receiver.ticks()[before]
    assert transport(120.0, beat=37.3).timeline.beat_at(first) == pytest.approx(40.0)


def test_stop_is_told_at_once_and_ticks_go_on() -> None:
    receiver = Receiver()
    receiver.follow(transport())
    receiver.run(BEGAN + 2)
    ticks = len(receiver.ticks())
    receiver.follow(replace(transport(), running=False))
    assert receiver.sent[-1] == (BEGAN + 2, STOP)
    receiver.run(BEGAN + 4)
    assert len(receiver.ticks()) - ticks == pytest.approx(96, abs=1)
    assert receiver.words()[-1][0] == "stop"


def test_a_jump_stops_and_begins_at_the_new_bar_line() -> None:
    receiver = Receiver()
    receiver.follow(transport())
    receiver.run(BEGAN + 3.1)
    receiver.follow(replace(transport(beat=61.0, time=BEGAN + 3.1), epoch=1))
    receiver.run(BEGAN + 6)
    assert [word for word, _ in receiver.words()][-3:] == ["stop", "at 256", "continue"]
    first = receiver.ticks()[receiver.words()[-1][1]]
    assert first == pytest.approx(BEGAN + 3.1 + 1.5)


def test_back_to_the_top_is_a_start() -> None:
    receiver = Receiver()
    receiver.follow(transport())
    receiver.run(BEGAN + 3)
    receiver.follow(replace(transport(beat=-0.5, time=BEGAN + 3), epoch=1))
    receiver.run(BEGAN + 4)
    assert [word for word, _ in receiver.words()][-2:] == ["stop", "start"]


def test_a_tempo_change_loses_and_doubles_no_tick() -> None:
    receiver = Receiver()
    line = Timeline(120.0, 0.0, BEGAN)
    receiver.follow(Transport(line))
    for change in range(1, 20):
        receiver.run(BEGAN + change)
        line = line.with_tempo(80.0 + 7 * change, BEGAN + change)
        receiver.follow(Transport(line))
    receiver.run(BEGAN + 20)
    words = [word for word, _ in receiver.words()]
    assert words == ["stop", "start"]
    assert len(receiver.ticks()) == pytest.approx(line.beat_at(BEGAN + 20) * 24, abs=1)


@pytest.mark.parametrize("nudge", [-0.9, -0.3, 0.3, 0.9])
def test_a_nudge_is_caught_up_with_at_no_mad_pace(nudge: float) -> None:
    receiver = Receiver()
    receiver.follow(transport())
    receiver.run(BEGAN + 2)
    receiver.follow(transport(beat=nudge))
    receiver.run(BEGAN + 6)
    assert [word for word, _ in receiver.words()] == ["stop", "start"]
    gaps = [b - a for a, b in zip(receiver.ticks(), receiver.ticks()[1:], strict=False)]
    period = 0.5 / 24
    assert period / 2 - 1e-9 <= min(gaps)
    assert max(gaps) <= 2 * period + 1e-9
    assert len(receiver.ticks()) == pytest.approx((12 + nudge) * 24, abs=1)


def test_a_late_thread_loses_no_tick() -> None:
    receiver = Receiver(late=0.015)
    receiver.follow(transport(140.0))
    receiver.run(BEGAN + 60)
    began = receiver.words()[-1][1]
    assert len(receiver.ticks()) - began == pytest.approx(140 * 24, abs=2)


def test_a_machine_that_slept_finds_its_place_again() -> None:
    receiver = Receiver()
    receiver.follow(transport())
    receiver.run(BEGAN + 2)
    receiver.now += 3600
    receiver.run(receiver.now + 4)
    assert [word for word, _ in receiver.words()][-3::2] == ["stop", "continue"]


def test_song_position_wraps_after_1024_bars() -> None:
    receiver = Receiver()
    receiver.follow(transport(beat=4 * 1024 + 3.9))
    receiver.run(BEGAN + 1)
    assert "at 16" in [word for word, _ in receiver.words()]


def test_early_is_early() -> None:
    receiver = Receiver(early=0.02)
    receiver.follow(transport(time=BEGAN + 1))
    receiver.run(BEGAN + 1)
    began = receiver.words()[-1][1]
    assert receiver.ticks()[began] == pytest.approx(BEGAN + 1 - 0.02)


def test_end_stops_who_plays_and_nobody_else() -> None:
    receiver = Receiver()
    assert receiver.pulse.end() == []
    receiver.follow(transport(beat=1.0))
    receiver.run(BEGAN + 1)
    assert receiver.pulse.end() == [], "it waits for its bar line"
    receiver.run(BEGAN + 3)
    assert receiver.pulse.end() == [[STOP]]


def test_barwise_can_follow_barwise() -> None:
    """What is sent, read by the clock that reads what others send."""
    receiver, follower = Receiver(), Follower(ClockConfig())
    receiver.follow(transport(131.0, beat=6.0))
    receiver.run(BEGAN + 20)
    for time, status in receiver.sent:
        at = status - 1000
        message = [POSITION, at & 0x7F, at >> 7] if status >= 1000 else [status]
        follower.receive(message, time)
    line = follower.transport.timeline
    true = transport(131.0, beat=6.0).timeline
    assert follower.transport.running
    assert line.beat_at(BEGAN + 20) == pytest.approx(true.beat_at(BEGAN + 20), abs=1e-3)


transports = st.tuples(st.floats(20, 400), st.floats(-5, 5000), st.booleans(), st.integers(0, 2))


@given(st.lists(transports, min_size=1, max_size=8))
def test_whatever_the_clock_does_ticks_go_on(changes: list[tuple[float, float, bool, int]]) -> None:
    receiver = Receiver()
    for bpm, beat, running, epoch in changes:
        receiver.follow(Transport(Timeline(bpm, beat, receiver.now), running, epoch))
        before = len(receiver.ticks())
        receiver.run(receiver.now + 2.0)
        assert len(receiver.ticks()) - before == pytest.approx(2 * bpm / 60 * 24, abs=27)
