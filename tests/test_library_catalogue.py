from __future__ import annotations

import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from live.audio import Audio
from live.errors import FileError
from live.library import database, rows, schema
from live.library.analysis import Analysis, analyse_audio
from live.library.catalogue import Catalogue, Stamp, Status
from live.library.metadata import Metadata
from live.types import Fact, Kind, Origin
from tests.sounds import PROGRESSION, RATE, chords, drums, kick

STAMP = Stamp(100, 1)


@pytest.fixture(scope="module")
def pad() -> Analysis:
    claims = Metadata({}, {"pack": Fact("Warm", Origin.NAME, 0.8)})
    return analyse_audio(Audio(chords(100, *PROGRESSION)[:, None], RATE), claims)


@pytest.fixture(scope="module")
def beat() -> Analysis:
    return analyse_audio(Audio(drums(120, 8)[:, None], RATE), Metadata({}, {}))


@pytest.fixture(scope="module")
def shot() -> Analysis:
    return analyse_audio(Audio(kick()[:, None], RATE), Metadata({}, {}))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "library.db"


def shelved(catalogue: Catalogue) -> list[tuple[Any, ...]]:
    return catalogue.shelved(lambda found, most: list(found))


def test_a_loop_comes_back_as_it_went_in(path: Path, pad: Analysis) -> None:
    with Catalogue.open(path) as catalogue:
        catalogue.keep("/a.wav", STAMP, "d1", pad)
    with Catalogue.open(path) as catalogue:
        loop = catalogue.loop_at("/a.wav")
        assert loop is not None
        assert loop == pad.loop("/a.wav", "d1", loop.id)
        assert loop.facts == pad.loop("", "").facts
        assert isinstance(loop.facts["bpm"].origin, Origin)
        assert np.array_equal(catalogue.sketches([loop.id])[0], pad.sketch)
        assert catalogue.loop_of("d1") == loop
        assert catalogue.loop_of("d2") is None
        assert list(catalogue.loops()) == [loop]


def test_everything_is_counted_and_only_loops_are_shelved(
    path: Path, pad: Analysis, beat: Analysis, shot: Analysis
) -> None:
    with Catalogue.open(path) as catalogue:
        for name, analysis in (("pad", pad), ("beat", beat), ("shot", shot)):
            catalogue.keep(f"/{name}.wav", STAMP, name, analysis)
        assert catalogue.count() == {Kind.LOOP: 2, Kind.ONE_SHOT: 1}
        assert [row[rows.SHELVED.index("bpm")] for row in shelved(catalogue)] == [100, 120]


def test_a_moved_file_keeps_its_id(path: Path, pad: Analysis) -> None:
    with Catalogue.open(path) as catalogue:
        catalogue.keep("/a.wav", STAMP, "d1", pad)
        before = catalogue.loop_at("/a.wav")
        catalogue.keep("/b.wav", STAMP, "d1", None)
        catalogue.lose(["/a.wav"])
        after = catalogue.loop_at("/b.wav")
        assert before and after and after.id == before.id
        assert after.path == "/b.wav"


def test_a_missing_file_is_known_but_not_shelved(path: Path, pad: Analysis) -> None:
    with Catalogue.open(path) as catalogue:
        catalogue.keep("/a.wav", STAMP, "d1", pad)
        catalogue.lose(["/a.wav"])
        assert shelved(catalogue) == []
        assert catalogue.count() == {}
        lost = catalogue.loop_at("/a.wav")
        assert lost is not None and lost.path == "/a.wav"
        assert catalogue.files()["/a.wav"].status is Status.MISSING


def test_a_broken_file_has_its_reason(path: Path) -> None:
    with Catalogue.open(path) as catalogue:
        catalogue.quarantine("/a.wav", STAMP, "holds no audio")
        assert catalogue.broken() == [("/a.wav", "holds no audio")]
        row = catalogue.files()["/a.wav"]
        assert (row.status, row.digest, row.stamp) == (Status.BROKEN, None, STAMP)


def test_content_analysed_with_older_features_is_not_fresh(
    path: Path, pad: Analysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Catalogue.open(path) as catalogue:
        monkeypatch.setattr(rows, "FEATURE_VERSION", 0)
        catalogue.keep("/a.wav", STAMP, "d1", pad)
        monkeypatch.undo()
        assert not catalogue.files()["/a.wav"].fresh
        assert not catalogue.is_known("d1")
        assert shelved(catalogue) == []
        old = catalogue.loop_at("/a.wav")
        catalogue.keep("/a.wav", STAMP, "d1", pad)
        assert catalogue.files()["/a.wav"].fresh
        new = catalogue.loop_at("/a.wav")
        assert old and new and old.id == new.id
        assert len(shelved(catalogue)) == 1


def test_taste_survives_and_follows_the_content(path: Path, pad: Analysis, beat: Analysis) -> None:
    with Catalogue.open(path) as catalogue:
        catalogue.keep("/a.wav", STAMP, "d1", pad)
        catalogue.keep("/b.wav", STAMP, "d2", beat)
        one, two = (loop.id for loop in catalogue.loops())
        catalogue.set_taste(one, banned=True, favourite=False)
        catalogue.set_taste(two, banned=False, favourite=True)
    with Catalogue.open(path) as catalogue:
        assert catalogue.taste() == ({one}, {two})
        catalogue.set_taste(one, banned=False, favourite=False)
        catalogue.set_taste(999, banned=True, favourite=True)
        assert catalogue.taste() == (set(), {two})


def test_a_file_counts_only_as_long_as_it_is_there(
    path: Path, pad: Analysis, beat: Analysis
) -> None:
    with Catalogue.open(path) as catalogue:
        catalogue.keep("/b.wav", STAMP, "d1", pad)
        catalogue.keep("/a.wav", STAMP, "d1", None)
        catalogue.keep("/c.wav", STAMP, "d2", beat)
        one, two = (loop.id for loop in catalogue.loops())
        assert catalogue.paths() == {one: "/a.wav", two: "/c.wav"}
        catalogue.lose(["/a.wav", "/c.wav"])
        assert catalogue.paths() == {one: "/b.wav"}
        assert catalogue.count() == {Kind.LOOP: 1}
        assert catalogue.unembedded("ear-1") == [one]
        catalogue.keep("/b.wav", STAMP, "d3", beat)
        assert catalogue.paths() == {catalogue.id_at("/b.wav"): "/b.wav"}


def test_of_many_bundles_each_has_its_parts(path: Path, pad: Analysis) -> None:
    with Catalogue.open(path) as catalogue:
        assert catalogue.embedded() == {}
        catalogue.keep("/a.wav", STAMP, "d1", pad)
        (loop,) = catalogue.loops()
        for bundle in ("b-1", "a-2", "a-1"):
            catalogue.embed(bundle, [loop.id], {p: np.ones((1, 2)) for p in ("z", "a", "m")})
        assert catalogue.embedded() == {name: ["a", "m", "z"] for name in ("a-1", "a-2", "b-1")}


def test_embeddings_are_kept_until_the_loop_is_analysed_anew(path: Path, pad: Analysis) -> None:
    with Catalogue.open(path) as catalogue:
        catalogue.keep("/a.wav", STAMP, "d1", pad)
        (loop,) = catalogue.loops()
        assert catalogue.unembedded("ear-1") == [loop.id]
        parts = {"form": np.arange(4.0)[None], "rhythm": np.ones((1, 2))}
        catalogue.embed("ear-1", [loop.id], parts)
        assert catalogue.embedded() == {"ear-1": ["form", "rhythm"]}
        assert catalogue.unembedded("ear-1") == []
        assert catalogue.unembedded("ear-2") == [loop.id]
        (stored,) = catalogue.embeddings("ear-1", "form", list)
        assert stored == (loop.id, np.arange(4, dtype=np.float32).tobytes())
        catalogue.keep("/a.wav", STAMP, "d1", pad)
        assert catalogue.embedded() == {}
        assert catalogue.unembedded("ear-1") == [loop.id]


def test_roles_are_those_that_a_bundle_has_heard_until_the_loop_is_analysed_anew(
    path: Path, pad: Analysis, shot: Analysis
) -> None:
    with Catalogue.open(path) as catalogue:
        catalogue.keep("/a.wav", STAMP, "d1", pad)
        catalogue.keep("/b.wav", STAMP, "d2", shot)
        ids = [loop.id for loop in catalogue.loops()]
        assert catalogue.untagged("tags-1") == ids
        heard = np.array([(0.1, 0.2, 0.3, 0.4, 0.1, 0.9), (0.1, 0.7, 0.3, 0.4, 0.1, 0.2)])
        before = catalogue.generation
        catalogue.tag("tags-1", ids, heard)
        assert catalogue.generation != before
        assert [loop.roles for loop in catalogue.loops()] == [tuple(each) for each in heard]
        assert catalogue.untagged("tags-1") == []
        assert catalogue.untagged("tags-2") == ids
        catalogue.lose(["/b.wav"])
        assert catalogue.untagged("tags-2") == ids[:1]
        catalogue.keep("/a.wav", STAMP, "d1", pad)
        assert catalogue.untagged("tags-1") == ids[:1]
        loop = catalogue.loop(ids[0])
        assert loop is not None and loop.roles == pad.loop("", "").roles


def test_a_correction_holds_until_it_is_taken_back(
    path: Path, pad: Analysis, beat: Analysis
) -> None:
    drum = (1.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    with Catalogue.open(path) as catalogue:
        catalogue.correct(["d1"], drum)
        catalogue.keep("/a.wav", STAMP, "d1", pad)
        catalogue.keep("/b.wav", STAMP, "d2", beat)
        before = catalogue.generation
        catalogue.tag("tags-1", [1, 2], np.full((2, 6), 0.99))
        (pad_now,) = (loop for loop in catalogue.loops() if loop.digest == "d1")
        assert pad_now.roles == drum
        assert pad_now.facts["role"] == Fact("percussion", Origin.USER, 1.0)
        assert (pad_now.key, pad_now.mode, "key" in pad_now.facts) == (None, "", False)
        assert catalogue.generation != before
    with Catalogue.open(path) as catalogue:
        catalogue.keep("/c.wav", STAMP, "d1", pad)
        assert catalogue.loop_of("d1") == replace(pad_now, path="/a.wav")
        catalogue.correct(["d1"], None)
        again = catalogue.loop_of("d1")
        assert again is not None
        assert (again.roles, again.key) == (pad.loop("", "").roles, pad.loop("", "").key)


def test_generations(path: Path, pad: Analysis) -> None:
    with Catalogue.open(path) as catalogue:
        first = catalogue.generation
        catalogue.keep("/a.wav", STAMP, "d1", pad)
        second = catalogue.generation
        catalogue.set_taste(1, banned=True, favourite=False)
        catalogue.correct(["d1"], (1.0, 0.0, 0.0, 0.0, 0.0, 0.0))
        assert first != second == catalogue.generation
        assert catalogue.corrections() == {"d1": "[1.0, 0.0, 0.0, 0.0, 0.0, 0.0]"}
    with Catalogue.open(path.with_name("other.db")) as other:
        assert other.generation != first


def test_a_change_is_whole_or_not_at_all(path: Path, pad: Analysis) -> None:
    with Catalogue.open(path) as catalogue:
        with pytest.raises(FileError):
            catalogue.embed("ear-1", [1], {"form": np.zeros((1, 2))})  # there is no loop 1
        assert catalogue.embedded() == {}
        catalogue.keep("/a.wav", STAMP, "d1", pad)
        assert len(catalogue.files()) == 1


def refusal(path: Path) -> str:
    with pytest.raises(FileError) as caught:
        Catalogue.open(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_catalogue_from_the_future_is_refused(path: Path) -> None:
    Catalogue.open(path).close()
    with sqlite3.connect(path) as raw:
        raw.execute(f"PRAGMA user_version = {len(schema.MIGRATIONS) + 1}")
    raw.close()
    assert "made by a newer Barwise; update it" in refusal(path)


def test_what_is_no_catalogue_is_refused(path: Path) -> None:
    path.write_text("dear diary, this is no database at all" * 100)
    assert "move it away and scan again" in refusal(path)
    assert "dear diary" in path.read_text()
    assert "--library" in refusal(path.parent)


def test_another_programs_database_is_refused(path: Path) -> None:
    with sqlite3.connect(path) as raw:
        raw.execute("CREATE TABLE loops (id)")
    raw.close()
    assert "--library" in refusal(path)


def test_a_damaged_catalogue_is_refused(path: Path, pad: Analysis) -> None:
    with Catalogue.open(path) as catalogue:
        for number in range(20):
            catalogue.keep(f"/{number}.wav", STAMP, str(number), pad)
    content = bytearray(path.read_bytes())
    content[2000:] = b"\xa5" * (len(content) - 2000)
    path.write_bytes(content)
    with pytest.raises(FileError) as caught, Catalogue.open(path) as catalogue:
        list(catalogue.loops())
    assert str(caught.value).startswith(f"{path}: ")


def test_a_locked_catalogue_says_so(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Catalogue.open(path).close()
    monkeypatch.setattr(database, "_PATIENCE_SECONDS", 0.05)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with Catalogue.open(path) as catalogue, pytest.raises(FileError, match="another Barwise"):
        catalogue.quarantine("/a.wav", STAMP, "")
    other.close()


def test_a_place_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert "--library" in refusal(tmp_path / "file" / "library.db")


def test_an_older_catalogue_is_brought_up_to_date(
    path: Path, pad: Analysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Catalogue.open(path) as catalogue:
        catalogue.keep("/a.wav", STAMP, "d1", pad)
    step = "CREATE TABLE extra (id INTEGER); INSERT INTO extra VALUES (7);"
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, step))
    with Catalogue.open(path) as catalogue:
        assert catalogue.loop_at("/a.wav") is not None
    with sqlite3.connect(path) as raw:
        assert raw.execute("SELECT id FROM extra").fetchall() == [(7,)]
        assert schema.version(raw) == len(schema.MIGRATIONS)
    raw.close()


def test_what_a_catalogue_of_the_first_version_knows_serves_until_the_next_scan(
    path: Path, pad: Analysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its embeddings are made anew; its roles stay, for it mixed what was heard with words."""
    known = rows.columns("d1", pad)
    for later in ("heard", "hinted", "tagger", "key_heard"):
        del known[later]
    known["roles"] = json.dumps((0.1, 0.2, 0.3, 0.4, 0.9, 0.6))
    with monkeypatch.context() as patch:
        patch.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:1])
        Catalogue.open(path).close()
        with sqlite3.connect(path) as raw:
            names, places = ", ".join(known), ", ".join("?" * len(known))
            raw.execute(f"INSERT INTO loops ({names}) VALUES ({places})", [*known.values()])
            raw.execute("INSERT INTO files VALUES ('/a.wav', 100, 1, 'd1', 'ok', '')")
            raw.execute("INSERT INTO embeddings SELECT 'ear-1', id, x'00000000' FROM loops")
            raw.execute("INSERT INTO sketches SELECT id, ? FROM loops", [bytes(192 * 212)])
        raw.close()
    with Catalogue.open(path) as catalogue:
        (loop,) = catalogue.loops()
        assert loop.roles == (0.1, 0.2, 0.3, 0.4, 0.9, 0.6)
        assert loop.key == pad.loop("", "").key
        assert len(shelved(catalogue)) == 1
        assert catalogue.embedded() == {}
        assert catalogue.unembedded("ear-1") == [loop.id]
        assert catalogue.untagged("tags-1") == []
        assert not catalogue.files()["/a.wav"].fresh
        catalogue.keep("/a.wav", STAMP, "d1", pad)
        assert catalogue.files()["/a.wav"].fresh
        assert catalogue.untagged("tags-1") == [loop.id]


def test_a_step_that_fails_leaves_the_catalogue_as_it_was(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Catalogue.open(path).close()
    with monkeypatch.context() as patch:
        step = "CREATE TABLE extra (id INTEGER); CREATE TABLE loops (id);"
        patch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, step))
        refusal(path)
    with sqlite3.connect(path) as raw:
        assert schema.version(raw) == len(schema.MIGRATIONS)
        assert not raw.execute("SELECT 1 FROM sqlite_master WHERE name = 'extra'").fetchall()
    raw.close()


def test_who_opens_a_new_library_at_once_with_others_is_not_refused(tmp_path: Path) -> None:
    def opened(path: Path) -> int:
        with Catalogue.open(path) as catalogue:
            return sum(catalogue.count().values())

    with ThreadPoolExecutor(8) as threads:
        for number in range(20):
            paths = [tmp_path / f"{number}.db"] * 8
            assert list(threads.map(opened, paths)) == [0] * 8
