"""What imagining costs on one thread: before every bar, and when a loop is asked for."""

from __future__ import annotations

import queue
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from live import bundle, events
from live.bundle import Bundle
from live.config import RankingConfig
from live.imagination.bars import MOST_BARS
from live.imagination.studio import Studio
from live.ranking import Wishes, rank
from live.ranking.imagined import imagine
from live.types import Floats
from tests.bench.test_bench_ranking import heard, shelf

_WANTED = np.ones(6, np.float32)


@pytest.fixture(scope="module")
def imagines() -> Bundle:
    found = [each for each in bundle.installed()[0] if each.task == "generate"]
    if not found:
        pytest.skip("no bundle that imagines loops is installed")
    return found[0]


def power() -> Floats:
    found = heard().power
    assert found is not None
    return found


def test_decoding_a_bar(benchmark: BenchmarkFixture, imagines: Bundle) -> None:
    latent = np.random.default_rng(1).standard_normal((1, imagines.latent_size, 48), np.float32)
    benchmark.pedantic(imagines.decode, (latent,), rounds=30, warmup_rounds=2)
    benchmark.extra_info.update(
        what="a bar of an imagined loop is decoded", goal="1 s: half a bar at 120 bpm"
    )


def test_imagining_a_loop(benchmark: BenchmarkFixture, imagines: Bundle, tmp_path: Path) -> None:
    made: queue.SimpleQueue[events.Event] = queue.SimpleQueue()
    studio = Studio([imagines], tmp_path, RankingConfig().target_lufs, made.put)
    context = replace(heard(), bpm=126.0)

    def ask() -> None:
        studio.ask(events.Generate(imagines.role), context, 0.0)
        made.get()

    benchmark.pedantic(ask, rounds=10, warmup_rounds=1)
    studio.close()
    benchmark.extra_info.update(what=f"a loop of {MOST_BARS} bars is imagined, from asking to file")


def test_imagining_before_a_bar(benchmark: BenchmarkFixture, imagines: Bundle) -> None:
    benchmark.pedantic(imagine, (power(), _WANTED, [imagines]), rounds=50, warmup_rounds=2)
    benchmark.extra_info.update(what="the best guess of the missing loop, once a bar", goal="5 ms")


@pytest.mark.parametrize("size", [100_000])
def test_ranking_by_nearness(benchmark: BenchmarkFixture, imagines: Bundle, size: int) -> None:
    ask = (heard(), shelf(size), Wishes(role=imagines.role), RankingConfig(), [imagines])
    benchmark.pedantic(rank, ask, rounds=30, iterations=1, warmup_rounds=2)
    benchmark.extra_info.update(
        what=f"ranking {size:,} loops by rules and nearness to the imagined one, all within reach"
    )
