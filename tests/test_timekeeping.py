"""The clock as the engine has it: asked, and early."""

from __future__ import annotations

import pytest

from live import actions, events
from live.clocks.internal import InternalClock
from live.config import EngineConfig
from live.engine import Engine
from live.stage import Session
from live.timekeeping import Timekeeper
from live.timeline import Timeline
from tests.test_engine import LEAD, FixedEar, Recorder, Time

EARLY = 0.02


class Rig:
    """An engine on the internal clock at 120 bpm, whose beat 0 is at second 100."""

    def __init__(self, latency_ms: float = 0.0) -> None:
        self.time, self.out = Time(), Recorder()
        self.ear = FixedEar(self.time)
        self.lines: list[Timeline] = []
        self.records: list[dict[str, object]] = []
        self.clock = InternalClock(Timeline(120.0, 0.0, 100.0))
        hear = self.ear.hear
        self.ear.hear = lambda bar, line, playing: (  # type: ignore[method-assign]
            self.lines.append(line) or hear(bar, line, playing)
        )
        self.engine = Engine(
            Session(),
            self.ear,  # type: ignore[arg-type]
            self.clock,
            EngineConfig(lead_ms=1000 * LEAD),
            latency_ms=latency_ms,
            record=self.records.append,
            now=self.time,
        )
        self.engine.attach("recorder", self.out)
        self.engine.start()

    def run(self, seconds: float) -> None:
        end, wake = self.time.now + seconds, self.time.now
        while self.time.now < end:
            self.time.now = min(end, max(wake, self.time.now + 1e-4))
            wake = self.engine.turn()

    @property
    def bars(self) -> dict[int, float]:
        """When each bar was to begin, as it was told."""
        told = self.out.of(actions.BarComing)
        return {bar.bar: bar.time for bar in told if isinstance(bar, actions.BarComing)}

    @property
    def told(self) -> Timeline:
        """The line that outputs have."""
        clocked = self.out.of(actions.Clocked)[-1]
        assert isinstance(clocked, actions.Clocked)
        return clocked.transport.timeline


def test_what_is_heard_late_goes_out_early_from_the_first_bar_on() -> None:
    it = Rig(1000 * EARLY)
    it.run(5.0)
    assert it.bars == pytest.approx({1: 102 - EARLY, 2: 104 - EARLY})
    assert it.told.time_at(0.0) == pytest.approx(100 - EARLY)


def test_it_is_set_while_the_set_runs_and_takes_no_bar_away() -> None:
    it = Rig()
    it.run(5.0)
    it.engine.post(events.Latency(1000 * EARLY))
    it.run(4.0)
    it.engine.post(events.Latency(-1000 * EARLY))
    it.run(4.0)
    assert it.bars == pytest.approx(
        {1: 102, 2: 104, 3: 106 - EARLY, 4: 108 - EARLY, 5: 110 + EARLY, 6: 112 + EARLY}
    )
    assert it.out.of(actions.LatencyIs) == [actions.LatencyIs(20.0), actions.LatencyIs(-20.0)]


def test_the_ear_listens_to_what_is_heard() -> None:
    it = Rig(1000 * EARLY)
    it.run(5.0)
    assert {round(line.time_at(0.0), 9) for line in it.lines} == {100.0}


def test_what_is_asked_of_time_is_in_the_log() -> None:
    it = Rig()
    for event in (events.Latency(5.0), events.Tempo(99.0), events.Play(False), events.Tempo(9.0)):
        it.engine.post(event)
    it.run(0.2)
    logged = [record["event"] for record in it.records if "event" in record]
    kinds = [event["kind"] for event in logged if isinstance(event, dict)]
    assert [kind for kind in kinds if kind != "Offer"] == ["Latency", "Tempo", "Play"]
    (problem,) = it.out.of(actions.Problem)
    assert "tempo 9" in str(problem), "what is refused has not happened"


def test_the_music_stops_and_starts_at_beat_0() -> None:
    it = Rig()
    it.run(5.0)
    it.engine.post(events.Play(False))
    it.run(4.0)
    assert list(it.bars) == [1, 2]
    it.engine.post(events.Play(True))
    it.run(2.0)
    assert it.told.beat_at(it.time.now) == pytest.approx(4.0, abs=0.01)
    it.engine.post(events.Play(True))
    it.run(0.2)
    assert it.clock.transport().epoch == 1


def test_a_tap_is_where_it_is_heard() -> None:
    clock = InternalClock(Timeline(120.0, 0.0, 100.0))
    time = Timekeeper(clock, 1000 * EARLY)
    for tap in (110.1, 110.6, 111.1):
        time.ask(events.Tap(), tap)
    assert time.heard(time.transport().timeline).beat_at(111.1) == pytest.approx(22.0)
    assert time.transport().timeline.beat_at(111.1 - EARLY) == pytest.approx(22.0)
