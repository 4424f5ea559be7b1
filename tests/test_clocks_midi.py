"""MIDI clock: the follower fed with written messages, and the whole clock on a real JACK server."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.clocks import midi
from live.config import ClockConfig, Config, MidiConfig
from live.errors import ConfigError
from live.timeline import Timeline
from tests.conftest import eventually
from tests.jack_host import CONTINUE, START, STOP, TICK, JackHost, ticks

TICKS = 24


class Host:
    """Writes a host's messages into a follower; `now` is the music's own time."""

    def __init__(self, bpm: float = 120.0, jitter: Callable[[], float] = lambda: 0.0) -> None:
        self.follower = midi.Follower(ClockConfig())
        self.now = 100.0
        self.bpm = bpm
        self._jitter = jitter

    def tick(self, beats: float) -> None:
        """Run for `beats`; `now` ends where the next tick is due."""
        for _ in range(round(beats * TICKS)):
            self.follower.receive(TICK, self.now + self._jitter())
            self.now += 60 / self.bpm / TICKS

    def send(self, *messages: bytes) -> None:
        for message in messages:
            self.follower.receive(message, self.now)

    @property
    def line(self) -> Timeline:
        return self.follower.transport.timeline

    @property
    def beat(self) -> float:
        """What the timeline says when the next tick is due."""
        return self.line.beat_at(self.now)


def position(sixteenths: int) -> bytes:
    return bytes([0xF2, sixteenths & 0x7F, sixteenths >> 7])


def test_before_anything_is_known_the_music_stands() -> None:
    transport = Host().follower.transport
    assert not transport.running
    assert transport.timeline.bpm == 120.0


def test_the_first_tick_after_start_is_beat_nought() -> None:
    host = Host(128.0)
    host.send(START)
    assert not host.follower.transport.running
    began = host.now
    host.tick(8)
    assert host.follower.transport.running
    assert host.follower.transport.epoch == 1
    assert host.line.beat_at(began) == pytest.approx(0.0, abs=1e-3)
    assert host.beat == pytest.approx(8.0, abs=1e-3)
    assert host.line.bpm == pytest.approx(128.0, abs=0.01)
    assert host.follower.news(host.now) == []


def test_a_steady_clock_needs_few_timelines() -> None:
    host = Host(128.0)
    host.send(START)
    host.tick(4)
    seen = set()
    for _ in range(64):
        host.tick(1)
        seen.add(host.follower.transport)
    assert len(seen) <= 2


def test_the_timeline_is_exact_under_jitter_of_1_6_ms() -> None:
    rng = random.Random(5)
    host = Host(127.3, lambda: rng.expovariate(4.6 / 1.6e-3))
    host.send(START)
    host.tick(32)
    errors = []
    for _ in range(32 * TICKS):
        host.tick(1 / TICKS)
        errors.append(host.line.time_at(round(host.beat * TICKS) / TICKS) - host.now)
    assert max(errors) < 0.6e-3
    assert min(errors) > 0.0
    assert max(errors) - min(errors) < 0.4e-3
    assert host.line.bpm == pytest.approx(127.3, abs=0.02)


def test_stop_holds_the_position_and_continue_takes_it_up() -> None:
    host = Host()
    host.send(START)
    host.tick(6.5)
    host.send(STOP)
    stopped = host.follower.transport
    assert not stopped.running
    assert stopped.timeline.beat == pytest.approx(6.5)
    host.now += 3.0
    host.send(CONTINUE)
    host.tick(1)
    assert host.follower.transport.running
    assert host.follower.transport.epoch == stopped.epoch
    assert host.beat == pytest.approx(7.5, abs=1e-2)


def test_song_position_is_where_continue_begins() -> None:
    host = Host()
    host.send(START)
    host.tick(4)
    host.send(STOP)
    epoch = host.follower.transport.epoch
    host.send(position(16 * 64 + 2))
    located = host.follower.transport
    assert located.epoch == epoch + 1
    assert not located.running
    assert located.timeline.beat == 256.5
    host.send(CONTINUE)
    host.tick(2)
    assert host.beat == pytest.approx(258.5, abs=1e-3)
    assert host.follower.transport.epoch == epoch + 1


def test_a_jump_while_running_begins_with_the_next_tick() -> None:
    """A DAW's loop brace: song position without a stop."""
    host = Host()
    host.send(START)
    host.tick(16)
    host.send(position(0))
    host.tick(4)
    assert host.follower.transport.running
    assert host.follower.transport.epoch == 2
    assert host.beat == pytest.approx(4.0, abs=1e-3)


def test_start_again_is_beat_nought_again_at_once() -> None:
    host = Host()
    host.send(START)
    host.tick(5)
    host.now += 0.137
    host.send(START)
    host.tick(1)
    assert host.beat == pytest.approx(1.0, abs=1e-2)
    assert host.follower.transport.epoch == 2


def test_clock_while_stopped_is_tempo_only() -> None:
    host = Host(120.0)
    host.send(START)
    host.tick(4)
    host.send(STOP)
    host.bpm = 90.0
    host.tick(16)
    assert not host.follower.transport.running
    assert host.line.bpm == pytest.approx(90.0, abs=0.1)
    assert host.line.beat == pytest.approx(4.0)


def test_clock_without_start_counts_from_its_first_tick_and_says_so() -> None:
    host = Host(100.0)
    host.tick(8)
    assert host.follower.transport.running
    assert host.beat == pytest.approx(8.0, abs=1e-3)
    (said,) = host.follower.news(host.now)
    assert "no start" in said
    host.send(START)
    host.tick(1)
    assert host.beat == pytest.approx(1.0, abs=1e-3)
    assert host.follower.transport.epoch == 1


def test_a_dropout_is_free_wheeled_over_and_told() -> None:
    host = Host(120.0)
    host.send(START)
    host.tick(16)
    gone = host.now
    host.now += 3.01  # 6.02 beats
    (said,) = host.follower.news(host.now)
    assert "lost" in said
    assert "120.00 bpm" in said
    assert host.follower.news(host.now) == []
    assert host.follower.transport.running
    assert host.line.beat_at(gone + 3.0) == pytest.approx(22.0, abs=1e-3)
    host.tick(2)
    assert host.follower.news(host.now) == ["MIDI clock is back"]
    assert host.follower.transport.epoch == 1
    assert host.beat == pytest.approx(24.0, abs=0.03)


def test_a_stopped_clock_that_falls_silent_is_no_dropout() -> None:
    host = Host()
    host.send(START)
    host.tick(4)
    host.send(STOP)
    assert host.follower.news(host.now + 100) == []


def test_a_tempo_jump_is_followed_without_a_jump_of_the_beat() -> None:
    host = Host(120.0)
    host.send(START)
    host.tick(16)
    host.bpm = 140.0
    host.tick(4)
    assert host.line.bpm == pytest.approx(140.0, abs=0.1)
    assert host.beat == pytest.approx(20.0, abs=2e-3)


def test_an_hour_of_clock_ends_on_the_right_beat() -> None:
    host = Host(174.0)
    host.send(START)
    beats = 60 * 174
    host.tick(beats)
    assert host.beat == pytest.approx(beats, abs=1e-3)


messages = st.binary(max_size=4) | st.sampled_from([TICK, START, CONTINUE, STOP, position(77)])


@given(st.lists(st.tuples(messages, st.floats(0.0, 2.0)), max_size=80))
def test_any_bytes_leave_a_transport(stream: list[tuple[bytes, float]]) -> None:
    follower, now = midi.Follower(ClockConfig()), 10.0
    for data, wait in stream:
        now += wait
        follower.receive(data, now)
        follower.news(now)
        assert 20 <= follower.transport.timeline.bpm <= 400


# --- on JACK ------------------------------------------------------------------------------------


@pytest.fixture
def host(jack: str) -> Iterator[JackHost]:
    host = JackHost("DAW")
    yield host
    host.close()


def config(port: str) -> Config:
    return replace(Config(), clock=ClockConfig(name="midi", port=port), midi=MidiConfig("jack"))


@pytest.fixture
def clock(host: JackHost) -> Iterator[midi.MidiClock]:
    clock = midi.open(config("daw*out"))
    yield clock
    clock.close()


def phase_errors(host: JackHost, clock: midi.MidiClock, bpm: float, seconds: float) -> list[float]:
    """Start `host` and compare every tenth of a second, in ms; early is positive."""
    first = host.frame + 12_000
    count = round((seconds + 2) * bpm / 60 * TICKS)
    run = ticks(bpm, count, host.rate, first)
    host.write([(first, START), *run])
    errors: list[float] = []

    def played() -> bool:
        line, now = clock.transport().timeline, time.monotonic()
        true = (now - host.time_of(first)) * bpm / 60
        errors.append((line.beat_at(now) - true) * 60_000 / bpm)
        return true > seconds * bpm / 60

    eventually(played, 2 * seconds, every=0.1)
    eventually(lambda: host.frame > run[-1][0])  # another run must not meet the rest of this one
    return errors


def test_an_exact_clock_over_jack(host: JackHost, clock: midi.MidiClock) -> None:
    """Ticks on the frame, seen block by block (1024 frames, 21 ms): what remains is measured."""
    assert clock.news() == ["listening to DAW:out"]
    bpm = 125.0
    for _ in range(3):
        overruns = host.overruns
        errors = phase_errors(host, clock, bpm, 10)
        if host.overruns == overruns:
            break
    else:  # the fake DAW itself stumbled each time: its clock was not exact, and proves little
        assert clock.transport().timeline.bpm == pytest.approx(bpm, rel=0.01)
        return
    assert clock.transport().running
    # What is left of the blocks' jitter is under half a millisecond a bar.
    assert clock.transport().timeline.bpm == pytest.approx(bpm, abs=0.03)
    # The driver stamps at the block's start, half a block early on average; a busy machine gives
    # the bytes on later, up to a block.
    settled = errors[len(errors) // 2 :]
    assert max(settled) - min(settled) < 2.0
    assert sum(settled) / len(settled) == pytest.approx(1000 * 1024 / 48_000 / 2, abs=13.0)


def test_transport_over_jack(host: JackHost, clock: midi.MidiClock) -> None:
    first = host.frame + 12_000
    run = ticks(120.0, 25, host.rate, first)
    host.write([(first, START), *run, (run[-1][0] + 100, STOP), (run[-1][0] + 200, position(32))])
    eventually(lambda: clock.transport().epoch == 2)
    assert not clock.transport().running
    assert clock.transport().timeline.beat == 8.0
    host.send(CONTINUE, TICK)
    eventually(lambda: clock.transport().running)
    assert clock.transport().timeline.beat == 8.0


def test_the_host_may_leave_and_come_back(jack: str) -> None:
    clock = midi.open(config("Daw that leaves"))
    try:
        (waiting,) = clock.news()
        assert "plug it in" in waiting
        for _ in range(2):
            host = JackHost("DAW that leaves")
            assert eventually(clock.news) == ["listening to DAW that leaves:out"]
            host.send(START, TICK)
            eventually(lambda: clock.transport().running)
            host.send(STOP)
            eventually(lambda: not clock.transport().running)
            host.close()
            assert eventually(clock.news) == ["DAW that leaves:out is gone: plug it in again"]
    finally:
        clock.close()


def test_without_a_port_named_it_opens_one_of_its_own(jack: str) -> None:
    clock = midi.open(config(""))
    try:
        assert clock.news() == ["listening to Barwise clock"]
        host = JackHost("DAW that connects")
        host.connect("DAW that connects:out", "Barwise clock")
        host.send(START, TICK)
        eventually(lambda: clock.transport().running)
        host.close()
    finally:
        clock.close()


def test_it_only_follows(clock: midi.MidiClock) -> None:
    with pytest.raises(ConfigError, match="change it in the host"):
        clock.set_tempo(120.0, 0.0)
    with pytest.raises(ConfigError, match="--clock internal"):
        clock.tap(0.0)
