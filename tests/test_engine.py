"""The engine with its own time: hours of music without sleeping, and a real thread once."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pytest

from live import actions, events
from live.config import EngineConfig
from live.engine import Engine
from live.errors import ConfigError
from live.library.shelf import Shelf
from live.stage import Session
from live.timeline import Timeline, Transport
from live.types import Playing, Suggestion
from tests.conftest import eventually
from tests.test_session import LIST

LEAD = 0.3


class Time:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class SetClock:
    """A clock that shows what the test sets."""

    def __init__(self, transport: Transport) -> None:
        self.shown = transport
        self.told: list[str] = []

    def transport(self) -> Transport:
        return self.shown

    def set_tempo(self, bpm: float, now: float) -> None:
        raise ConfigError("this clock only follows: set the tempo at its source")

    def tap(self, now: float) -> None:
        line = self.shown.timeline
        self.shown = Transport(line.with_tempo(line.bpm + 1, now))

    def news(self) -> list[str]:
        told, self.told = self.told, []
        return told

    def close(self) -> None: ...


@dataclass(frozen=True)
class Ranking:
    suggestions: tuple[Suggestion, ...]
    rescored: int = 0


@dataclass
class FixedEar:
    """Offers the same list always, and notes what it was asked."""

    time: Time
    takes: float = 0.0
    shelf: Shelf = field(default_factory=partial(Shelf.synthetic, 3))
    heard: list[tuple[int, tuple[Playing, ...]]] = field(default_factory=list)
    wished: list[Any] = field(default_factory=list)
    brought: bool = False
    labels: tuple[str, ...] = ()

    def hear(self, bar: int, line: Timeline, playing: Sequence[Playing]) -> tuple[int, Any]:
        self.heard.append((bar, tuple(playing)))
        return self.heard[-1]

    def rank(self, heard: Any, wanted: Any, budget: float) -> Ranking:
        self.wished.append(wanted)
        self.time.now += self.takes
        return Ranking(LIST)

    def memo(self, heard: Any) -> dict[str, Any]:
        return {}

    def summary(self, heard: Any) -> actions.Hears:
        return actions.Hears("silence", (), (0.0,) * 6, (0.0,) * 16)

    @property
    def is_brought(self) -> bool:
        return self.brought

    def restock(self) -> Iterator[dict[str, Any]]:
        if self.brought:
            self.brought = False
            yield {"bundles": self.labels}

    def recognise(
        self, host: events.HostPlaying, bpm: float
    ) -> tuple[tuple[Playing, ...], list[str]]:
        known = [s for s in LIST if s.loop.path in host.paths]
        unknown = [p for p in host.paths if p not in [s.loop.path for s in known]]
        return tuple(Playing(s, 0.0) for s in known), unknown


class Recorder:
    def __init__(self) -> None:
        self.sent: list[tuple[float, actions.Action]] = []
        self.failing = False

    def send(self, action: actions.Action, now: float) -> None:
        if self.failing:
            raise OSError("cable out")
        self.sent.append((now, action))

    def close(self) -> None: ...

    def of(self, *kinds: type[actions.Action]) -> list[actions.Action]:
        return [action for _, action in self.sent if isinstance(action, kinds)]


@dataclass
class Rig:
    time: Time
    clock: SetClock
    ear: FixedEar
    engine: Engine
    out: Recorder

    def run(self, seconds: float, early: float = 0.0) -> None:
        """Turn whenever the engine asks for it, `early` seconds too soon."""
        end = self.time.now + seconds
        wake = self.time.now
        while self.time.now < end:
            self.time.now = min(end, max(wake - early, self.time.now + 1e-4))
            wake = self.engine.turn()


def rig(transport: Transport | None = None, takes: float = 0.0) -> Rig:
    time = Time()
    clock = SetClock(transport or Transport(Timeline(120.0, 0.0, 100.0)))
    ear = FixedEar(time, takes)
    engine = Engine(Session(), ear, clock, EngineConfig(lead_ms=1000 * LEAD), now=time)  # type: ignore[arg-type]
    out = Recorder()
    engine.attach("recorder", out)
    engine.start()
    return Rig(time, clock, ear, engine, out)


def bars(out: Recorder) -> list[int]:
    return [a.bar for a in out.of(actions.BarComing) if isinstance(a, actions.BarComing)]


def test_it_says_what_there_is_before_any_bar() -> None:
    it = rig()
    assert actions.Status("library", "3 loops") in it.out.of(actions.Status)
    assert len(it.out.of(actions.SlotIs)) == 16
    assert len(it.out.of(actions.Offered)) == 1


@pytest.mark.parametrize("early", [0.0, 0.0005, 0.004])
def test_every_bar_comes_once_a_lead_ahead_even_when_the_timer_is_early(early: float) -> None:
    it = rig()
    it.run(3600.0, early)
    assert bars(it.out) == list(range(1, len(bars(it.out)) + 1))
    assert len(bars(it.out)) == 1800
    for now, action in it.out.sent:
        if isinstance(action, actions.BarComing):
            assert action.time - now == pytest.approx(LEAD, abs=0.001)


def test_a_slow_ranking_misses_no_bar_and_says_that_it_was_late() -> None:
    it = rig(takes=0.5)
    it.run(40.0)
    assert bars(it.out) == list(range(1, len(bars(it.out)) + 1))
    offers = [a for a in it.out.of(actions.Offered) if isinstance(a, actions.Offered)]
    assert not any(o.deadline_met for o in offers[1:])
    assert any("ranked late" in str(a) for a in it.out.of(actions.Status))


def test_a_stopped_transport_has_no_bars_and_a_start_begins_them() -> None:
    stopped = Transport(Timeline(120.0, 0.0, 100.0), running=False)
    it = rig(stopped)
    it.run(10.0)
    assert bars(it.out) == []
    it.clock.shown = Transport(Timeline(120.0, 0.0, it.time.now), running=True, epoch=1)
    it.run(4.0)
    assert bars(it.out) == [1, 2]


def test_after_a_restart_bars_are_counted_anew() -> None:
    it = rig()
    it.run(10.0)
    it.clock.shown = Transport(Timeline(120.0, 0.0, it.time.now), epoch=1)
    before = len(bars(it.out))
    it.run(6.0)
    assert bars(it.out)[before:] == [1, 2, 3]


def test_a_tempo_change_neither_drops_nor_doubles_a_bar() -> None:
    it = rig()
    for bpm in (90.0, 174.0, 60.0, 121.5):
        it.run(7.3)
        line = it.clock.shown.timeline
        it.clock.shown = Transport(line.with_tempo(bpm, it.time.now))
    it.run(10.0)
    assert bars(it.out) == list(range(1, len(bars(it.out)) + 1))


def test_an_accepted_loop_is_heard_from_its_bar_on() -> None:
    it = rig()
    it.run(0.5)
    it.engine.post(events.Accept(3))
    it.run(4.0)
    assert actions.Launch(0, LIST[3], 4.0, 4.0) in it.out.of(actions.Launch)
    playing = dict(it.ear.heard)
    assert playing[1] == (Playing(LIST[3], 4.0),)


def test_another_wish_is_answered_at_once_and_a_knob_in_motion_once_a_turn() -> None:
    it = rig()
    asked = len(it.ear.wished)
    for amount in range(100):
        it.engine.post(events.Energy(amount / 100))
    it.engine.turn()
    assert len(it.ear.wished) == asked + 1
    assert it.ear.wished[-1].energy == 0.99


def test_what_was_made_ready_is_taken_on_a_bar_line_or_at_once_when_nothing_runs() -> None:
    it = rig()
    it.run(0.5)
    it.ear.brought = True
    it.engine.post(events.Energy(0.3))
    it.engine.turn()
    assert it.ear.brought, "the wish is answered in the middle of a bar"
    it.run(2.0)
    assert not it.ear.brought
    it.clock.shown = Transport(it.clock.shown.timeline, running=False)
    it.ear.brought = True
    it.engine.turn()
    it.engine.post(events.Energy(0.6))
    it.engine.turn()
    assert not it.ear.brought


def test_what_the_host_plays_is_heard_and_strangers_are_named() -> None:
    it = rig()
    it.engine.post(events.HostPlaying((LIST[2].loop.path, "/else/where.wav")))
    it.engine.turn()
    assert it.ear.heard[-1][1] == (Playing(LIST[2], 0.0),)
    (problem,) = it.out.of(actions.Problem)
    assert "/else/where.wav: not in the library" in str(problem)


def test_what_the_clock_refuses_is_one_line() -> None:
    it = rig()
    it.engine.post(events.Tempo(140.0))
    it.engine.post(events.Generate("bass"))
    it.engine.post(events.Explain(99))
    it.engine.turn()
    said = [a.text for a in it.out.of(actions.Problem) if isinstance(a, actions.Problem)]
    assert said[0] == "this clock only follows: set the tempo at its source"
    assert "no bundle that imagines bass loops" in said[1]
    assert "no suggestion 99 to explain" in said[2]


def test_reasons_are_sent_on_request() -> None:
    it = rig()
    it.engine.post(events.Explain(1))
    it.engine.turn()
    assert actions.Reasons(1, 1, LIST[1].reasons) in it.out.of(actions.Reasons)


def test_an_output_that_fails_stops_nobody_and_comes_back() -> None:
    it = rig()
    broken = Recorder()
    broken.failing = True
    it.engine.attach("broken", broken)
    it.run(10.0)
    assert len(bars(it.out)) >= 4
    assert actions.Status("broken", "failed (cable out); trying again") in it.out.of(actions.Status)
    broken.failing = False
    it.run(40.0)
    assert broken.of(actions.BarComing)
    assert actions.Status("broken", "works again") in it.out.of(actions.Status)


def test_a_defect_in_ranking_is_shown_and_the_next_bar_comes() -> None:
    it = rig()
    rank, it.ear.rank = it.ear.rank, lambda *_, **__: 1 / 0  # type: ignore[method-assign, assignment, return-value]
    it.run(4.0)
    assert any("division by zero" in str(a) for a in it.out.of(actions.Problem))
    it.ear.rank = rank  # type: ignore[method-assign]
    offered = len(it.out.of(actions.Offered))
    it.run(4.0)
    assert bars(it.out) == [1, 2, 3, 4]
    assert len(it.out.of(actions.Offered)) == offered + 2


def test_clock_news_are_shown() -> None:
    it = rig()
    it.clock.told.append("clock lost")
    it.engine.turn()
    assert actions.Status("clock", "clock lost") in it.out.of(actions.Status)


def test_events_from_other_threads_wake_the_engine_and_quit_ends_it() -> None:
    import time

    clock = SetClock(Transport(Timeline(120.0, 0.0, time.monotonic())))
    ear = FixedEar(Time())
    engine = Engine(Session(), ear, clock, EngineConfig())  # type: ignore[arg-type]
    out = Recorder()
    engine.attach("recorder", out)
    thread = threading.Thread(target=engine.run)
    thread.start()
    engine.post(events.Next())
    eventually(lambda: out.of(actions.CursorAt))
    eventually(lambda: len(bars(out)) >= 2)
    engine.post(events.Quit())
    thread.join(5.0)
    assert not thread.is_alive()


def test_a_jump_of_the_clock_is_told_before_what_it_moves() -> None:
    it = rig()
    it.engine.post(events.Accept(0))
    it.run(6.0)
    it.out.sent.clear()
    it.clock.shown = Transport(Timeline(120.0, 0.0, it.time.now), epoch=1)
    it.run(0.01)
    moved = it.out.of(actions.Clocked, actions.Launch)
    assert [type(action) for action in moved] == [actions.Clocked, actions.Launch]


def test_what_is_not_in_the_library_is_neither_picked_nor_corrected() -> None:
    it = rig()
    it.engine.post(events.Pick(99))
    it.engine.post(events.Correct(99, "bass"))
    it.run(0.1)
    told = [a.text for a in it.out.of(actions.Problem) if isinstance(a, actions.Problem)]
    assert told == ["loop 99 is not in the library; `barwise library` lists what is"] * 2
    assert it.engine.session.stage.picked is None


def test_what_is_picked_from_the_list_and_launched_is_no_reason_to_rank_again() -> None:
    it = rig()
    it.run(0.1)
    ranked = len(it.ear.wished)
    it.engine.post(events.Pick(3))
    it.run(0.05)
    assert it.engine.session.stage.offered[it.engine.session.stage.cursor].loop.id == 3
    it.engine.post(events.Accept())
    it.run(0.05)
    assert it.engine.session.stage.picked is None
    assert len(it.ear.wished) == ranked
