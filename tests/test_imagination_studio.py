"""Loops imagined in the middle of a set: played, heard, undone and replayed as any loop is."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from live import actions, audio, bundle, events, features, setlog
from live.assembly import Set, assemble
from live.bundle import Bundle
from live.config import Config, RankingConfig
from live.demo.render import SampleTime
from live.errors import BundleError, FileError
from live.imagination.level import CEILING
from live.imagination.studio import FIRST_ID, Studio
from live.library.scan import scan
from live.library.shelf import Shelf
from live.library.upkeep import hear_all, newest
from live.listening.ear import Ear
from live.listening.hearing import hear_sketch, silence
from live.packing import unpacked
from live.player.offline import Offline
from live.replay import replay
from live.timeline import Timeline
from tests import onnx_models
from tests.conftest import eventually
from tests.sounds import drums
from tests.test_engine import Recorder

TARGET = RankingConfig().target_lufs
SKETCH = features.sketch(features.spectra(drums(110, 16), 44100, 16))
DRUMS = hear_sketch(2, Timeline(110.0), SKETCH)


@pytest.fixture
def imagines(tmp_path: Path) -> Bundle:
    return bundle.open(onnx_models.imagining(tmp_path / "bundles"))


@pytest.fixture
def posted() -> list[events.Event]:
    return []


@pytest.fixture
def studio(imagines: Bundle, tmp_path: Path, posted: list[events.Event]) -> Iterator[Studio]:
    opened = Studio([imagines], tmp_path / "imagined", TARGET, posted.append)
    yield opened
    opened.close()


def asked(studio: Studio, posted: list[events.Event], temperature: float | None) -> events.Imagined:
    before = len(posted)
    studio.ask(events.Generate("bass", temperature), DRUMS, 8.0)
    eventually(lambda: len(posted) > before)
    event = posted[-1]
    assert isinstance(event, events.Imagined)
    return event


def test_what_is_asked_for_is_a_loop_that_is_played_at_the_tempo_and_level_of_the_set(
    studio: Studio, posted: list[events.Event], tmp_path: Path
) -> None:
    event = asked(studio, posted, 0.5)
    sound = audio.decode(event.path)
    assert len(sound.samples) == 8 * sound.rate
    assert np.abs(sound.samples).max() <= CEILING + 1e-4
    assert audio.loudness(sound) == pytest.approx(TARGET, abs=0.5) == event.lufs
    assert (event.id, event.role, event.bpm, event.since) == (FIRST_ID, "bass", 120.0, 8.0)
    assert event.suggestion.stretch == 110 / 120
    assert Path(event.path).parent == tmp_path / "imagined"
    assert Path(event.path).name.startswith("imagined bass 120bpm")
    heard = features.sketch(features.spectra(audio.mono(sound.samples), sound.rate, 16))
    assert np.abs(heard.astype(int) - unpacked(event.sketch)).max() <= 2  # the file has 24 bits


def test_each_is_another_but_for_the_best_guess(studio: Studio, posted: list[events.Event]) -> None:
    free = [asked(studio, posted, None) for _ in range(2)]
    best = [asked(studio, posted, 0.0) for _ in range(2)]
    assert len({each.path for each in free + best}) == 4
    assert free[0].digest != free[1].digest
    assert best[0].digest == best[1].digest


def test_what_nobody_launched_goes_with_the_set(studio: Studio, posted: list[events.Event]) -> None:
    kept, thrown = (asked(studio, posted, None) for _ in range(2))
    studio.send(actions.Launch(0, kept.suggestion, 12.0, 12.0), 0.0)
    studio.close()
    assert Path(kept.path).exists() and not Path(thrown.path).exists()


def test_what_was_kept_is_a_loop_for_a_scan(
    studio: Studio, posted: list[events.Event], tmp_path: Path
) -> None:
    asked(studio, posted, 0.0)
    scan([tmp_path / "imagined"], tmp_path / "library.db", jobs=1)
    loop = Shelf.open(tmp_path / "library.db").loop(0)
    assert (loop.bpm, loop.beats, loop.pack) == (120.0, 16.0, "imagined")
    assert loop.role == "bass"


def test_what_cannot_be_imagined_is_refused_at_once(studio: Studio) -> None:
    with pytest.raises(BundleError, match="no bundle that imagines voice loops"):
        studio.ask(events.Generate("voice"), DRUMS, 8.0)
    with pytest.raises(FileError, match="nothing sounds"):
        studio.ask(events.Generate("bass"), silence(2, 110.0), 8.0)


def test_a_full_disk_is_one_line(
    imagines: Bundle, tmp_path: Path, posted: list[events.Event]
) -> None:
    (tmp_path / "imagined").write_text("a file where the folder should be")
    studio = Studio([imagines], tmp_path / "imagined", TARGET, posted.append)
    studio.ask(events.Generate("bass"), DRUMS, 8.0)
    eventually(lambda: posted)
    studio.close()
    (trouble,) = posted
    assert isinstance(trouble, events.Trouble) and "--log" in trouble.text


# --- in a set -------------------------------------------------------------------------------------


@pytest.fixture
def config(demo_library: Path, tmp_path: Path) -> Config:
    onnx_models.imagining(tmp_path / "bundles")
    library = Path(shutil.copy(demo_library, tmp_path / "library.db"))
    ranking = RankingConfig(bundles=(str(tmp_path / "bundles"),))
    hear_all(library, newest(bundle.installed(ranking.bundles)[0]))
    log = str(tmp_path / "set.jsonl")
    return replace(Config(), library=str(library), log=log, ranking=ranking)


class Stand:
    """A set in accelerated time, its player, and what it says."""

    def __init__(self, config: Config) -> None:
        self.time, self.out = SampleTime(), Recorder()
        self.running: Set = assemble(config, now=self.time)
        self.player = Offline(48000, 512)
        self.engine = self.running.engine
        self.engine.attach("player", self.player)
        self.engine.attach("recorder", self.out)
        self.engine.start()

    def play(self, seconds: float) -> np.ndarray:
        blocks, end = [], self.time.now + seconds
        while self.time.now < end:
            self.engine.turn()
            self.time.now += 0.02
            blocks.append(self.player.process(self.time.now))
        return np.concatenate(blocks)

    def say(self, event: events.Event) -> None:
        self.engine.post(event)
        self.engine.turn()

    def heads(self) -> bool:
        self.engine.turn()
        offered = self.engine.session.stage.offered
        return bool(offered) and offered[0].loop.id >= FIRST_ID

    def close(self) -> None:
        self.engine.close()
        self.running.close()
        self.player.__exit__(None, None, None)


def test_an_imagined_bass_is_played_heard_undone_and_replayed(config: Config) -> None:
    stand = Stand(config)
    stand.say(events.Generate("bass"))
    assert [p.text for p in stand.out.of(actions.Problem)] == [  # type: ignore[attr-defined]
        "nothing sounds: what is imagined needs a loop to go with; play one"
    ]
    stand.say(events.WantRole("percussion"))
    stand.say(events.Accept(0))
    stand.play(4.0)
    stand.say(events.Generate("bass", 0.0))
    eventually(stand.heads)
    stand.play(4.0)
    assert stand.heads(), "it stays over new lists"
    stand.say(events.Preview(0))
    stand.say(events.Accept(0))
    stand.say(events.StopSlot(0))
    stand.play(2.0)
    alone = stand.play(4.0)
    assert np.sqrt(np.mean(alone**2)) > 0.01, "it sounds"
    (hears,) = stand.out.of(actions.Hears)[-1:]
    assert isinstance(hears, actions.Hears)
    assert hears.loops == (FIRST_ID,) and hears.roles[1] == 1.0
    assert sum(hears.balance[:4]) > 0.9, "its tone of 120 Hz is what is heard"
    stand.say(events.Undo())
    stand.say(events.Undo())
    stand.play(4.0)
    launches = stand.out.of(actions.Launch)
    stand.close()

    kept = list((Path(config.log).parent / "imagined").iterdir())
    assert len(kept) == 1
    kept[0].unlink()  # the log knows all that a replay needs
    installed = bundle.installed(config.ranking.bundles)[0]
    report = replay(Path(config.log), Ear(Shelf.open(config.library), config.ranking, installed))
    assert report.differences == ()
    assert report.launches >= len(launches)
    named = [r["event"]["kind"] for r in setlog.read(Path(config.log)) if "event" in r]
    assert named.count("Imagined") == 1


def test_without_a_bundle_it_says_so(config: Config) -> None:
    stand = Stand(config)
    stand.say(events.Generate("fx"))
    stand.close()
    (problem,) = stand.out.of(actions.Problem)
    assert "no bundle that imagines fx loops is installed" in str(problem)
