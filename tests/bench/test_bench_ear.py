"""What the trained ear costs on one thread: hearing a bar, ranking by it, hearing a library."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from live import bundle
from live.bundle import Bundle
from live.config import RankingConfig
from live.library.shelf import Shelf
from live.ranking import Wishes, rank
from live.tasks import Offer
from tests.bench.test_bench_ranking import heard, shelf

_BATCH = 32


@pytest.fixture(scope="module")
def ear() -> Bundle:
    (found,) = (each for each in bundle.installed()[0] if each.task == "embed")
    return found


def stocked(size: int, ear: Bundle) -> Shelf:
    """Loops that offer what random music would."""
    power = heard().power
    assert power is not None
    one, random = ear.offers(power[None]), np.random.default_rng(2)

    def drawn(like: np.ndarray) -> np.ndarray:
        return like.std() * random.standard_normal((size, like.shape[1]), np.float32)

    offer = Offer.of(drawn(one.harmony), drawn(one.rhythm), np.abs(drawn(one.form)))
    return replace(shelf(size), offers={ear.label: offer})


def test_hearing_a_bar(benchmark: BenchmarkFixture, ear: Bundle) -> None:
    power = heard().power
    benchmark.pedantic(ear.asks, (power,), rounds=200, warmup_rounds=5)
    benchmark.extra_info.update(what="the ear hears what plays, once a bar", goal="5 ms")


def test_hearing_loops(benchmark: BenchmarkFixture, ear: Bundle) -> None:
    power = heard().power
    assert power is not None
    benchmark.pedantic(ear.offers, (np.stack([power] * _BATCH),), rounds=20, warmup_rounds=2)
    stats = benchmark.stats.stats  # type: ignore[attr-defined]
    benchmark.extra_info.update(
        what="the ear hears a loop of the library",
        result=f"{1000 * stats.median / _BATCH:.2f} ms",
        quartiles=[each / _BATCH for each in (stats.q1, stats.median, stats.q3)],
    )


@pytest.mark.parametrize("size", [10_000, 100_000])
def test_ranking_by_ear(benchmark: BenchmarkFixture, ear: Bundle, size: int) -> None:
    stage, context, config = stocked(size, ear), heard(), RankingConfig()
    benchmark.pedantic(
        rank, (context, stage, Wishes(), config, [ear]), rounds=30, iterations=1, warmup_rounds=2
    )
    benchmark.extra_info.update(
        what=f"ranking {size:,} loops by ear, all within reach", goal="10 ms for 100,000"
    )
