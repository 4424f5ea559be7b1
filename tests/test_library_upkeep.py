"""New bundles hear the library without holding anybody up, and losing nothing."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from export.bundle import pack
from live import actions, assembly, bundle, cli, events, features, setlog
from live.assembly import Set, assemble
from live.audio import Audio
from live.bundle import Bundle
from live.config import Config, RankingConfig, Weights
from live.demo.render import SampleTime
from live.errors import BundleError
from live.library import describe, upkeep
from live.library.analysis import analyse_audio
from live.library.background import Background
from live.library.catalogue import Catalogue, Stamp
from live.library.metadata import Metadata
from live.library.shelf import Shelf
from live.library.upkeep import Progress, behind, hear, newest, serving, tagger
from live.listening.ear import Ear
from live.replay import replay
from live.tasks import Offer
from live.types import ROLES, Floats
from tests import onnx_models
from tests.conftest import eventually
from tests.sounds import PROGRESSION, RATE, chords, drums, kick, silence
from tests.test_engine import Recorder


@pytest.fixture
def library(demo_library: Path, tmp_path: Path) -> Path:
    """A catalogue of one's own."""
    return Path(shutil.copy(demo_library, tmp_path / "library.db"))


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "BATCH", 3)


def embedder(folder: Path, version: str = "1", name: str = "ear") -> Bundle:
    packed = pack(onnx_models.embed(), folder, name=name, version=version, task="embed")
    return bundle.open(packed)


def pair(folder: Path, version: str) -> Bundle:
    model = onnx_models.pair(np.ones(212))
    return bundle.open(pack(model, folder, name="pair", version=version, task="pair"))


def tags(folder: Path, version: str = "1", role: str = "voice", name: str = "tags") -> Bundle:
    """Hears `role` in everything."""
    weights = np.zeros((212, 6))
    weights[:, ROLES.index(role)] = 1e6
    packed = pack(onnx_models.tag(weights), folder, name=name, version=version, task="tag")
    return bundle.open(packed)


class Held(Bundle):
    """A bundle that answers only as often as it is let."""

    def __init__(self, real: Bundle) -> None:
        super().__init__(real.manifest, real._sessions)
        self.let = threading.Semaphore(0)

    def offers(self, power: Floats) -> Offer:
        self.let.acquire()
        return super().offers(power)

    def tag(self, power: Floats) -> Floats:
        self.let.acquire()
        return super().tag(power)


def done(library: Path, *bundles: Bundle) -> list[Progress]:
    return list(hear(library, bundles))


def missing(library: Path, label: str) -> int:
    with Catalogue.open(library) as catalogue:
        return len(catalogue.unembedded(label))


# --- what is kept ---------------------------------------------------------------------------------


def test_every_loop_is_heard_once(library: Path, tmp_path: Path, small_batches: None) -> None:
    ear = embedder(tmp_path)
    steps = done(library, ear)
    shelf = Shelf.open(library)
    assert [step.done for step in steps] == [*range(3, len(shelf), 3), len(shelf)]
    assert {(step.label, step.total) for step in steps} == {("ear-1", len(shelf))}
    assert done(library, ear) == []
    expected = ear.offers(features.power(shelf.sketches(range(len(shelf)))))
    kept = shelf.offers["ear-1"]
    for part in ("harmony", "rhythm", "form"):
        assert np.array_equal(getattr(kept, part), getattr(expected, part))
    assert len({row.tobytes() for row in kept.form}) > 1


def test_no_bundle_that_embeds_and_no_library_are_nothing_to_do(tmp_path: Path) -> None:
    assert done(tmp_path / "none.db", embedder(tmp_path)) == []
    assert not (tmp_path / "none.db").exists()


def test_killed_in_the_middle_it_goes_on_where_it_was(library: Path, tmp_path: Path) -> None:
    embedder(tmp_path)
    killed = """
import os, signal, sys
from pathlib import Path
from live import bundle
from live.library import describe, upkeep
from live.library.analysis import analyse_audio
upkeep.BATCH = 3
for step in upkeep.hear(Path(sys.argv[1]), [bundle.open(sys.argv[2])]):
    if step.done == 6:
        os.kill(os.getpid(), signal.SIGKILL)
"""
    arguments = [sys.executable, "-c", killed, str(library), str(tmp_path / "ear-1")]
    assert subprocess.run(arguments, check=False).returncode == -signal.SIGKILL
    loops = len(Shelf.open(library))
    assert missing(library, "ear-1") == loops - 6
    assert "ear-1" not in Shelf.open(library).offers
    last = done(library, bundle.open(tmp_path / "ear-1"))[-1]
    assert (last.done, last.total) == (loops - 6, loops - 6)
    assert len(Shelf.open(library).offers["ear-1"].form) == loops


@pytest.fixture
def sounds(tmp_path: Path) -> Path:
    """A catalogue of a loop without a name, one of that name, a one-shot, and silence."""
    made = {
        "pad": (chords(120, *PROGRESSION), {}),
        "drums": (drums(120, 8), {"percussion": 1.0}),
        "kick": (kick(), {}),
        "nothing": (silence(120, 8), {}),
    }
    with Catalogue.open(tmp_path / "sounds.db") as catalogue:
        for name, (samples, words) in made.items():
            claims = Metadata({}, {}, words)
            analysis = analyse_audio(Audio(samples[:, None], RATE), claims)
            catalogue.keep(f"/{name}.wav", Stamp(1, 1), name, analysis)
    return tmp_path / "sounds.db"


def roles_in(library: Path) -> dict[str, tuple[str, ...]]:
    with Catalogue.open(library) as catalogue:
        return {loop.digest: describe.roles(loop) for loop in catalogue.loops()}


def test_a_tagger_hears_all_that_sounds_and_words_keep_their_say(
    sounds: Path, tmp_path: Path
) -> None:
    before = {"pad": ("chord",), "drums": ("percussion",), "nothing": ()}
    assert roles_in(sounds).items() >= before.items()
    assert done(sounds, tags(tmp_path)) == [Progress("tags-1", 3, 3)]
    heard = {"pad": ("voice",), "drums": ("percussion",), "kick": ("voice",), "nothing": ()}
    assert roles_in(sounds) == heard
    assert done(sounds, tags(tmp_path)) == []


def test_the_next_version_asks_for_nothing_but_the_sketches(sounds: Path, tmp_path: Path) -> None:
    done(sounds, tags(tmp_path, "1"))
    shelf = Shelf.open(sounds)
    done(sounds, tags(tmp_path, "2", "fx"))
    heard = {"pad": ("fx",), "drums": ("percussion",), "kick": ("fx",), "nothing": ()}
    assert roles_in(sounds) == heard
    with Catalogue.open(sounds) as catalogue:
        renewed = shelf.renewed(catalogue)
    told = renewed.told_fingerprint()
    assert told == Shelf.open(sounds).told_fingerprint() != shelf.told_fingerprint()
    assert renewed.digest == Shelf.open(sounds).digest == shelf.digest, "they sound as before"
    fx, voice = ROLES.index("fx"), ROLES.index("voice")
    assert [shelf.roles[row, voice] > 0.9 for row in range(2)].count(True) == 1
    assert [renewed.roles[row, fx] > 0.9 for row in range(2)].count(True) == 1
    assert {renewed.loop(row).role for row in range(2)} == {"fx", "percussion"}


def test_drums_lose_their_key_when_they_are_heard_to_be_drums(sounds: Path, tmp_path: Path) -> None:
    keyed = Shelf.open(sounds)
    assert (keyed.key >= 0).sum() == 1
    done(sounds, tags(tmp_path, role="percussion"))
    with Catalogue.open(sounds) as catalogue:
        assert (keyed.renewed(catalogue).key == -1).all()
        assert not any(loop.key_name for loop in catalogue.loops())


def test_of_several_taggers_the_performers_own_tells_the_roles(
    sounds: Path, tmp_path: Path
) -> None:
    shipped, own = tags(tmp_path), tags(tmp_path, "1", "fx", name="mine")
    assert tagger([shipped, own]) is own
    assert tagger([embedder(tmp_path)]) is None
    assert [step.label for step in done(sounds, shipped, own)] == ["mine-1"]
    assert roles_in(sounds)["pad"] == ("fx",)


def test_a_tagger_that_is_killed_goes_on_where_it_was(
    library: Path, tmp_path: Path, small_batches: None
) -> None:
    steps = hear(library, [tags(tmp_path)])
    total = [next(steps), next(steps)][-1].total
    steps.close()
    assert done(library, tags(tmp_path))[-1].total == total - 6


def test_a_scan_has_the_bundles_hear_what_is_new(
    demo_library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for version in ("9", "10"):
        embedder(tmp_path / "bundles", version)
    monkeypatch.setattr(bundle, "SHIPPED", tmp_path / "bundles")
    loop = next((demo_library.parent / "loops").rglob("*.wav"))
    (tmp_path / "loops").mkdir()
    shutil.copy(loop, tmp_path / "loops")
    library = tmp_path / "library.db"
    arguments = ["scan", str(tmp_path / "loops"), "--library", str(library)]
    assert CliRunner().invoke(cli.barwise, arguments).exit_code == 0
    shelf = Shelf.open(library)
    assert len(shelf) == 1
    assert list(shelf.offers) == ["ear-10"]


# --- which version serves -------------------------------------------------------------------------


def test_versions_are_compared_by_their_numbers(tmp_path: Path) -> None:
    made = [embedder(tmp_path, version) for version in ("1.10", "1.9", "0.20")]
    other = embedder(tmp_path, "0.1", name="other")
    assert {each.label for each in newest([*made, other])} == {"ear-1.10", "other-0.1"}


def test_an_old_version_serves_until_the_new_one_knows_every_loop(
    library: Path, tmp_path: Path, small_batches: None
) -> None:
    old, new = embedder(tmp_path, "1"), embedder(tmp_path, "2")
    pairs = [pair(tmp_path, "1"), pair(tmp_path, "2")]
    assert labels(serving([old, new, *pairs], Shelf.open(library))) == {"pair-2"}
    done(library, old)
    steps = hear(library, [new])
    next(steps)
    assert labels(serving([old, new, *pairs], Shelf.open(library))) == {"ear-1", "pair-2"}
    assert labels(serving([new], Shelf.open(library))) == set()
    list(steps)
    assert labels(serving([old, new, *pairs], Shelf.open(library))) == {"ear-2", "pair-2"}


def test_what_imagines_serves_at_once_and_hears_nothing(library: Path, tmp_path: Path) -> None:
    imagines = bundle.open(onnx_models.imagining(tmp_path))
    assert done(library, imagines) == []
    shelf = Shelf.open(library)
    assert behind(library, shelf, [imagines]) == ()
    assert labels(serving([imagines], shelf)) == {"tiny-bass-1"}


def labels(bundles: Sequence[Bundle]) -> set[str]:
    return {each.label for each in bundles}


# --- beside a set ---------------------------------------------------------------------------------


def begun(library: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, *bundles: Bundle) -> Set:
    """A set with those bundles installed, in which their judgement weighs much."""
    monkeypatch.setattr(assembly, "installed", lambda named: (list(bundles), []))
    ranking = RankingConfig(weights=Weights(form=20.0))
    config = Config(library=str(library), log=str(folder / "set.jsonl"), ranking=ranking)
    return assemble(replace(config, screen=False), now=SampleTime())


def until_bar(running: Set, out: Recorder, bar: int) -> None:
    """Turn until `bar` has come, with a loop accepted in each."""
    time = running.engine._now
    assert isinstance(time, SampleTime)
    while bar not in [each.bar for each in out.of(actions.BarComing)]:  # type: ignore[attr-defined]
        bars = len(out.of(actions.BarComing))
        time.now = running.engine.turn()
        if len(out.of(actions.BarComing)) > bars:
            running.engine.post(events.Accept(0))


def judged(out: Recorder) -> list[bool]:
    """List by list, whether the bundle had a say."""
    offered = [each for each in out.of(actions.Offered) if isinstance(each, actions.Offered)]
    return [any(name == "form" for s in o.suggestions for name, _ in s.reasons) for o in offered]


def test_a_set_begins_at_once_and_takes_the_new_bundle_in_on_a_bar(
    library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small_batches: None
) -> None:
    held = Held(embedder(tmp_path))
    running, out = begun(library, tmp_path, monkeypatch, held), Recorder()
    running.engine.attach("recorder", out)
    running.engine.start()
    until_bar(running, out, 4)
    assert not any(judged(out))

    held.let.release(len(Shelf.open(library)))
    eventually(lambda: missing(library, "ear-1") == 0)
    eventually(lambda: running.engine.turn() and any("is ranked with" in t for t in told(out)))
    running.engine.post(events.Surprise(0.3))
    running.engine.turn()
    before = len(judged(out))
    assert not any(judged(out)), "a bar has not begun yet"
    until_bar(running, out, 8)
    running.close()
    assert all(judged(out)[before:])

    progress = [text for text in told(out) if "has heard" in text]
    assert 2 <= len(progress) <= 10
    assert progress[0] == "ear-1 has heard 6 of 56 loops"
    launches = [each for each in out.of(actions.Launch) if isinstance(each, actions.Launch)]
    assert len(launches) >= 6, "the music went on"
    assert not out.of(actions.Problem)


def told(out: Recorder) -> list[str]:
    return [each.text for each in out.of(actions.Status) if isinstance(each, actions.Status)]


def test_a_set_in_which_a_bundle_came_in_can_be_replayed(
    library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, out = Held(embedder(tmp_path)), Recorder()
    running = begun(library, tmp_path, monkeypatch, held)
    running.engine.attach("recorder", out)
    running.engine.start()
    until_bar(running, out, 3)
    held.let.release(len(Shelf.open(library)))
    eventually(lambda: running.engine.turn() and any("is ranked with" in t for t in told(out)))
    until_bar(running, out, 6)
    running.close()
    records = setlog.read(running.log)
    assert [r["bundles"] for r in records if "bundles" in r] == [[], ["ear-1"]]

    ranking = RankingConfig(weights=Weights(form=20.0))
    report = replay(running.log, Ear(Shelf.open(library), ranking, [held]))
    assert report.differences == ()
    assert report.lists == len(judged(out))
    with pytest.raises(BundleError, match=r"ear-1 took part in this set; install it"):
        replay(running.log, Ear(Shelf.open(library), ranking))


def test_a_set_that_ends_early_ends_the_work_and_keeps_what_is_done(
    library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small_batches: None
) -> None:
    held = Held(embedder(tmp_path))
    running = begun(library, tmp_path, monkeypatch, held)
    loops = len(Shelf.open(library))
    held.let.release()
    eventually(lambda: missing(library, "ear-1") == loops - 3)
    closing = threading.Thread(target=running.close)
    closing.start()
    held.let.release()
    closing.join(5)
    assert not closing.is_alive()
    assert missing(library, "ear-1") in (loops - 3, loops - 6)


def test_new_roles_serve_from_a_bar_on(
    sounds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, out = Held(tags(tmp_path)), Recorder()
    running = begun(sounds, tmp_path, monkeypatch, held)
    running.engine.attach("recorder", out)
    running.engine.start()
    until_bar(running, out, 2)
    held.let.release()
    eventually(lambda: running.engine.turn() and any("is ranked with" in t for t in told(out)))
    assert roles_in(sounds)["pad"] == ("voice",)
    assert ranked_as(running) == {"chord", "percussion"}, "a bar has not begun yet"
    until_bar(running, out, 4)
    running.close()
    assert ranked_as(running) == {"voice", "percussion"}


def ranked_as(running: Set) -> set[str]:
    """The roles that the ranking finds in the library."""
    return {ROLES[role] for role in running.engine._ear.shelf.roles.argmax(axis=1)}


def test_a_library_that_is_heard_and_ready_is_not_gone_through_again(
    library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ear = embedder(tmp_path)
    assert list(assembly.open_shelf(library, [ear]).offers) == ["ear-1"]
    monkeypatch.setattr(assembly, "hear_all", lambda *_: pytest.fail("gone through again"))
    assert list(assembly.open_shelf(library, [ear]).offers) == ["ear-1"]


def test_a_ready_library_is_heard_by_a_bundle_that_came_since(
    library: Path, tmp_path: Path
) -> None:
    assert not assembly.open_shelf(library).offers
    assert list(assembly.open_shelf(library, [embedder(tmp_path)]).offers) == ["ear-1"]


def test_a_bundle_that_fails_is_one_line_and_no_more(library: Path, tmp_path: Path) -> None:
    class Broken(Bundle):
        def offers(self, power: Floats) -> Offer:
            raise BundleError("ear-1: out of tune")

    real = embedder(tmp_path)
    posted: list[events.Event] = []
    shelf = Shelf.open(library)
    broken = Broken(real.manifest, real._sessions)
    background = Background(shelf, library, [broken], lambda shelf: None, posted.append)
    eventually(lambda: posted)
    background.close()
    assert posted == [events.Trouble("bundle", "ear-1: out of tune")]
