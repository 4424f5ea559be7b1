from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from export.bundle import pack
from live import bundle
from live.errors import FileError
from live.library.catalogue import Catalogue
from live.library.lookup import look_up
from live.library.scan import scan
from live.library.upkeep import hear_all
from live.types import Kind
from tests import files, onnx_models
from tests.sounds import drums, kick


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A folder of two loops, and its library."""
    folder = tmp_path_factory.mktemp("lookup")
    files.wav(folder / "loops" / "a 120bpm.wav", drums(120, 8))
    files.wav(folder / "loops" / "b 100bpm.wav", drums(100, 8))
    scan([folder / "loops"], folder / "library.db", jobs=1)
    hear_all(folder / "library.db", bundle.installed()[0])
    return folder / "loops", folder / "library.db"


def test_what_is_in_the_library_is_not_analysed(
    scanned: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, library = scanned
    monkeypatch.setattr("live.library.lookup.analyse", None)
    (known,) = look_up((str(folder / "a 120bpm.wav"),), library)
    assert known.in_library
    assert (known.loop.bpm, known.loop.path) == (120, str(folder / "a 120bpm.wav"))
    with Catalogue.open(library) as catalogue:
        assert np.array_equal(known.sketch, catalogue.sketches([known.loop.id])[0])


def test_a_copy_elsewhere_is_recognised(scanned: tuple[Path, Path], tmp_path: Path) -> None:
    folder, library = scanned
    shutil.copy(folder / "b 100bpm.wav", tmp_path / "copy.wav")
    original, copy = look_up((str(folder / "b 100bpm.wav"), str(tmp_path / "copy.wav")), library)
    assert copy.loop.id == original.loop.id


def test_guests_are_analysed_and_told_apart(scanned: tuple[Path, Path], tmp_path: Path) -> None:
    folder, library = scanned
    one = files.wav(tmp_path / "one 140bpm.wav", drums(140, 8))
    two = files.wav(tmp_path / "two 87bpm.wav", drums(87, 16))
    known = look_up((str(two), str(folder / "a 120bpm.wav"), str(one)), library)
    assert [each.loop.bpm for each in known] == [87, 120, 140]
    assert [each.in_library for each in known] == [False, True, False]
    assert len({each.loop.id for each in known}) == 3
    assert known[0].sketch.any()
    assert not np.array_equal(known[0].sketch, known[2].sketch)


def test_a_guest_is_the_same_as_in_a_library(scanned: tuple[Path, Path]) -> None:
    folder, library = scanned
    path = str(folder / "a 120bpm.wav")
    (inside,) = look_up((path,), library)
    (guest,) = look_up((path,), library.with_name("none.db"))
    assert not guest.in_library
    assert (guest.loop.digest, guest.loop.bpm, guest.loop.roles) == (
        inside.loop.digest,
        inside.loop.bpm,
        inside.loop.roles,
    )
    assert np.array_equal(guest.sketch, inside.sketch)


def test_looking_makes_no_library(scanned: tuple[Path, Path], tmp_path: Path) -> None:
    look_up((str(scanned[0] / "a 120bpm.wav"),), tmp_path / "none.db")
    assert list(tmp_path.iterdir()) == []


def test_a_song_has_no_sketch(tmp_path: Path) -> None:
    path = files.wav(tmp_path / "song.wav", np.zeros(8000 * 301, np.float32), 8000)
    (known,) = look_up((str(path),), tmp_path / "none.db")
    assert known.loop.kind is Kind.SONG
    assert not known.sketch.any()


def test_a_guest_is_told_by_the_tagger_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights = np.zeros((212, 6))
    weights[:, 5] = 100.0
    pack(onnx_models.tag(weights), tmp_path / "bundles", name="t", version="1", task="tag")
    monkeypatch.setattr(bundle, "SHIPPED", tmp_path / "bundles")
    opened: list[Path] = []
    monkeypatch.setattr(bundle, "open", lambda at, real=bundle.open: opened.append(at) or real(at))
    one = files.wav(tmp_path / "one 120bpm.wav", drums(120, 8))
    two = files.wav(tmp_path / "two.wav", kick())
    known = look_up((str(one), str(two)), tmp_path / "none.db")
    assert [each.loop.role for each in known] == ["voice", "voice"]
    assert len(opened) == 1


@pytest.mark.parametrize("library", ["library.db", "none.db"])
def test_what_cannot_be_read_says_so(
    scanned: tuple[Path, Path], tmp_path: Path, library: str
) -> None:
    path = scanned[1].with_name(library)
    with pytest.raises(FileError, match=r"gone\.wav: No such file or directory; give an audio"):
        look_up((str(tmp_path / "gone.wav"),), path)
    with pytest.raises(FileError, match="Is a directory; give an audio file"):
        look_up((str(tmp_path),), path)
    (tmp_path / "text.wav").write_text("no audio")
    with pytest.raises(FileError, match=r"damaged or no audio .*; export it again"):
        look_up((str(tmp_path / "text.wav"),), path)
