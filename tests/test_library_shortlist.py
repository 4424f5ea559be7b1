"""A part of a shared library, chosen by the server: by what is asked for, and by what is near."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from live import cli
from live.bundle import installed
from live.config import RankingConfig
from live.errors import FileError
from live.library import describe
from live.library.catalogue import Catalogue
from live.library.lookup import look_up
from live.library.shared import shortlist
from live.library.shared.server import connected
from live.library.shared.shortlist import Wanted
from live.library.shelf import Shelf
from live.library.upkeep import hear_all, newest, serving
from live.listening.together import hear_together
from live.ranking import Wishes, rank
from live.ranking.judges import Trained
from live.ranking.moment import Moment
from tests.postgres import Postgres, postgres
from tests.studio import Studio

CONFIG = RankingConfig()


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    with postgres() as started:
        yield started


@pytest.fixture(scope="module")
def heard(demo_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's 56 loops, with what the bundle that ships makes of them."""
    path = tmp_path_factory.mktemp("heard") / "library.db"
    path.write_bytes(demo_library.read_bytes())
    hear_all(path, newest(installed()[0]))
    return path


@pytest.fixture(scope="module")
def url(server: Postgres, heard: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        studio = Studio(server.database(), tmp_path_factory.mktemp("studio"), patch)
        studio.give("A", heard)
        studio.sync("A")
        yield studio.url


def loops(library: Path) -> list[tuple[str, str, float]]:
    with Catalogue.open(library) as catalogue:
        return [(loop.digest, loop.pack, loop.bpm) for loop in catalogue.loops()]


def pulled(url: str, library: Path, wanted: Wanted) -> int:
    with connected(url) as server:
        return shortlist.fill(library, server, wanted)


def moment(library: Path, number: int, *, trained: bool = True) -> Moment:
    """What the loop `number` of `library` asks for by itself."""
    with Catalogue.open(library) as catalogue:
        path = [loop.path for loop in catalogue.loops()][number]
    (known,) = look_up((path,), library)
    asked = Moment(hear_together([known], known.loop.bpm), Wishes(role="auto"), CONFIG)
    (ear,) = [bundle for bundle in installed()[0] if bundle.task == "embed"]
    assert asked.heard.power is not None
    return (
        replace(asked, trained=Trained(ear.label, ear.asks(asked.heard.power)))
        if trained
        else asked
    )


def ranked(library: Path, asked: Moment) -> list[tuple[str, float]]:
    shelf = Shelf.open(library)
    bundles = serving(installed()[0], shelf)
    found = rank(asked.heard, shelf, asked.wishes, CONFIG, bundles).suggestions
    return [(each.loop.digest, each.score) for each in found]


def test_all_of_it_is_what_the_library_was(url: str, heard: Path, tmp_path: Path) -> None:
    part = tmp_path / "part.db"
    assert pulled(url, part, Wanted()) == 56
    assert loops(part) == loops(heard)
    with closing(sqlite3.connect(part)) as one, closing(sqlite3.connect(heard)) as other:
        tables = "SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name"
        assert one.execute(tables).fetchall() == other.execute(tables).fetchall()
    asked = moment(heard, 3)
    assert ranked(part, asked) == ranked(heard, asked) != []


def test_only_what_is_asked_for_comes(url: str, heard: Path, tmp_path: Path) -> None:
    all_ = loops(heard)
    _, pack, bpm = all_[0]
    fitting = {d for d, name, tempo in all_ if pack.upper() in name.upper() and tempo == bpm}
    part = tmp_path / "part.db"
    assert 0 < pulled(url, part, Wanted(pack=pack.upper(), bpm=(bpm, bpm))) < 56
    assert {digest for digest, _, _ in loops(part)} == fitting
    assert pulled(url, tmp_path / "few.db", Wanted(most=5)) == 5


def test_a_role_is_that_of_the_library_and_of_the_performers_word(
    server: Postgres, heard: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    studio = Studio(server.database(), tmp_path, monkeypatch)
    studio.give("A", heard)
    with studio.at("A") as catalogue:
        listed = {each.digest for each in catalogue.loops() if "bass" in describe.roles(each)}
        voice = next(each.digest for each in catalogue.loops() if each.digest not in listed)
        catalogue.correct([voice], (0.0, 1.0, 0.0, 0.0, 0.0, 0.0))
    pulled(studio.url, tmp_path / "part.db", Wanted(role="bass"))
    assert {digest for digest, _, _ in loops(tmp_path / "part.db")} == listed | {voice}


@pytest.mark.parametrize("trained", [True, False], ids=["by ear", "by the rules"])
def test_the_nearest_fifth_holds_most_of_the_best(
    url: str, heard: Path, tmp_path: Path, trained: bool
) -> None:
    """Of 14 of 56 by chance two of the best eight."""
    found = 0
    for number in range(0, 56, 14):
        asked = moment(heard, number, trained=trained)
        with connected(url) as server:
            near = shortlist.chosen(server, Wanted(near=asked, most=14))
        assert len(near) == len(set(near)) == 14
        shelf = Shelf.open(heard)
        bundles = serving(installed()[0], shelf) if trained else ()
        best = rank(asked.heard, shelf, asked.wishes, CONFIG, bundles).suggestions
        found += sum(each.loop.digest in near for each in best)
    assert found >= 24  # of 32; by chance it would be 8


def test_what_is_asked_for_is_never_a_part_of_the_statement(url: str, tmp_path: Path) -> None:
    evil = "x'; DROP TABLE barwise.loops; --"
    for text in (evil, "%s", "a\\", "50%", '"'):
        with pytest.raises(FileError, match="no such loops"):
            pulled(url, tmp_path / "part.db", Wanted(pack=text))
    assert pulled(url, tmp_path / "part.db", Wanted(most=3)) == 3


def test_a_mirror_is_not_cut_down(
    server: Postgres, heard: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    studio = Studio(server.database(), tmp_path, monkeypatch)
    studio.give("A", heard)
    studio.sync("A")
    with pytest.raises(FileError, match="holds all of a shared library"):
        pulled(studio.url, studio.mirror("A"), Wanted(most=3))
    assert len(loops(studio.mirror("A"))) == 56


def test_as_it_is_typed(
    url: str, heard: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with Catalogue.open(heard) as catalogue:
        path = next(iter(catalogue.loops())).path
    part = str(tmp_path / "part.db")
    with pytest.raises(SystemExit) as end:
        cli.main(["pull", url, "--near", path, "--most", "20", "--library", part])
    assert end.value.code == 0
    out, error = capfd.readouterr()
    assert error == ""
    assert out.startswith("20 loops of postgresql://barwise@127.0.0.1")
    assert "s3cr" not in out
    assert len(loops(Path(part))) == 20
