"""A damaged catalogue is replaced by its backup, and nothing that was said is lost."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from live.errors import FileError
from live.library import backup
from live.library.catalogue import Catalogue
from live.library.shelf import Shelf
from tests.page_stand import copied


@pytest.fixture
def library(demo_library: Path, tmp_path: Path) -> Path:
    return copied(demo_library, tmp_path)


@pytest.fixture
def said() -> Iterator[list[str]]:
    lines: list[str] = []
    with backup.told_to(lines.append):
        yield lines


def overwrite(library: Path, first: int = 0, seed: int = 1) -> None:
    """As a dying disk does: from byte `first` on there is noise."""
    with library.open("r+b") as file:
        size = file.seek(0, 2)
        file.seek(first)
        file.write(random.Random(seed).randbytes(size - first))


@contextmanager
def settled(library: Path) -> Iterator[Catalogue]:
    """An open catalogue of which all is in the file itself."""
    with Catalogue.open(library) as catalogue:
        yield catalogue
    with closing(sqlite3.connect(library)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def damaged(library: Path) -> list[Path]:
    """Moved aside, without their journals."""
    found = library.parent.glob("library.db.damaged-*")
    return [path for path in found if not path.name.endswith(("-wal", "-shm"))]


@pytest.mark.parametrize("first", [0, 100, 4096])
def test_at_a_start_the_backup_takes_its_place_and_says_so(
    library: Path, said: list[str], first: int
) -> None:
    with settled(library) as catalogue:
        before = [loop.digest for loop in catalogue.loops()]
    assert backup.keep(library)
    overwrite(library, first)
    noise = library.read_bytes()
    with Catalogue.open(library) as catalogue:
        catalogue.count()
        assert [loop.digest for loop in catalogue.loops()] == before
    (line,) = said
    (aside,) = damaged(library)
    assert line == f"{library}: damaged; its backup is in its place, the damaged file is {aside}"
    assert aside.read_bytes() == noise


def test_in_the_middle_of_a_set_too(library: Path, said: list[str]) -> None:
    backup.keep(library)
    expected = [Shelf.open(library).loop(row) for row in range(20)]
    shelf = Shelf.open(library)
    assert shelf.loop(0) == expected[0]
    overwrite(library)
    with closing(sqlite3.connect(library)) as other, pytest.raises(sqlite3.DatabaseError):
        other.execute("SELECT count(*) FROM loops")
    assert [shelf.loop(row) for row in range(20)] == expected
    assert shelf.sketches(range(20)).any(axis=(1, 2)).all()
    shelf.close()


def test_two_that_meet_the_damage_restore_once(library: Path, said: list[str]) -> None:
    backup.keep(library)
    first, second = Catalogue.open(library), Catalogue.open(library)
    overwrite(library)
    for catalogue in (first, second):
        assert len(list(catalogue.loops())) > 50
        catalogue.close()
    assert len(damaged(library)) == 1
    assert [line.split(": ")[1][:11] for line in said] == ["damaged; it", "was damaged"]


def test_what_the_performer_said_since_is_not_lost(library: Path) -> None:
    backup.keep(library)
    with settled(library) as catalogue:
        catalogue.set_taste(2, banned=True, favourite=False)
        catalogue.set_taste(3, banned=False, favourite=True)
        loop = catalogue.loop(4)
        assert loop is not None
        catalogue.correct([loop.digest], (0.0, 1.0, 0.0, 0.0, 0.0, 0.0))
    overwrite(library)
    with Catalogue.open(library) as catalogue:
        assert catalogue.taste() == (frozenset({2}), frozenset({3}))
        again = catalogue.loop(4)
        assert again is not None and again.roles == (0.0, 1.0, 0.0, 0.0, 0.0, 0.0)


def test_what_was_derived_before_is_not_taken_for_that_of_the_backup(library: Path) -> None:
    backup.keep(library)
    with settled(library) as catalogue:
        before = catalogue.generation
    overwrite(library)
    with Catalogue.open(library) as catalogue:
        assert catalogue.generation.split("-")[1] == before.split("-")[1]
        assert catalogue.generation != before


def test_a_damaged_catalogue_does_not_become_the_backup(library: Path, said: list[str]) -> None:
    backup.keep(library)
    good = backup.beside(library).read_bytes()
    with settled(library) as catalogue:
        catalogue.lose(["nothing"])  # another generation
    overwrite(library, 3 * 4096)
    assert not backup.keep(library)
    assert backup.beside(library).read_bytes() == good
    assert "no backup could be made of it" in said[0]
    assert not library.with_name("library.db.backup-new").exists()


def test_it_is_made_anew_only_after_a_change(library: Path) -> None:
    backup.keep(library)
    made = backup.identity(backup.beside(library))
    assert backup.keep(library)
    assert backup.identity(backup.beside(library)) == made
    with Catalogue.open(library) as catalogue:
        catalogue.lose([next(iter(catalogue.files()))])
        left = len(list(catalogue.loops()))
    assert backup.keep(library)
    with Catalogue.open(backup.beside(library)) as copy:
        assert len(list(copy.loops())) == left


def test_a_copy_that_nobody_waits_for_any_more_is_given_up(
    library: Path, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    backup.keep(library)
    monkeypatch.setattr(backup, "_PAGES", 8)
    good = backup.identity(backup.beside(library))
    with settled(library) as catalogue:
        catalogue.lose([next(iter(catalogue.files()))])
    looks = iter([False, True])
    assert not backup.keep(library, lambda: next(looks))
    assert not list(looks), "two looks, and no more pages"
    assert backup.identity(backup.beside(library)) == good
    assert not library.with_name("library.db.backup-new").exists()
    assert said == []


def test_nor_is_one_waited_for_that_is_checked(
    library: Path, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "_INSTRUCTIONS", 1)
    monkeypatch.setattr(backup, "_PAGES", -1)  # one look amid the copy, at its end
    looks = iter([False, *[True] * 9])
    assert not backup.keep(library, lambda: next(looks))
    assert not backup.beside(library).exists()
    assert said == []


def test_a_word_that_is_said_amid_the_copy_is_in_it(library: Path) -> None:
    backup.keep(library)
    with settled(library) as catalogue:
        catalogue.lose(["nothing"])

        def interrupt() -> bool:
            if not catalogue.taste()[0]:
                catalogue.set_taste(2, banned=True, favourite=False)
            return False

        assert backup.keep(library, interrupt)
    with Catalogue.open(backup.beside(library)) as copy:
        assert copy.taste()[0] == {2}


def test_at_the_end_of_a_set_a_large_library_is_not_copied(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "_SMALL", library.stat().st_size - 1)
    assert not backup.keep_small(library)
    assert not backup.beside(library).exists()
    monkeypatch.setattr(backup, "_SMALL", library.stat().st_size)
    assert backup.keep_small(library)
    assert backup.beside(library).exists()
    assert not backup.keep_small(library.with_name("gone.db"))


def test_a_change_that_meets_the_damage_can_be_done_again(library: Path) -> None:
    backup.keep(library)
    with Catalogue.open(library) as catalogue:
        overwrite(library)
        with pytest.raises(FileError, match="its backup is in its place; do that again"):
            catalogue.set_taste(1, banned=True, favourite=False)
        catalogue.set_taste(1, banned=True, favourite=False)
        assert catalogue.taste()[0] == {1}


def test_without_a_backup_the_remedy_is_named_and_the_file_left_alone(library: Path) -> None:
    overwrite(library)
    noise = library.read_bytes()
    with pytest.raises(FileError, match="move it away and scan again"):
        Catalogue.open(library)
    assert library.read_bytes() == noise
