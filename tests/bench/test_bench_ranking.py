"""What ranking costs beside its bare matrix products on the same data, and what a loop occupies.

Every loop is within reach of the session's tempo: the worst case, nothing is skipped.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import fields, replace

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from live import features
from live.config import RankingConfig
from live.library.shelf import Shelf
from live.listening.hearing import Heard
from live.ranking import Wishes, rank
from live.ranking.coarse import product
from live.ranking.moment import Moment
from live.ranking.query import Query

BPM = 120.0


def shelf(size: int) -> Shelf:
    return replace(Shelf.synthetic(size), bpm=np.linspace(114, 126, size, dtype=np.float32))


def heard() -> Heard:
    """Something that has harmony, accents and gaps, as music has."""
    power = np.random.default_rng(1).random(features.SKETCH_SHAPE, np.float32) ** 8
    return Heard(0, BPM, "audio", features.profile(power), power)


def products(stage: Shelf, asked: Query) -> Callable[[], None]:
    """The two products of the pass through the whole library."""
    sides = (stage.outline, asked.outlines), (stage.rhythm, asked.rhythm)
    made = [np.empty((len(rows), len(columns)), np.float32) for rows, columns in sides]

    def multiply() -> None:
        for (rows, columns), out in zip(sides, made, strict=True):
            product(rows, columns, out)

    return multiply


def median_ms(work: Callable[[], None], rounds: int) -> float:
    work()
    took = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    return 1000 * statistics.median(took)


@pytest.mark.parametrize("size", [1_000, 10_000, 100_000, 1_000_000])
def test_ranking(benchmark: BenchmarkFixture, size: int) -> None:
    stage, context, config = shelf(size), heard(), RankingConfig()
    rounds = 10 if size == 1_000_000 else 50
    asked = Moment(context, Wishes(), config).query(1.0)
    bare = median_ms(products(stage, asked), rounds)
    benchmark.pedantic(
        rank, (context, stage, Wishes(), config), rounds=rounds, iterations=1, warmup_rounds=2
    )
    took = 1000 * benchmark.stats.stats.median  # type: ignore[attr-defined]
    worst = 1000 * benchmark.stats.stats.max  # type: ignore[attr-defined]
    benchmark.extra_info.update(
        what=f"ranking {size:,} loops, all within reach",
        result=f"{took:.1f} ms (worst of {rounds}: {worst:.1f})",
        floor=f"{bare:.1f} ms: the bare matrix products",
        goal="10 ms for 100,000",
    )


def test_memory(benchmark: BenchmarkFixture) -> None:
    size = 100_000
    stage = benchmark.pedantic(shelf, (size,), rounds=1)
    columns = (getattr(stage, field.name) for field in fields(stage))
    held = sum(column.nbytes for column in columns if isinstance(column, np.ndarray))
    features_only = 4 * (192 + 32 + 16)
    benchmark.extra_info.update(
        what="memory per loop",
        result=f"{held / size:.0f} bytes",
        floor=f"{features_only} bytes: harmony, rhythm and balance",
    )
