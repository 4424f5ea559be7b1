"""Sets in accelerated time, logged, and run again from the log."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from live import actions, events, setlog
from live.clocks.internal import InternalClock
from live.config import EngineConfig, RankingConfig
from live.demo.render import SampleTime
from live.engine import Engine
from live.errors import FileError
from live.library.shelf import Shelf
from live.listening.ear import Ear
from live.replay import header, replay
from live.stage import Session, Stage
from live.timeline import Timeline
from live.types import Floats
from tests.test_engine import Recorder

BARS = 24


class FileInput:
    """Audio in the place of a sound card: noise bursts on the beat, silence for a while."""

    rate = 22050

    def __init__(self, time: SampleTime) -> None:
        self._time = time

    def last(self, seconds: float) -> tuple[Floats, float]:
        count = round(seconds * self.rate)
        at = self._time.now - np.arange(count)[::-1] / self.rate
        level = np.exp(-8 * (at % 0.5)) * (at % 40 < 30)
        noise = np.random.default_rng(1).standard_normal(count)
        return (0.2 * level * noise).astype(np.float32), self._time.now

    def close(self) -> None: ...


def hands(rng: random.Random, paths: list[str]) -> events.Event:
    """What a performer may do between two bars."""
    return rng.choice(
        [
            events.Next(),
            events.Accept(rng.randrange(4)),
            events.Accept(0, rng.randrange(4)),
            events.StopSlot(rng.randrange(4)),
            events.Reject(),
            events.Ban(),
            events.Undo(),
            events.Preview(),
            events.WantRole(rng.choice(["any", "auto", "bass", "percussion"])),
            events.Surprise(rng.random()),
            events.Energy(rng.random()),
            events.Tempo(rng.uniform(80, 180)),
            events.Latency(rng.uniform(-50, 200)),
            events.HostPlaying((rng.choice(paths),)),
        ]
    )


def perform(shelf: Shelf, log: Path, *, listen: bool, seed: int) -> Recorder:
    """A set of `BARS` bars with random hands, logged."""
    time, rng, out = SampleTime(), random.Random(seed), Recorder()
    capture: Any = FileInput(time) if listen else None
    ear = Ear(shelf, RankingConfig(), capture=capture)
    paths = [shelf.loop(row).path for row in range(len(shelf))]
    session = Session(Stage(banned=frozenset([int(shelf.ids[0])])))
    written = setlog.SetLog(log, lambda event: None)
    written.write(header(session, ear, "library.db"))
    clock = InternalClock(Timeline())
    engine = Engine(session, ear, clock, EngineConfig(), record=written.write, now=time)
    engine.attach("recorder", out)
    engine.start()
    while len(out.of(actions.BarComing)) < BARS:
        if rng.random() < 0.15:
            engine.post(hands(rng, paths))
        time.now = engine.turn() + rng.random() * 0.01
    written.close()
    return out


@pytest.fixture(scope="module")
def shelf(demo_library: Path) -> Shelf:
    return Shelf.open(demo_library)


@pytest.mark.parametrize(("listen", "seed"), [(False, 1), (False, 2), (True, 3)])
def test_a_set_comes_out_again_bit_for_bit(
    shelf: Shelf, tmp_path: Path, listen: bool, seed: int
) -> None:
    out = perform(shelf, tmp_path / "set.jsonl", listen=listen, seed=seed)
    report = replay(tmp_path / "set.jsonl", Ear(shelf, RankingConfig()))
    assert report.differences == ()
    assert report.lists >= BARS
    assert report.launches == len(out.of(actions.Launch, actions.Stop, actions.Cue))
    assert report.launches > 5
    sources = {action.source for action in out.of(actions.Hears)}  # type: ignore[attr-defined]
    assert ("audio" in sources) is listen


@pytest.fixture(scope="module")
def logged(shelf: Shelf, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("set") / "set.jsonl"
    perform(shelf, path, listen=False, seed=4)
    return path


def test_a_log_that_was_tampered_with_is_found_out(
    shelf: Shelf, logged: Path, tmp_path: Path
) -> None:
    records = setlog.read(logged)
    offer = next(r for r in records[20:] if r.get("event", {}).get("suggestions"))
    offer["event"]["suggestions"][0]["score"] += 1e-9
    path = tmp_path / "set.jsonl"
    path.write_text("\n".join(json.dumps(record) for record in records))
    report = replay(path, Ear(shelf, RankingConfig()))
    line = records.index(offer) + 1
    assert (line, f"another list for bar {offer['event']['bar']}") in report.differences


def test_other_weights_give_another_set(shelf: Shelf, logged: Path) -> None:
    other = Ear(shelf, RankingConfig(max_transpose=0, suggestions=7))
    assert replay(logged, other).differences


def test_another_library_is_refused(logged: Path) -> None:
    with pytest.raises(FileError, match=r"another state of library\.db"):
        replay(logged, Ear(Shelf.synthetic(10), RankingConfig()))
