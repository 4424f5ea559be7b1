"""The library: how fast files become loops, and how fast what is known is there again."""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from live import audio
from live.audio import Audio
from live.library.analysis import Analysis, analyse_audio
from live.library.catalogue import Catalogue, Stamp
from live.library.folders import Found, walk
from live.library.metadata import Metadata
from live.library.scan import scan
from live.library.shelf import Shelf
from live.types import Fact, Origin
from tests import files
from tests.sounds import PROGRESSION, RATE, chords, drums

CORES = 2
LOOPS = 320
UNCHANGED = 10_000
LARGE = 100_000


def written(folder: Path) -> list[Path]:
    """Four bars of drums or chords in stereo at 44.1 kHz, no two alike."""
    random = np.random.default_rng(1)
    paths = []
    for number in range(LOOPS):
        bpm = 80 + number / 4
        mono = drums(bpm, 16) if number % 2 else chords(bpm, *PROGRESSION, up=number % 12)
        stereo = mono[:, None] + random.normal(0, 0.001, (len(mono), 2)).astype(np.float32)
        paths.append(files.wav(folder / f"{number}.wav", 0.5 * stereo))
    return paths


def decoding(paths: Sequence[Path]) -> float:
    """Seconds to decode all of them, one after the other."""
    began = time.perf_counter()
    for path in paths:
        audio.decode(path)
    return time.perf_counter() - began


def test_scanning(benchmark: Any, tmp_path: Path) -> None:
    paths = written(tmp_path / "loops")
    benchmark.pedantic(
        scan, ([tmp_path / "loops"], tmp_path / "library.db"), {"jobs": CORES}, rounds=1
    )
    rate = LOOPS / benchmark.stats.stats.median
    floor = CORES * LOOPS / decoding(paths)
    benchmark.extra_info["what"] = f"scanning four-bar loops (stereo WAV) on {CORES} cores"
    benchmark.extra_info["result"] = f"{rate:.0f} loops a second"
    benchmark.extra_info["floor"] = f"{floor:.0f} a second only to decode them"
    benchmark.extra_info["goal"] = "25 a second"


@pytest.fixture(scope="module")
def pad() -> Analysis:
    """Of a loop; without its sketch, which is read for a few loops only."""
    sound = Audio(chords(100, *PROGRESSION)[:, None], RATE)
    return replace(analyse_audio(sound, Metadata({}, {})), sketch=None)


def test_a_second_scan(benchmark: Any, tmp_path: Path, pad: Analysis) -> None:
    for folder in range(100):
        (tmp_path / "loops" / str(folder)).mkdir(parents=True)
        for number in range(UNCHANGED // 100):
            (tmp_path / "loops" / str(folder) / f"{number}.wav").touch()
    with Catalogue.open(tmp_path / "library.db") as catalogue:
        for file in walk(str(tmp_path / "loops")):
            assert isinstance(file, Found)
            catalogue.keep(file.path, file.stamp, file.path, pad)
    arguments = ([tmp_path / "loops"], tmp_path / "library.db")
    benchmark.pedantic(scan, arguments, rounds=5, warmup_rounds=1)
    assert scan(*arguments).unchanged == UNCHANGED
    benchmark.extra_info["what"] = f"a second scan of {UNCHANGED:,} unchanged files"
    benchmark.extra_info["goal"] = "5 s"


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory, pad: Analysis) -> Path:
    """A library of many loops that differ in tempo."""
    library = tmp_path_factory.mktemp("large") / "library.db"
    with Catalogue.open(library) as catalogue:
        for number in range(LARGE):
            bpm = Fact(60 + number % 1201 / 10, Origin.NAME, 0.9)
            loop = replace(pad, facts={**pad.facts, "bpm": bpm})
            catalogue.keep(f"/loops/{number}.wav", Stamp(1, 1), f"{number:032x}", loop)
    return library


def test_opening_a_large_library(benchmark: Any, large: Path) -> None:
    benchmark.pedantic(Shelf.open, (large,), rounds=10, warmup_rounds=1)
    benchmark.extra_info["what"] = f"opening a library of {LARGE:,} loops"
    benchmark.extra_info["goal"] = "2 s"


def test_opening_a_large_library_after_a_scan(benchmark: Any, large: Path) -> None:
    def forget() -> None:
        shutil.rmtree(large.with_name(f"{large.name}.shelf"), ignore_errors=True)

    benchmark.pedantic(Shelf.open, (large,), setup=forget, rounds=3)
    benchmark.extra_info["what"] = f"opening {LARGE:,} loops for the first time after a scan"
    benchmark.extra_info["goal"] = "2 s"
