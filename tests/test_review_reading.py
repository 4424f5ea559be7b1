"""A set log told again: what the review says played is what a player would have played."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from live import actions, events, setlog
from live.clocks.internal import InternalClock
from live.config import EngineConfig, RankingConfig
from live.demo.render import SampleTime
from live.engine import Engine
from live.errors import FileError
from live.features import SKETCH_SHAPE
from live.library.shelf import Shelf
from live.listening.ear import Ear
from live.packing import packed
from live.replay import header
from live.review.figures import figures
from live.review.reading import read
from live.review.values import Review, name, role
from live.stage import Session
from live.timeline import BEAT_EPSILON, Timeline, Transport
from tests.test_replay import hands
from tests.test_session_imagined import BASS as IMAGINED

Plan = Sequence[tuple[float, events.Event]]

#: Slot, loop, start and end in seconds.
Sounded = tuple[int, int, float, float]


@dataclass
class Listener:
    """A player that makes no sound: it does what launches, stops and the clock tell it."""

    now: float = 0.0
    transport: Transport = field(default_factory=lambda: Transport(running=False))
    sounds: dict[int, tuple[float, int, float]] = field(default_factory=dict)
    waits: dict[int, tuple[float, float, tuple[int, float] | None]] = field(default_factory=dict)
    sounded: list[Sounded] = field(default_factory=list)

    def send(self, action: actions.Action, now: float) -> None:
        self.look(now)
        match action:
            case actions.Clocked(transport):
                self._clocked(transport, now)
            case actions.Launch(slot, suggestion, beat, since):
                loop = (suggestion.loop.id, since)
                if slot in self.sounds and self.sounds[slot][1:] == loop:
                    self.waits.pop(slot, None)
                else:
                    self.waits[slot] = (beat, now, loop)
            case actions.Stop(slot, beat):
                self.waits[slot] = (beat, now, None)

    def look(self, now: float) -> None:
        """Begin and end what is due."""
        line = self.transport.timeline
        for slot, (beat, asked, loop) in list(self.waits.items()):
            if self.transport.running and line.beat_at(now) >= beat - BEAT_EPSILON:
                at = max(line.time_at(beat), asked)
                self._end(slot, at)
                del self.waits[slot]
                if loop is not None:
                    self.sounds[slot] = (at, *loop)

    def close(self) -> None: ...

    def _end(self, slot: int, at: float) -> None:
        if slot in self.sounds:
            start, loop, _ = self.sounds.pop(slot)
            self.sounded.append((slot, loop, start, at))

    def _clocked(self, transport: Transport, now: float) -> None:
        was, self.transport = self.transport, transport
        if was.running and not transport.running:
            held = dict(self.sounds)
            for slot in held:
                self._end(slot, now)
            self.sounds = held
        if transport.running and not was.running:
            self.sounds = {i: (now, loop, since) for i, (_, loop, since) in self.sounds.items()}

    def all(self, now: float) -> list[Sounded]:
        if self.transport.running:
            for slot in list(self.sounds):
                self._end(slot, now)
        return sorted(each for each in self.sounded if each[3] - each[2] > 0.01)


def perform(shelf: Shelf, log: Path, plan: Plan, seconds: float) -> Listener:
    """A set of `seconds` in which the events of `plan` come at their times."""
    time, listener = SampleTime(), Listener()
    ear = Ear(shelf, RankingConfig())
    written = setlog.SetLog(log, lambda event: None)
    first = header(Session(), ear, str(shelf.source.path))  # type: ignore[attr-defined]
    written.write(first)
    clock = InternalClock(Timeline())
    engine = Engine(Session(), ear, clock, EngineConfig(), record=written.write, now=time)
    engine.attach("listener", listener)
    engine.start()
    coming, wake = list(plan), 0.0
    while time.now < seconds:
        while coming and coming[0][0] <= time.now:
            engine.post(coming.pop(0)[1])
        wake = engine.turn()
        listener.look(time.now)
        due = coming[0][0] if coming else seconds
        time.now = min(max(wake, time.now + 1e-4), max(due, time.now + 1e-4))
    written.write({"ended": time.now})
    written.close()
    return listener


def sounded(review: Review) -> list[Sounded]:
    """The blocks in the slots, as `Listener` has them."""
    return sorted(
        (block.slot, block.loop.id, block.start.time, block.end.time)
        for block in review.blocks
        if block.slot is not None
    )


def told(shelf: Shelf, log: Path, plan: Plan, seconds: float) -> Review:
    perform(shelf, log, plan, seconds)
    return read(log)


def in_bars(*plan: tuple[int, events.Event]) -> Plan:
    """In the middle of those bars at 120 bpm, counted from 1 on."""
    return [(2.0 * bar - 1.0, event) for bar, event in plan]


@pytest.fixture(scope="module")
def shelf(demo_library: Path) -> Shelf:
    return Shelf.open(demo_library)


# --- what played --------------------------------------------------------------------------------


def random_plan(seed: int, seconds: float, paths: list[str]) -> Plan:
    rng = random.Random(seed)
    times = sorted(rng.uniform(0, seconds) for _ in range(int(seconds)))
    return [(time, _hand(rng, paths)) for time in times]


def _hand(rng: random.Random, paths: list[str]) -> events.Event:
    """As in the tests of replay, and now and then somebody stops or starts the music."""
    if rng.random() < 0.1:
        return events.Play(rng.random() < 0.7)
    event = hands(rng, paths)
    return events.Next() if isinstance(event, events.Latency) else event


@pytest.mark.parametrize("seed", range(4))
def test_blocks_are_what_a_player_would_have_played(
    shelf: Shelf, tmp_path: Path, seed: int
) -> None:
    paths = [shelf.loop(row).path for row in range(len(shelf))]
    plan = random_plan(seed, 90.0, paths)
    listener = perform(shelf, tmp_path / "set.jsonl", plan, 90.0)
    review = read(tmp_path / "set.jsonl")
    expected = listener.all(review.seconds)
    assert len(expected) > 5
    found = sounded(review)
    assert [each[:2] for each in found] == [each[:2] for each in expected]
    for block, played in zip(found, expected, strict=True):
        assert block[2:] == pytest.approx(played[2:], abs=1e-6)


def spans(review: Review) -> list[tuple[float, float]]:
    """When blocks began and ended, seconds."""
    return [(round(b.start.time, 6), round(b.end.time, 6)) for b in review.blocks]


def test_a_change_of_tempo_lies_where_it_was_though_it_was_seen_later(
    shelf: Shelf, tmp_path: Path
) -> None:
    plan = in_bars((2, events.Accept(0)), (5, events.Tempo(100.0)), (9, events.StopSlot(0)))
    perform(shelf, tmp_path / "set.jsonl", plan, 30.0)
    review = read(tmp_path / "set.jsonl")
    (first, second) = review.course.pieces
    assert (first.line.bpm, second.line.bpm) == (120.0, 100.0)
    assert first.end == pytest.approx(9.0, abs=1e-3), "when it was asked for"
    ((start, end),) = spans(review)
    assert start == 4.0
    assert end == pytest.approx(first.end + (32 - 2 * first.end) * 0.6)
    assert review.arrangement.bar_at(end) == (9, pytest.approx(1.0, abs=1e-5))


def test_a_loop_undone_before_its_bar_never_played(shelf: Shelf, tmp_path: Path) -> None:
    plan = in_bars((2, events.Accept(0)))
    plan = [*plan, (3.5, events.Undo()), *in_bars((4, events.Accept(1)), (6, events.Undo()))]
    review = told(shelf, tmp_path / "set.jsonl", plan, 16.0)
    assert spans(review) == [(8.0, 12.0)]
    assert len(review.taken) == 2
    assert dict(figures(review))["undone"] == "2"


def test_a_stop_silences_and_a_new_start_begins_at_a_bar_line(shelf: Shelf, tmp_path: Path) -> None:
    plan = in_bars((2, events.Accept(0)))
    plan = [*plan, (9.0, events.Play(False)), (13.1, events.Play(True))]
    review = told(shelf, tmp_path / "set.jsonl", plan, 24.0)
    (before, after) = review.blocks
    assert (before.start.time, before.start.beat) == (4.0, 8.0)
    assert before.end.time == pytest.approx(9.0, abs=0.11), "when the engine saw it"
    assert after.start.time == pytest.approx(13.1, abs=0.11)
    assert after.taken == before.taken
    (again,) = {r.line.time for r in review.course.pieces if r.running} - {0.0}
    bar, beat = review.arrangement.bar_at(again)
    assert (bar, round(beat, 6)) == (8, 1.0), "4 bars, 5.1 seconds as 3, and the next"


def test_a_correction_of_the_clock_does_not_move_bars(shelf: Shelf, tmp_path: Path) -> None:
    plan = in_bars((2, events.Accept(0)), (4, events.Latency(80.0)), (9, events.StopSlot(0)))
    review = told(shelf, tmp_path / "set.jsonl", plan, 24.0)
    (block,) = review.blocks
    assert review.arrangement.bar_at(block.start.time) == (3, 1.0)
    assert review.arrangement.bar_at(block.end.time) == (10, 1.0)
    assert block.end.time == pytest.approx(18.0 - 0.08)


# --- what was offered, and taken ----------------------------------------------------------------


def test_what_hands_did_is_counted(shelf: Shelf, tmp_path: Path) -> None:
    plan = in_bars(
        (2, events.Preview(1)),
        (3, events.Accept(1)),
        (7, events.Reject(0)),
        (8, events.Ban(0)),
        (10, events.Accept(2)),
        (11, events.Undo()),
        (12, events.Accept(99)),
    )
    review = told(shelf, tmp_path / "set.jsonl", plan, 28.0)
    first, second = review.taken
    assert (first.place, first.previewed, second.place, second.previewed) == (2, True, 3, False)
    assert first.among == len(next(s for s in review.shown if s.taken).suggestions)
    numbers = dict(figures(review))
    assert numbers["loops taken"] == "2"
    assert numbers["median place"] == "2.5"
    assert numbers["length"] in ("0:27", "0:28")
    counted = ("previews", "rejected", "banned", "undone", "late bars", "taken after a preview")
    assert [numbers[what] for what in counted] == ["1", "1", "1", "1", "0", "1"]
    full = [shown for shown in review.shown if shown.suggestions]
    assert numbers["take rate"] == f"{2 / len(full):.0%} of lists"
    (problem,) = (mark.text for mark in review.marks if mark.kind == "problem")
    assert problem.startswith("no suggestion 99: the list has 0 to")


def test_what_was_on_show_is_what_the_session_showed(shelf: Shelf, tmp_path: Path) -> None:
    """A locked list stays, whatever is ranked."""
    plan = in_bars((3, events.Lock(True)), (6, events.Lock(False)))
    review = told(shelf, tmp_path / "set.jsonl", plan, 20.0)
    assert not [shown for shown in review.shown if 5.0 < shown.time < 11.0]
    assert dict(figures(review))["lists"] == str(1 + 10)


def test_what_is_heard_follows_what_plays(shelf: Shelf, tmp_path: Path) -> None:
    review = told(shelf, tmp_path / "set.jsonl", in_bars((2, events.Accept(0))), 12.0)
    (block,) = review.blocks
    before = [heard.source for heard in review.heard if heard.time < 3.0]
    after = [heard for heard in review.heard if heard.time > 4.0]
    assert set(before) == {"silence"}
    assert {heard.source for heard in after} == {"loops"}
    assert after[-1].roles == pytest.approx(block.loop.roles, abs=1e-3)


def test_what_the_host_plays_has_a_lane(shelf: Shelf, tmp_path: Path) -> None:
    path = shelf.loop(0).path
    plan = in_bars((2, events.HostPlaying((path,))), (4, events.HostPlaying(())))
    review = told(shelf, tmp_path / "set.jsonl", plan, 12.0)
    (block,) = review.blocks
    assert (block.lane, block.loop.id) == ("host", shelf.loop(0).id)
    assert spans(review) == [(3.0, 7.0)]


def test_what_was_imagined_and_what_is_a_guest_are_known_by_the_log(
    shelf: Shelf, tmp_path: Path
) -> None:
    """They are in no library."""
    sketch = packed(np.zeros(SKETCH_SHAPE, np.uint8))
    imagined = replace(IMAGINED, sketch=sketch, path="/sets/imagined bass 1.wav")
    guest = events.Guest(
        -1, "/host/choir.wav", "g", 8.0, 120.0, 16.0, 4, (0, 0, 0, 0, 0, 1.0), -18.0, sketch
    )
    plan = in_bars((2, imagined), (3, events.Accept(0)), (4, guest))
    plan = [*plan, *in_bars((5, events.HostPlaying((guest.path,))))]
    review = told(shelf, tmp_path / "set.jsonl", plan, 14.0)
    assert [(b.lane, name(b.loop), role(b.loop)) for b in review.blocks] == [
        ("slot 0", "imagined bass 1", "bass"),
        ("host", "choir", "voice"),
    ]
    assert review.taken[0].place == 1
    assert review.notes == ()


def test_a_set_that_was_cut_off_and_went_on_is_one_set(shelf: Shelf, tmp_path: Path) -> None:
    """What is written when a set is taken up again does not disturb it."""
    log = tmp_path / "set.jsonl"
    perform(shelf, log, in_bars((2, events.Accept(0)), (6, events.StopSlot(0))), 16.0)
    whole = spans(read(log))
    lines = log.read_text().splitlines()
    torn = next(i for i, line in enumerate(lines) if '"Hears"' in line and i > len(lines) / 2)
    again = json.dumps({"resumed": 16.5, "bundles": [], "at": json.loads(lines[torn])["at"]})
    log.write_text("\n".join([*lines[:torn], lines[torn][:40], again, *lines[torn + 1 :]]))
    assert spans(read(log)) == whole == [(4.0, 12.0)]


# --- logs and libraries as they are found -------------------------------------------------------


@pytest.fixture(scope="module")
def played(shelf: Shelf, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The log of a set with two loops."""
    path = tmp_path_factory.mktemp("set") / "set.jsonl"
    perform(shelf, path, in_bars((2, events.Accept(0)), (4, events.Accept(0))), 20.0)
    return path


def test_a_log_cut_off_is_told_up_to_there(played: Path, tmp_path: Path) -> None:
    whole = played.read_bytes()
    cut = tmp_path / "cut.jsonl"
    cut.write_bytes(whole[: int(0.6 * len(whole))])
    all_of_it, part = read(played), read(cut)
    assert 5.0 < part.seconds < all_of_it.seconds
    assert [b.start for b in part.blocks] == [
        b.start for b in all_of_it.blocks if b.start.time < part.seconds
    ]
    assert {b.end.time for b in part.blocks} == {part.seconds}
    assert part.notes == ("the log breaks off: what came after is not known",)


def test_the_library_tells_names_roles_and_keys(played: Path, shelf: Shelf) -> None:
    review = read(played)
    assert review.notes == ()
    assert timedelta() <= datetime.now() - review.began < timedelta(minutes=10)
    for block in review.blocks:
        loop = shelf.loop(shelf.row_of(block.loop.id) or 0)
        assert (block.loop.path, block.loop.role, block.loop.key) == (
            loop.path,
            loop.role,
            loop.key,
        )
        assert bool(block.key) == (loop.key is not None)


def test_without_the_library_files_tell_their_names(played: Path, tmp_path: Path) -> None:
    review, full = read(played, tmp_path / "gone.db"), read(played)
    (note,) = review.notes
    assert "gone.db is not here: names are those of the files" in note
    assert not (tmp_path / "gone.db").exists()
    assert sounded(review) == sounded(full)
    assert {block.loop.path for block in review.blocks} == {b.loop.path for b in full.blocks}
    assert {block.key for block in review.blocks} == {""}


def test_what_is_no_log_is_named(tmp_path: Path, played: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text("music")
    with pytest.raises(FileError, match="no set log of format 1"):
        read(path)
    path.write_text(played.read_text().splitlines()[0])
    with pytest.raises(FileError, match=r"set\.jsonl: the set ended before it began"):
        read(path)
    lines = played.read_text().splitlines()
    path.write_text("\n".join([*lines, '{"event": {"kind": "Dance"}, "beat": 1.0, "at": 3.0}']))
    with pytest.raises(FileError, match=r"set\.jsonl: written by another Barwise .*Dance"):
        read(path)
