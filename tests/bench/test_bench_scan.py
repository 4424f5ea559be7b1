"""The library: how fast files become loops, and how fast what is known is there again."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
import soxr
from pytest_benchmark.fixture import BenchmarkFixture

from live import audio, features
from live.audio import Audio
from live.library import analysis, grid, impression, key, metadata, reading
from live.library.analysis import Analysis, analyse_audio
from live.library.catalogue import Catalogue, Stamp
from live.library.folders import Found, stamp, walk
from live.library.metadata import Metadata
from live.library.reading import Read, read
from live.library.scan import scan
from live.library.shelf import Shelf
from live.types import Fact, Origin
from tests import files
from tests.bench.watch import watching
from tests.sounds import PROGRESSION, RATE, chords, drums

CORES = 2
LOOPS = 320
FEW = 16

#: File name ending -> what soundfile calls the encoding, if it is not that of 16 bits.
FORMATS = {"wav": None, "aiff": None, "flac": None, "ogg": "VORBIS", "opus": "OPUS", "mp3": None}

#: Where the time goes: a part -> where its function is looked up; none of them calls another.
PARTS: dict[str, tuple[Any, str]] = {
    "hashing": (reading, "content_digest"),
    "names and chunks": (metadata, "read"),
    "decoding": (audio, "decode"),
    "loudness": (audio, "loudness"),
    "onsets": (analysis, "onsets"),
    "tempo": (grid, "settle"),
    "spectra": (features, "spectra"),
    "sketch": (features, "sketch"),
    "profile": (features, "profile"),
    "key": (key, "tones"),
    "roles": (impression, "roles"),
}
UNCHANGED = 10_000
LARGE = 100_000


def encoded(folder: Path, suffix: str) -> list[Path]:
    """Some of `written` in another format."""
    paths = []
    for number, path in enumerate(written(folder / "loops", FEW)):
        sound, rate = soundfile.read(path)
        if suffix == "opus":
            sound, rate = soxr.resample(sound, rate, 48000), 48000
        paths.append(folder / f"{number}.{suffix}")
        container = "OGG" if suffix in ("ogg", "opus") else suffix
        soundfile.write(paths[-1], sound, rate, FORMATS[suffix], format=container)
    return paths


def written(folder: Path, count: int = LOOPS) -> list[Path]:
    """Four bars of drums or chords in stereo at 44.1 kHz, no two alike."""
    random = np.random.default_rng(1)
    paths = []
    for number in range(count):
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


@pytest.mark.parametrize("suffix", sorted(FORMATS))
def test_reading_a_file(benchmark: BenchmarkFixture, tmp_path: Path, suffix: str) -> None:
    """On one core, as a scan's process does it; the floor is to decode the same files."""
    paths = encoded(tmp_path, suffix)
    found = [Found(str(path), str(tmp_path), stamp(str(path))) for path in paths]
    for path in paths:
        audio.decode(path)  # from now on the files are in memory

    whole = 0.0

    def read_all() -> None:
        nonlocal whole
        began = time.monotonic()
        for file in found:
            assert isinstance(read(file, lambda digest: False), Read)
        whole += time.monotonic() - began

    floor = decoding(paths) / len(paths)
    with watching() as watch:
        for part, (owner, name) in PARTS.items():
            watch.on(part, owner, name, thread=threading.current_thread().name)
        benchmark.pedantic(read_all, rounds=5, warmup_rounds=1)
    stats: Any = benchmark.stats.stats  # type: ignore[attr-defined]
    took = stats.median / len(paths)
    shares = {part: sum(call.took for call in watch.of(part)) / whole for part in PARTS}
    shares["all else"] = 1 - sum(shares.values())
    parts = {part: took * share for part, share in shares.items()}
    each = ", ".join(f"{part} {1000 * took:.1f}" for part, took in parts.items())
    benchmark.extra_info.update(
        what=f"analysing a four-bar loop, {suffix} (one core)",
        result=f"{1000 * took:.1f} ms: {each}",
        floor=f"{1000 * floor:.1f} ms only to decode it",
        quartiles=[quartile / len(paths) for quartile in (stats.q1, stats.median, stats.q3)],
    )


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
