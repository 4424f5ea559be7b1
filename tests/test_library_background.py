"""What the performer says of a role in the middle of a set: kept, soon true, and replayed."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from live import actions, events
from live.assembly import Set
from live.config import RankingConfig, Weights
from live.errors import FileError
from live.library import backup, correction
from live.library.background import Background
from live.library.catalogue import Catalogue
from live.library.shelf import Shelf
from live.listening.ear import Ear
from live.replay import replay
from live.types import ROLES, Loop
from tests.conftest import eventually
from tests.test_engine import Recorder
from tests.test_library_upkeep import Held, begun, tags, told, until_bar

RANKING = RankingConfig(weights=Weights(form=20.0))


@pytest.fixture
def library(demo_library: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(demo_library, tmp_path / "library.db"))


@pytest.fixture
def out() -> Recorder:
    return Recorder()


@pytest.fixture
def running(library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, out: Recorder) -> Set:
    """A set in its second bar."""
    begun_set = begun(library, tmp_path, monkeypatch)
    begun_set.engine.attach("recorder", out)
    begun_set.engine.start()
    until_bar(begun_set, out, 2)
    return begun_set


def loop(library: Path, role: str) -> Loop:
    with Catalogue.open(library) as catalogue:
        return next(each for each in catalogue.loops() if each.role == role and each.beats)


def said_so(running: Set, out: Recorder, text: str) -> None:
    eventually(lambda: running.engine.turn() and any(text in line for line in told(out)))


def stocked(out: Recorder) -> int:
    return [each.times for each in out.of(actions.Stocked) if isinstance(each, actions.Stocked)][-1]


def test_a_correction_is_kept_at_once_and_ranked_by_from_the_next_bar_on(
    running: Set, library: Path, out: Recorder
) -> None:
    drums = loop(library, "percussion")
    running.engine.post(events.Correct(drums.id, "bass+melody"))
    said_so(running, out, f"{Path(drums.path).name} plays bass and melody")
    with Catalogue.open(library) as catalogue:
        kept = catalogue.loop(drums.id)
    assert kept is not None and kept.roles == (0, 1, 0, 1, 0, 0)

    shelf = running.engine._ear.shelf
    row = shelf.row_of(drums.id)
    assert row is not None
    assert shelf.roles[row].argmax() == ROLES.index("percussion"), "a bar has not begun yet"
    assert stocked(out) == 0
    until_bar(running, out, 4)
    running.close()
    corrected = running.engine._ear.shelf
    assert corrected.roles[row].tolist() == [0, 1, 0, 1, 0, 0]
    assert corrected.loop(row).role == "bass"
    assert stocked(out) == 1


def test_a_key_that_was_heard_comes_back_with_a_role_that_has_one(
    running: Set, library: Path, out: Recorder
) -> None:
    keyed = loop(library, "chord")
    for role in ("percussion", "auto"):
        running.engine.post(events.Correct(keyed.id, role))
        said_so(running, out, f"plays {role}")
    until_bar(running, out, 4)
    running.close()
    shelf = running.engine._ear.shelf
    row = shelf.row_of(keyed.id)
    assert row is not None
    assert shelf.loop(row) == keyed
    assert stocked(out) == 2


def test_what_is_no_role_is_one_line(running: Set, library: Path, out: Recorder) -> None:
    running.engine.post(events.Correct(loop(library, "bass").id, "bas"))
    running.engine.turn()
    running.close()
    problems = [each.text for each in out.of(actions.Problem) if isinstance(each, actions.Problem)]
    assert problems and problems[0].startswith("role bas: bas is no role; choose from percussion")


def test_while_the_music_stands_it_serves_at_once(
    running: Set, library: Path, out: Recorder
) -> None:
    running.engine.post(events.Play(False))
    running.engine.turn()
    lists = len(out.of(actions.Offered))
    running.engine.post(events.Correct(loop(library, "bass").id, "fx"))
    eventually(lambda: running.engine.turn() and stocked(out) == 1)
    running.close()
    assert len(out.of(actions.Offered)) > lists


def test_a_set_with_corrections_comes_out_again(running: Set, library: Path, out: Recorder) -> None:
    drums, bass, other = (loop(library, role) for role in ("percussion", "bass", "chord"))
    for bar, (id, role) in enumerate(
        [(drums.id, "voice"), (bass.id, "chord"), (drums.id, "bass"), (bass.id, "auto")], 3
    ):
        running.engine.post(events.Correct(id, role))
        said_so(running, out, f"plays {role}")
        until_bar(running, out, bar)
    until_bar(running, out, 9)
    running.close()

    report = replay(running.log, Ear(Shelf.open(library), RANKING))
    assert report.differences == ()
    assert report.lists == len(out.of(actions.Offered))
    with Catalogue.open(library) as catalogue:
        correction.correct_loop(catalogue, other.id, correction.said("fx"))
    with pytest.raises(FileError, match="another state"):
        replay(running.log, Ear(Shelf.open(library), RANKING))


def test_a_set_that_began_before_its_roles_were_heard_comes_out_again(
    library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, out: Recorder
) -> None:
    held = Held(tags(tmp_path))
    running = begun(library, tmp_path, monkeypatch, held)
    running.engine.attach("recorder", out)
    running.engine.start()
    until_bar(running, out, 3)
    held.let.release(len(Shelf.open(library)) * 2)
    said_so(running, out, "is ranked with")
    until_bar(running, out, 8)
    running.close()

    assert stocked(out) == 1
    report = replay(running.log, Ear(Shelf.open(library), RANKING, [held]))
    assert report.differences == ()
    assert report.lists == len(out.of(actions.Offered))


def test_a_library_too_large_to_be_copied_at_the_end_is_copied_beside_the_music(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "_SMALL", 0)
    posted: list[events.Event] = []
    background = Background(Shelf.open(library), library, [], lambda shelf: None, posted.append)
    eventually(backup.beside(library).exists)
    background.close()
    with Catalogue.open(library) as catalogue, Catalogue.open(backup.beside(library)) as copy:
        assert copy.paths() == catalogue.paths()
    assert posted == []


def test_the_performers_word_is_written_down_amid_the_copy_and_is_in_it(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, brought, amid = threading.Event(), list[Shelf](), list[int]()
    real = backup.keep

    def keep(library: Path, unwanted: Callable[[], bool]) -> bool:
        made.wait(10)
        background.correct(events.Correct(id, "fx"))
        return real(library, lambda: unwanted() or amid.append(len(brought)) is not None)

    monkeypatch.setattr(backup, "keep", keep)
    shelf = Shelf.open(library)
    id = int(shelf.ids[0])
    background = Background(shelf, library, [], brought.append, lambda event: None)
    made.set()
    eventually(backup.beside(library).exists)
    background.close()
    assert amid[0] == 1, "at the first look it is done"
    assert [each.roles[0, ROLES.index("fx")] for each in brought] == [1.0]
    with Catalogue.open(backup.beside(library)) as copy:
        assert len(copy.corrections()) == 1
