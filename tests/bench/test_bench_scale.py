"""A whole library of real loops: opening it, ranking it with all that judges, and what it occupies.

100,000 loops; `BENCH_LOOPS=1000000` makes a million of them first, which takes two minutes, 7 GB of
disk and 3 GB of memory.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from live import features
from live.bundle import Bundle, installed
from live.config import Config, RankingConfig
from live.library import backup
from live.library.catalogue import Catalogue
from live.library.shelf import Shelf
from live.library.upkeep import behind
from live.listening.ear import Ear
from live.listening.hearing import Heard
from live.ranking import Wishes
from tests.bench.big import written

LOOPS = int(os.environ.get("BENCH_LOOPS", "100000"))

#: Of a set that has gone on for a while.
PERSONAL = 200


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("scale")
    yield written(folder / "library.db", LOOPS)
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def bundles() -> tuple[Bundle, ...]:
    return tuple(installed(Config().ranking.bundles)[0])


def reading(path: Path) -> float:
    """Seconds to read the file at `path`."""
    began = time.perf_counter()
    with path.open("rb", buffering=0) as file:
        while file.read(1 << 24):
            pass
    return time.perf_counter() - began


def forget(library: Path) -> None:
    shutil.rmtree(library.with_name(f"{library.name}.shelf"), ignore_errors=True)


def occupied() -> dict[str, int]:
    """Megabytes of this process: `Anonymous` is its own, the rest of `Rss` are mapped files."""
    lines = Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines()[1:]
    found = (line.split() for line in lines)
    return {name.rstrip(":"): int(size) // 1024 for name, size, *_ in found}


def test_opening_after_a_scan(benchmark: Any, library: Path) -> None:
    benchmark.pedantic(Shelf.open, (library,), setup=lambda: forget(library), rounds=2)
    size = library.stat().st_size
    benchmark.extra_info.update(
        what=f"making ready {LOOPS:,} loops that bundles have heard, at the end of a scan",
        floor=f"{reading(library):.1f} s only to read the catalogue's {size >> 20:,} MB",
    )


def test_starting_a_set(benchmark: Any, library: Path, bundles: tuple[Bundle, ...]) -> None:
    def start() -> None:
        shelf = Shelf.open(library)
        with Catalogue.open(library) as catalogue:
            catalogue.taste()
        assert not behind(library, shelf, bundles)
        shelf.close()

    start()
    benchmark.pedantic(start, rounds=10)
    benchmark.extra_info.update(
        what=f"opening {LOOPS:,} loops as a set does", goal="3 s for 1,000,000"
    )


def test_starting_a_set_after_a_correction(benchmark: Any, library: Path) -> None:
    def correct() -> None:
        with Catalogue.open(library) as catalogue:
            loop = catalogue.loop(1)
            assert loop is not None
            catalogue.correct([loop.digest], np.eye(6)[np.random.default_rng().integers(6)])

    Shelf.open(library).close()
    benchmark.pedantic(Shelf.open, (library,), setup=correct, rounds=10)
    benchmark.extra_info.update(what=f"the same after a role was corrected, {LOOPS:,} loops")


def test_fetching(benchmark: Any, library: Path) -> None:
    shelves: list[Shelf] = []

    def fetch() -> int:
        shelves[:] = [Shelf.open(library)]
        return shelves[0].fetch()

    size = benchmark.pedantic(fetch, rounds=3)
    own = occupied()
    benchmark.extra_info.update(
        what=f"reading all columns of {LOOPS:,} loops, beside the music",
        result=f"{1000 * benchmark.stats.stats.min:.0f} ms for {size >> 20:,} MB",
        floor=f"{own['Rss'] - own['Anonymous']:,} MB are mapped files then, {own['Anonymous']} MB"
        " the process's own",
    )


def test_ranking_with_all_that_judges(
    benchmark: Any, library: Path, bundles: tuple[Bundle, ...]
) -> None:
    ear = Ear(Shelf.open(library), RankingConfig(), bundles)
    ear.shelf.fetch()
    heard, wanted = sounding(ear.shelf), wishes()
    benchmark.pedantic(ear.rank, (heard, wanted), rounds=50, warmup_rounds=3)
    took = 1000 * np.array(benchmark.stats.stats.data)
    read = reach_bytes(ear.shelf)
    benchmark.extra_info.update(
        what=f"ranking {LOOPS:,} real loops: trained ear, imagined loop, taste, bans",
        result=f"p50 {np.median(took):.1f} ms, p99 {np.percentile(took, 99):.1f} ms",
        floor=f"{1000 * summing(read):.1f} ms to add up as many bytes as are read whole, "
        f"{read >> 20:,} MB",
        goal="300 ms, the engine's lead, for 1,000,000",
    )


def sounding(shelf: Shelf) -> Heard:
    power = np.random.default_rng(1).random(features.SKETCH_SHAPE, np.float32) ** 8
    profile, roles = features.profile(power), (0.9, 0.0, 0.0, 0.0, 0.0, 0.0)
    return Heard(0, float(np.median(shelf.bpm)), "audio", profile, power, roles=roles)


def wishes() -> Wishes:
    some = np.random.default_rng(2).integers(1, LOOPS, (3, PERSONAL)).tolist()
    recent = dict.fromkeys(some[2], 4.0)
    return Wishes("auto", banned=frozenset(some[0]), favourites=frozenset(some[1]), recent=recent)


def reach_bytes(shelf: Shelf) -> int:
    """What the first pass reads: all are counted, though some are out of the tempo's reach."""
    offer = list(shelf.offers.values())[-1]
    columns = (offer.outline, offer.rhythm, offer.form, shelf.roles, shelf.tonal, shelf.bpm)
    return sum(each.nbytes for each in columns)


def summing(size: int) -> float:
    numbers = np.ones(size // 8)
    began = time.perf_counter()
    numbers.sum()
    return time.perf_counter() - began


def test_what_a_scan_knows_of_files(benchmark: Any, library: Path) -> None:
    with Catalogue.open(library) as catalogue:
        assert len(benchmark.pedantic(catalogue.files, rounds=2)) == LOOPS
    benchmark.extra_info.update(what=f"what a second scan asks of {LOOPS:,} loops at its start")


def test_a_copy_of_the_library(benchmark: Any, library: Path) -> None:
    def forget_copy() -> None:
        backup.beside(library).unlink(missing_ok=True)

    keep: Callable[[Path], bool] = backup.keep
    benchmark.pedantic(keep, (library,), setup=forget_copy, rounds=1)
    benchmark.extra_info.update(
        what=f"a checked copy of {library.stat().st_size >> 20:,} MB, beside the music",
        floor=f"{reading(library):.1f} s only to read it",
        goal="a set's end never waits for it",
    )
