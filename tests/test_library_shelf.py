from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from live import features
from live.audio import Audio
from live.errors import FileError
from live.features import Bytes
from live.library import cache, columns, rows
from live.library.analysis import Analysis, analyse_audio
from live.library.catalogue import Catalogue, Stamp
from live.library.columns import Columns
from live.library.metadata import Metadata
from live.library.shelf import Shelf
from live.outline import outlined
from live.types import Fact, Floats, Kind, Origin
from tests.sounds import PROGRESSION, RATE, chords, drums, kick

STAMP = Stamp(100, 1)


def analysed(samples: Floats, bpm: float, pack: str = "") -> Analysis:
    named = {
        "bpm": Fact(bpm, Origin.NAME, 0.9),
        "pack": Fact(pack, Origin.NAME, 0.8),
    }
    return analyse_audio(Audio(samples[:, None], RATE), Metadata({}, named))


@pytest.fixture(scope="module")
def known() -> dict[str, Analysis]:
    """By path, and by no other order."""
    return {
        "/fast.wav": analysed(drums(174, 16), 174, "Jungle"),
        "/warm.wav": analysed(chords(90, *PROGRESSION), 90, "Warm"),
        "/house.wav": analysed(drums(124, 16), 124, "Jungle"),
        "/kick.wav": analyse_audio(Audio(kick()[:, None], RATE), Metadata({}, {})),
    }


def filled(path: Path, known: dict[str, Analysis]) -> Path:
    with Catalogue.open(path) as catalogue:
        for name, analysis in known.items():
            catalogue.keep(name, STAMP, f"digest of {name}", analysis)
    return path


@pytest.fixture
def library(tmp_path: Path, known: dict[str, Analysis]) -> Path:
    return filled(tmp_path / "library.db", known)


def caches(library: Path) -> list[Path]:
    return sorted(library.with_name(f"{library.name}.shelf").iterdir())


def test_loops_lie_by_tempo_and_nothing_else_lies_there(library: Path) -> None:
    shelf = Shelf.open(library)
    assert shelf.bpm.tolist() == [90, 124, 174]
    assert [shelf.loop(row).path for row in range(3)] == ["/warm.wav", "/house.wav", "/fast.wav"]
    assert [shelf.packs[code] for code in shelf.pack] == ["Warm", "Jungle", "Jungle"]
    assert all(shelf.loop(row).kind is Kind.LOOP for row in range(len(shelf)))


def test_columns_say_what_the_analysis_found(library: Path, known: dict[str, Analysis]) -> None:
    shelf = Shelf.open(library)
    warm = known["/warm.wav"]
    assert warm.profile is not None
    assert shelf.beats[0] == 16
    assert shelf.beats_per_bar[0] == 4
    assert (shelf.key[0], shelf.minor[0]) == (
        warm.facts["key"].value,
        warm.facts["mode"].value == "minor",
    )
    assert shelf.key[2] == -1
    assert shelf.lufs[0] == pytest.approx(warm.lufs, abs=1e-3)
    assert np.allclose(shelf.roles[0], warm.loop("", "").roles)
    assert np.array_equal(shelf.harmony[0], warm.profile.harmony.ravel())
    assert np.array_equal(shelf.rhythm[0], warm.profile.rhythm.ravel())
    assert np.array_equal(shelf.balance[0], warm.profile.balance)
    assert (shelf.tonal[0], shelf.density[0]) == (
        np.float32(warm.profile.tonal),
        np.float32(warm.profile.density),
    )


def test_a_loop_is_found_by_its_id_and_its_path(library: Path) -> None:
    shelf = Shelf.open(library)
    for row in range(3):
        assert shelf.row_of(int(shelf.ids[row])) == row
        assert shelf.row_of_path(shelf.loop(row).path) == row
    assert shelf.row_of(99) is None
    assert shelf.row_of_path("/kick.wav") is None
    assert shelf.row_of_path("/nowhere.wav") is None


def test_a_path_with_links_is_found_where_they_lead(
    tmp_path: Path, known: dict[str, Analysis]
) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    path = os.path.realpath(tmp_path / "real" / "warm.wav")
    library = filled(tmp_path / "library.db", {path: known["/warm.wav"]})
    assert Shelf.open(library).row_of_path(str(tmp_path / "link" / "warm.wav")) == 0


def test_sketches_come_in_the_order_asked_for(library: Path, known: dict[str, Analysis]) -> None:
    shelf = Shelf.open(library)
    warm, fast = known["/warm.wav"].sketch, known["/fast.wav"].sketch
    assert warm is not None
    assert fast is not None
    assert np.array_equal(shelf.sketches([2, 0]), np.stack([fast, warm]))
    assert shelf.sketches([]).shape == (0, *features.SKETCH_SHAPE)


def test_sketches_are_read_when_asked_for_and_not_before(library: Path) -> None:
    shelf = Shelf.open(library)
    with Catalogue.open(library) as catalogue, catalogue._database.change() as raw:
        raw.execute("UPDATE sketches SET sketch = zeroblob(length(sketch))")
    assert not shelf.sketches([0, 1, 2]).any()


def test_the_same_content_has_the_same_digest(
    tmp_path: Path, library: Path, known: dict[str, Analysis]
) -> None:
    twin = filled(tmp_path / "twin.db", known)
    assert Shelf.open(twin).digest == Shelf.open(library).digest
    assert Shelf.open(library).digest == Shelf.open(library).digest


def renamed(known: Analysis) -> Analysis:
    return replace(known, facts={**known.facts, "pack": Fact("Other", Origin.NAME, 0.8)})


def retuned(known: Analysis) -> Analysis:
    return replace(known, facts={**known.facts, "bpm": Fact(90.5, Origin.NAME, 0.8)})


def louder(known: Analysis) -> Analysis:
    return replace(known, lufs=known.lufs + 0.5)


def reharmonised(known: Analysis) -> Analysis:
    assert known.profile is not None
    return replace(known, profile=replace(known.profile, harmony=-known.profile.harmony))


@pytest.mark.parametrize("change", [renamed, retuned, louder, reharmonised])
def test_every_change_has_another_digest(
    library: Path, known: dict[str, Analysis], change: Callable[[Analysis], Analysis]
) -> None:
    before = Shelf.open(library).digest
    with Catalogue.open(library) as catalogue:
        catalogue.keep("/warm.wav", STAMP, "digest of /warm.wav", change(known["/warm.wav"]))
    assert Shelf.open(library).digest != before
    with Catalogue.open(library) as catalogue:
        catalogue.keep("/warm.wav", STAMP, "digest of /warm.wav", known["/warm.wav"])
    assert Shelf.open(library).digest == before


def test_a_loop_less_has_another_digest_until_it_is_back(
    library: Path, known: dict[str, Analysis]
) -> None:
    before = Shelf.open(library).digest
    with Catalogue.open(library) as catalogue:
        catalogue.lose(["/house.wav"])
    less = Shelf.open(library)
    assert less.bpm.tolist() == [90, 174]
    assert less.digest != before
    with Catalogue.open(library) as catalogue:
        catalogue.keep("/house again.wav", STAMP, "digest of /house.wav", None)
    assert Shelf.open(library).digest == before


def test_an_open_shelf_does_not_change(library: Path) -> None:
    shelf = Shelf.open(library)
    with Catalogue.open(library) as catalogue:
        catalogue.lose(["/house.wav"])
    Shelf.open(library)
    assert shelf.bpm.tolist() == [90, 124, 174]
    assert shelf.loop(1).path == "/house.wav"


def test_the_cache_is_read_instead_of_the_catalogue(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Shelf.open(library)
    assert isinstance(first.harmony, np.memmap)

    def refuse(self: Catalogue) -> None:
        raise AssertionError("the catalogue was read again")

    monkeypatch.setattr(Catalogue, "shelved", refuse)
    assert Shelf.open(library).digest == first.digest


def test_the_performers_word_is_laid_over_the_cache_and_taken_back(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Shelf.open(library)
    drums, fx = np.eye(6, dtype=np.float32)[[0, 4]]
    with Catalogue.open(library) as catalogue:
        catalogue.correct(["digest of /warm.wav", "digest of /kick.wav", "unknown"], drums.tolist())
    monkeypatch.setattr(cache, "_save", lambda *_: pytest.fail("the cache was made anew"))
    said = Shelf.open(library)
    assert np.array_equal(said.roles, [drums, *first.roles[1:]])
    assert (said.key.tolist(), said.minor[0]) == ([-1, *first.key[1:]], False)
    assert isinstance(said.harmony, np.memmap) and said.digest == first.digest
    with Catalogue.open(library) as catalogue:
        catalogue.correct(["digest of /warm.wav"], None)
        catalogue.correct(["digest of /fast.wav"], fx.tolist())
    again = Shelf.open(library)
    assert np.array_equal(again.roles, [*first.roles[:2], fx])
    assert again.key.tolist() == first.key.tolist()


def test_a_word_from_before_the_cache_is_in_it_and_can_be_taken_back(library: Path) -> None:
    plain = Shelf.open(library).roles.tolist()
    with Catalogue.open(library) as catalogue:
        catalogue.correct(["digest of /warm.wav"], (0, 0, 0, 0, 0, 1))
        catalogue.lose(["nothing"])  # another generation
    said = Shelf.open(library)
    assert isinstance(said.roles, np.memmap) and said.roles[0].tolist() == [0, 0, 0, 0, 0, 1]
    with Catalogue.open(library) as catalogue:
        catalogue.correct(["digest of /warm.wav"], None)
    assert Shelf.open(library).roles.tolist() == plain


def test_a_shelf_is_ready_once_its_cache_is_made(library: Path, tmp_path: Path) -> None:
    assert Shelf.ready(tmp_path / "gone.db") is None
    assert Shelf.ready(library) is None
    opened = Shelf.open(library)
    ready = Shelf.ready(library)
    assert ready is not None and ready.digest == opened.digest
    with Catalogue.open(library) as catalogue:
        catalogue.lose(["/house.wav"])
    assert Shelf.ready(library) is None


def test_what_bundles_heard_amid_a_set_is_there_at_the_next_start(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = Shelf.open(library)
    with Catalogue.open(library) as catalogue:
        catalogue.embed("tiny-1", catalogue.unembedded("tiny-1"), parts([[1], [2], [3]]))
        renewed = shelf.renewed(catalogue)
    assert isinstance(renewed.offers["tiny-1"].harmony, np.memmap)
    monkeypatch.setattr(cache, "_save", lambda *_: pytest.fail("the cache was made anew"))
    assert list(Shelf.open(library).offers) == ["tiny-1"]


def test_a_renewed_shelf_holds_the_same_loops_though_there_are_others_by_now(
    library: Path, known: dict[str, Analysis]
) -> None:
    shelf = Shelf.open(library)
    with Catalogue.open(library) as catalogue:
        catalogue.keep("/new.wav", STAMP, "digest of /new.wav", known["/warm.wav"])
        ids = catalogue.unembedded("tiny-1")
        catalogue.embed("tiny-1", ids, parts([[id] for id in ids]))
        renewed = shelf.renewed(catalogue)
    assert renewed.ids.tolist() == shelf.ids.tolist()
    assert renewed.offers["tiny-1"].form.ravel().tolist() == shelf.ids.tolist()


def test_a_cache_that_was_cut_off_is_cleared_away_later(library: Path) -> None:
    Shelf.open(library)
    home = caches(library)[0].parent
    for name, age in (("new-old", 7200), ("new-young", 60)):
        (home / name).mkdir()
        os.utime(home / name, (time.time() - age,) * 2)
    with Catalogue.open(library) as catalogue:
        catalogue.lose(["/house.wav"])
    Shelf.open(library)
    assert [each.name for each in caches(library) if each.name.startswith("new-")] == ["new-young"]


def test_loops_come_in_blocks_and_lie_by_tempo_and_id(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "_BLOCK", 3)
    random = np.random.default_rng(1)
    ids, tempi = random.permutation(np.arange(1, 11)), [120.0, 90.0] * 5
    stored = [row(int(id), bpm, f"pack {id % 3}") for id, bpm in zip(ids, tempi, strict=True)]
    made = Columns.streamed(iter(stored), 100)
    order = sorted(range(10), key=lambda place: (tempi[place], ids[place]))
    assert made.ids.tolist() == [ids[place] for place in order]
    assert [made.packs[code] for code in made.pack] == [f"pack {id % 3}" for id in made.ids]
    assert made.harmony[:, 0].tolist() == made.ids.tolist()
    assert len(Columns.streamed(iter(stored), 4)) == 4


def row(id: int, bpm: float, pack: str) -> tuple[object, ...]:
    profile = np.full(rows.PROFILE_SIZE, id, np.float32).tobytes()
    sixes = (
        "[0.1, 0.2, 0.3, 0.4, 0.5, 0.6]",
        "[0, 0, 0, 0, 0, 0]",
        "[NaN, NaN, NaN, NaN, NaN, NaN]",
    )
    return (id, bpm, 8.0, 4, None, "", 0, *sixes, -14.0, pack, profile)


def test_everything_that_a_ranking_reads_is_fetched_until_it_is_enough(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Catalogue.open(library) as catalogue:
        catalogue.embed("tiny-1", catalogue.unembedded("tiny-1"), parts([[1], [2], [3]]))
    shelf = Shelf.open(library)
    offered = 4 * (192 + 32 + 1 + 48)
    assert shelf.fetch() == sum(each.nbytes for each in shelf.arrays().values()) + 3 * offered
    looks = iter([False] * 3 + [True] * 9)
    few = sum(sorted(each.nbytes for each in shelf.arrays().values())[:3])
    assert shelf.fetch(lambda: next(looks)) == few
    assert Shelf.synthetic(0).fetch() == 0


def test_rows_of_many_ids_at_once(library: Path) -> None:
    shelf = Shelf.open(library)
    asked = [int(shelf.ids[2]), 99, int(shelf.ids[0]), -1]
    assert shelf.rows_of(asked).tolist() == [2, -1, 0, -1]
    assert shelf.rows_of([]).tolist() == []
    assert [shelf.row_of(id) for id in (2**63, -(2**70), 0)] == [None] * 3
    assert Shelf.synthetic(0).rows_of([1]).tolist() == [-1]


def test_of_an_old_cache_nothing_is_left(library: Path) -> None:
    Shelf.open(library)
    (old,) = caches(library)
    with Catalogue.open(library) as catalogue:
        catalogue.lose(["/house.wav"])
    Shelf.open(library)
    (new,) = caches(library)
    assert new != old


def test_a_cache_of_older_features_is_not_read(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Shelf.open(library)
    before = caches(library)
    monkeypatch.setattr(cache, "FEATURE_VERSION", features.FEATURE_VERSION + 1)
    Shelf.open(library)
    assert caches(library) != before


def cut_off(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-7])


def overwritten(file: Path) -> None:
    file.write_bytes(b"\xa5" * file.stat().st_size)


@pytest.mark.parametrize("damage", [cut_off, overwritten, Path.unlink])
@pytest.mark.parametrize("name", ["harmony.npy", "ids.npy", "packs.json", "about.json"])
def test_a_damaged_cache_is_made_anew(
    library: Path, name: str, damage: Callable[[Path], None]
) -> None:
    first = Shelf.open(library)
    before = (first.digest, first.ids.tolist(), first.harmony.tolist(), first.packs)
    damage(caches(library)[0] / name)
    for again in (Shelf.open(library), Shelf.open(library)):
        assert (again.digest, again.ids.tolist(), again.harmony.tolist(), again.packs) == before
    assert isinstance(again.harmony, np.memmap)


def test_where_no_cache_can_be_written_the_shelf_is_in_memory(
    tmp_path: Path, library: Path, known: dict[str, Analysis]
) -> None:
    closed = filled(tmp_path / "closed.db", known)
    closed.with_name("closed.db.shelf").touch()  # a file where the folder would be
    shelf = Shelf.open(closed)
    assert shelf.digest == Shelf.open(library).digest
    assert shelf.loop(0).path == "/warm.wav"


def test_another_thread_reads_what_this_one_opened(
    library: Path, known: dict[str, Analysis]
) -> None:
    shelf = Shelf.open(library)
    found: list[object] = []

    def engine() -> None:
        found.extend((shelf.loop(0).path, shelf.row_of_path("/fast.wav"), shelf.sketches([0])))

    thread = threading.Thread(target=engine)
    thread.start()
    thread.join()
    assert found[:2] == ["/warm.wav", 2]
    assert np.array_equal(np.asarray(found[2])[0], np.asarray(known["/warm.wav"].sketch))


def parts(forms: Sequence[Sequence[float]]) -> dict[str, Floats]:
    """Of as many loops as there are forms, all that a bundle makes of them."""
    count = len(forms)
    return {
        "harmony": np.arange(count * 192, dtype=np.float32).reshape(count, 192),
        "rhythm": np.ones((count, 32), np.float32),
        "form": np.array(forms, np.float32),
    }


def test_what_bundles_know_lies_beside_its_loops(library: Path) -> None:
    stored = parts([[3, 4], [5, 6], [1, 2]])
    with Catalogue.open(library) as catalogue:
        ids = [catalogue.id_at(name) or 0 for name in ("/fast.wav", "/house.wav", "/warm.wav")]
        catalogue.embed("tiny-1", ids, stored)
        catalogue.embed("other-2", ids, parts([[1], [2], [3]]))
    for shelf in (Shelf.open(library), Shelf.open(library)):
        assert sorted(shelf.offers) == ["other-2", "tiny-1"]
        offer = shelf.offers["tiny-1"]
        assert offer.form.tolist() == [[1, 2], [5, 6], [3, 4]]
        assert offer.harmony.tolist() == stored["harmony"][::-1].tolist()
        assert offer.rhythm.shape == (3, 32)
        assert isinstance(offer.harmony, np.memmap)
        assert isinstance(offer.outline, np.memmap)
        assert np.allclose(offer.outline, outlined(stored["harmony"][::-1]))
        assert np.allclose(shelf.outline, outlined(shelf.harmony))
        assert shelf.offers["other-2"].form.tolist() == [[3], [2], [1]]


def test_what_is_stored_of_other_tasks_is_no_offer(library: Path) -> None:
    with Catalogue.open(library) as catalogue:
        ids = catalogue.unembedded("tiny-1")
        catalogue.embed("tiny-1", ids, parts([[1], [2], [3]]))
        catalogue.embed("dreams-1", ids, {"nearness": np.ones((3, 8), np.float32)})
    for shelf in (Shelf.open(library), Shelf.open(library)):
        assert list(shelf.offers) == ["tiny-1"]


def test_a_bundle_that_does_not_know_every_loop_is_not_there_yet(library: Path) -> None:
    with Catalogue.open(library) as catalogue:
        first, *others = catalogue.unembedded("tiny-1")
        catalogue.embed("tiny-1", others, parts([[1, 1], [1, 1]]))
        shelf = Shelf.open(library)
        assert not shelf.offers
        catalogue.embed("tiny-1", [first], parts([[0, 0]]))
        renewed = shelf.renewed(catalogue)
    assert not shelf.offers
    row = renewed.row_of(first)
    forms = renewed.offers["tiny-1"].form
    assert [not each.any() for each in forms] == [n == row for n in range(3)]
    reopened = Shelf.open(library).offers["tiny-1"].form
    assert forms.flags.f_contiguous and reopened.flags.f_contiguous, "sums have the same order"
    assert (renewed.digest, renewed.loop(0)) == (shelf.digest, shelf.loop(0))


def test_an_empty_library_is_an_empty_shelf(tmp_path: Path) -> None:
    shelf = Shelf.open(filled(tmp_path / "empty.db", {}))
    assert len(shelf) == 0
    assert shelf.harmony.shape == (0, 192)


def test_no_library_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"gone\.db: no library yet; make it with `barwise scan"):
        Shelf.open(tmp_path / "gone.db")
    assert not (tmp_path / "gone.db").exists()


def test_a_loop_that_has_left_says_so(library: Path) -> None:
    shelf = Shelf.open(library)
    with Catalogue.open(library) as catalogue, catalogue._database.change() as raw:
        raw.execute("DELETE FROM loops")
    with pytest.raises(FileError, match="has left the library"):
        shelf.loop(0)


def test_a_shelf_of_arrays_brings_them_to_order() -> None:
    sketch: Bytes = np.full(features.SKETCH_SHAPE, 9, np.uint8)
    arrays = {name: getattr(Shelf.synthetic(2), name) for name in ("roles", "harmony", "rhythm")}
    shelf = Shelf.from_arrays(
        ("a", "b"),
        {7: sketch},
        ids=[7, 8],
        bpm=[140, 90],
        beats=[16, 8],
        beats_per_bar=[4, 4],
        key=[9, -1],
        minor=[True, False],
        lufs=[-12, -14],
        pack=[1, 0],
        tonal=[1, 0],
        density=[0.5, 0.5],
        balance=np.full((2, 16), 1 / 16),
        **arrays,
    )
    assert shelf.ids.tolist() == [8, 7]
    assert [shelf.loop(1).key_name, shelf.loop(1).pack, shelf.loop(0).key_name] == ["Am", "b", ""]
    assert [int(each.max()) for each in shelf.sketches([0, 1])] == [0, 9]


def test_synthetic_shelves_are_the_same_for_a_seed() -> None:
    one, same, other = Shelf.synthetic(50, 1), Shelf.synthetic(50, 1), Shelf.synthetic(50, 2)
    assert one.digest == same.digest != other.digest
    assert np.all(np.diff(one.bpm) >= 0)
    assert np.allclose(np.linalg.norm(one.harmony, axis=1), 1, atol=1e-5)
