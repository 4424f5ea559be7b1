"""A set that was cut off goes on from its log, and is one set in a replay."""

from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from live import actions, events, resuming, setlog
from live.assembly import Set, assemble, new_session
from live.bundle import installed
from live.config import Config, EngineConfig
from live.demo.render import SampleTime
from live.library.shelf import Shelf
from live.library.upkeep import hear_all
from live.listening.ear import Ear
from live.replay import replay
from live.session import step
from live.types import SlotState
from tests.test_engine import Recorder
from tests.test_replay import hands

BUNDLES, _ = installed(())


@pytest.fixture(scope="module")
def library(demo_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's loops, heard by the bundles that ship."""
    own = shutil.copy(demo_library, tmp_path_factory.mktemp("heard") / "library.db")
    hear_all(Path(own), BUNDLES)
    return Path(own)


@pytest.fixture
def config(library: Path, tmp_path: Path) -> Config:
    return Config(library=str(library), log=str(tmp_path / "set.jsonl"), screen=False)


class Gig:
    """A set in accelerated time."""

    def __init__(self, config: Config, cut_off: Path | None = None, now: float = 0.0) -> None:
        self.time = SampleTime()
        self.time.now = now
        self.out = Recorder()
        self.running: Set = assemble(config, now=self.time, cut_off=cut_off)
        self.running.engine.attach("recorder", self.out)
        self.running.engine.start()

    def play(self, bars: int, seed: int = 1) -> None:
        rng = random.Random(seed)
        shelf = self.running.engine._ear.shelf
        paths = [shelf.loop(row).path for row in range(len(shelf))]
        until = len(self.out.of(actions.BarComing)) + bars
        while len(self.out.of(actions.BarComing)) < until:
            if rng.random() < 0.3:
                self.running.engine.post(hands(rng, paths))
            self.time.now = self.running.engine.turn() + rng.random() * 0.01

    def cut(self, at: float = 1.0) -> Path:
        """Its log as a crash leaves it; what was written last is not whole."""
        self.running.close()
        left = self.running.log.with_name("left.jsonl")
        *written, ended = self.running.log.read_bytes().splitlines(keepends=True)
        assert b"ended" in ended
        left.write_bytes(b"".join(written)[: round(at * sum(map(len, written))) - 7])
        return left


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_all_that_was_is_there_again(config: Config, seed: int) -> None:
    gig = Gig(config)
    gig.play(24, seed)
    gig.running.engine.post(events.Next())
    gig.running.engine.turn()
    before = gig.running.engine.session
    assert before.history
    shelf = Shelf.open(config.library)
    after = resuming.resumed(gig.cut(), shelf, config.ranking, new_session(config)).session
    pressed, _ = step(after, events.Next(), 0.0)  # the last record was torn
    assert setlog.plain(pressed.stage) == setlog.plain(before.stage)
    assert [setlog.plain(stage) for _, stage in after.history] == [
        setlog.plain(stage) for _, stage in before.history
    ]


def test_the_music_goes_on_where_it_was(config: Config) -> None:
    gig = Gig(config)
    gig.running.engine.post(events.Tempo(131.0))
    gig.play(12)
    gig.running.engine.post(events.Accept(0))
    gig.running.engine.post(events.StopSlot(next(_sounding(gig))))
    gig.running.engine.turn()
    slots, line = gig.running.engine.session.stage.slots, gig.running.engine._line
    again = Gig(config, gig.cut(), gig.time.now + 1.5)
    again.running.close()
    assert again.running.engine._line == line
    launched = {a.slot: a for a in again.out.of(actions.Launch) if isinstance(a, actions.Launch)}
    assert set(launched) == {i for i, slot in enumerate(slots) if slot.suggestion}
    for index, launch in launched.items():
        assert (launch.suggestion, launch.since) == (slots[index].suggestion, slots[index].since)
    waiting = [i for i, slot in enumerate(slots) if slot.state is SlotState.QUEUED]
    assert waiting and all(launched[i].beat == slots[i].at_beat for i in waiting)
    stops = [a for a in again.out.of(actions.Stop) if isinstance(a, actions.Stop)]
    assert [stop.slot for stop in stops] == [
        i for i, slot in enumerate(slots) if slot.state is SlotState.STOPPING
    ]
    again.running.engine.turn()
    assert any("it was cut off and goes on: " in str(a) for a in again.out.of(actions.Status))


def test_the_very_list_is_offered_again_and_the_coming_bar_brings_its_own(config: Config) -> None:
    gig = Gig(config)
    gig.play(12)
    for event in (events.WantRole("bass"), events.Next()):  # the last record is torn
        gig.running.engine.post(event)
        gig.running.engine.turn()
    before = gig.running.engine.session
    again = Gig(config, gig.cut(), gig.time.now + 1.5)
    told = [a for a in again.out.of(actions.Offered) if isinstance(a, actions.Offered)]
    assert [(a.seq, a.bar) for a in told] == [(before.seq, before.bar)]
    assert setlog.plain(told[0].suggestions) == setlog.plain(before.stage.offered) != []
    again.play(2)
    again.running.close()
    assert len(again.out.of(actions.Offered)) > 1


def _sounding(gig: Gig) -> Iterator[int]:
    slots = gig.running.engine.session.stage.slots
    return (i for i, slot in enumerate(slots) if slot.state is SlotState.PLAYING)


@pytest.mark.parametrize("seed", [4, 5])
def test_cut_off_twice_it_is_one_set_in_a_replay(config: Config, seed: int) -> None:
    gig = Gig(config)
    gig.play(10, seed)
    left = gig.cut(0.7)
    for part in (1, 2):
        gig = Gig(config, left, gig.time.now)
        assert gig.running.log == left
        gig.play(6, seed + part)
        left = shutil.copy(gig.cut(), left.with_name(f"left-{part}.jsonl"))
    assert sum("resumed" in record for record in setlog.read(left)) == 2
    report = replay(left, Ear(Shelf.open(config.library), config.ranking, BUNDLES))
    assert report.differences == ()
    assert report.launches > 5


def test_with_other_settings_a_new_set_begins_and_says_so(config: Config) -> None:
    gig = Gig(config)
    gig.play(2)
    left = gig.cut()
    other = Gig(replace(config, engine=EngineConfig(slots=4)), left)
    other.running.engine.turn()
    other.running.close()
    assert other.running.log != left
    problems = [a.text for a in other.out.of(actions.Problem) if isinstance(a, actions.Problem)]
    assert problems == [
        f"set: {left}: the library or the settings are others by now; a new set begins"
    ]


# --- which set is taken up ------------------------------------------------------------------------


@pytest.fixture
def left(config: Config) -> Path:
    """A set of five seconds that was cut off."""
    gig = Gig(config)
    gig.play(3)
    left = gig.cut()
    Path(config.log).unlink()
    return left


def test_the_last_one_is_taken_up_soon_after(left: Path, tmp_path: Path) -> None:
    older = tmp_path / "older.jsonl"
    shutil.copy(left, older)
    os.utime(older, (0, 0))
    assert resuming.cut_off(tmp_path, 60.0) == left
    assert resuming.cut_off(older, 60.0) == older, "one that was asked for"


def test_what_was_given_up_is_not(left: Path, tmp_path: Path) -> None:
    assert resuming.cut_off(tmp_path, resuming.PATIENCE + 60.0) is None
    assert resuming.cut_off(tmp_path / "none", 1.0) is None


def test_nor_one_of_before_the_machine_was_started(left: Path, tmp_path: Path) -> None:
    first, *rest = left.read_text().splitlines(keepends=True)
    header = {**json.loads(first), "boot": "another"}
    left.write_text("".join([json.dumps(header) + "\n", *rest]))
    assert resuming.cut_off(tmp_path, 60.0) is None


def test_nor_one_that_was_ended(config: Config, tmp_path: Path) -> None:
    gig = Gig(config)
    gig.play(2)
    gig.running.close()
    assert resuming.cut_off(tmp_path, gig.time.now) is None


def test_nor_one_that_another_barwise_is_playing(config: Config, tmp_path: Path) -> None:
    gig = Gig(config)
    gig.play(2)
    assert resuming.cut_off(tmp_path, gig.time.now) is None
    gig.running.close()


def test_a_second_set_of_the_same_name_gets_a_number(config: Config, tmp_path: Path) -> None:
    names = []
    for _ in range(3):
        gig = Gig(config)
        names.append(gig.running.log.name)
        gig.running.close()
    assert names == ["set.jsonl", "set-2.jsonl", "set-3.jsonl"]
