from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from live import actions, events
from live.assembly import new_session
from live.config import Config
from live.library.catalogue import Catalogue
from live.outputs import memory
from tests.conftest import eventually


def test_bans_and_favourites_outlive_the_set(demo_library: Path, tmp_path: Path) -> None:
    library = tmp_path / "library.db"
    shutil.copy(demo_library, library)
    config = Config(library=str(library))
    output = memory.open(lambda event: None, config)
    for taste in (
        actions.Taste(1, banned=True, favourite=False),
        actions.Taste(2, banned=False, favourite=True),
        actions.Taste(3, banned=True, favourite=False),
        actions.Taste(3, banned=False, favourite=False),
    ):
        output.send(taste, 0.0)
    output.close()
    stage = new_session(config).stage
    assert (stage.banned, stage.favourites) == (frozenset({1}), frozenset({2}))


def test_a_library_that_cannot_be_written_is_told_and_stops_nothing(tmp_path: Path) -> None:
    told: list[events.Event] = []
    (tmp_path / "library.db").write_text("no database, but long enough to be taken for one" * 9)
    output = memory.open(told.append, Config(library=str(tmp_path / "library.db")))
    output.send(actions.Taste(1, banned=True, favourite=False), 0.0)
    (trouble,) = eventually(lambda: tuple(told))
    assert "library.db" in str(trouble)
    assert "kept for this set, tried again" in str(trouble)
    output.close()


def test_the_library_is_the_same_shelf_after_a_ban(demo_library: Path, tmp_path: Path) -> None:
    library = tmp_path / "library.db"
    shutil.copy(demo_library, library)
    with Catalogue.open(library) as catalogue:
        before = catalogue.generation
        catalogue.set_taste(1, banned=True, favourite=False)
        assert catalogue.generation == before


def test_what_a_locked_library_refused_is_written_when_it_can_be(
    demo_library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("live.library.database._PATIENCE_SECONDS", 0.1)
    monkeypatch.setattr(memory, "_PAUSE_SECONDS", 0.1)
    told: list[events.Event] = []
    library = tmp_path / "library.db"
    shutil.copy(demo_library, library)
    output = memory.open(told.append, Config(library=str(library)))
    with closing(sqlite3.connect(library, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        output.send(actions.Taste(1, banned=True, favourite=False), 0.0)
        eventually(lambda: told)
    eventually(lambda: len(told) > 1)
    assert [type(event) for event in told] == [events.Trouble, events.News]
    with Catalogue.open(library) as catalogue:
        assert catalogue.taste()[0] == {1}
    output.close()
