"""The page: what it costs the engine to tell it something, and how soon a browser knows."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path
from statistics import median
from timeit import Timer

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from live import actions
from live.dashboard import view
from live.dashboard.atlas import Atlas
from live.library.shelf import Shelf
from tests.bench.report import Spread
from tests.page_stand import configured, page, served
from tests.test_dashboard_view import BEFORE, SUGGESTION

LIST = actions.Offered(1, 1, (SUGGESTION,) * 8)
ROUNDS = 2000


def microseconds(timer: Timer) -> float:
    """The median of single runs."""
    return 1e6 * median(timer.repeat(ROUNDS, 1))


@pytest.mark.parametrize(
    ("what", "action"),
    [("a list of 8", LIST), ("one cursor", actions.CursorAt(1))],
)
def test_telling_the_page(
    benchmark: BenchmarkFixture, demo_library: Path, what: str, action: actions.Action
) -> None:
    said = view.news(BEFORE, view.after(BEFORE, action, 0.0))
    floor = microseconds(Timer(lambda: json.dumps(said)))
    with served(configured(demo_library)) as there:
        benchmark.pedantic(there.output.send, (action, 0.0), rounds=ROUNDS)
    benchmark.extra_info.update(
        what=f"the engine tells the page {what}", floor=f"{floor:.1f} µs (its JSON alone)"
    )


def test_from_the_engine_to_a_browser(benchmark: BenchmarkFixture, demo_library: Path) -> None:
    took = []
    with served(configured(demo_library)) as there, page(there.url) as ours:
        ours.hear()

        def tell(seq: int) -> None:
            began = time.monotonic()
            there.output.send(replace(LIST, seq=seq), 0.0)
            ours.wait_for("list", lambda said: said["seq"] == seq)
            took.append(1e3 * (time.monotonic() - began))

        for seq in range(2, 200):
            tell(seq)
            time.sleep(0.02)
        benchmark.pedantic(tell, (200,), rounds=1)
    p50, p99 = np.percentile(took, [50, 99])
    benchmark.extra_info.update(
        what="a list of 8 from the engine to a page",
        result=f"p50 {p50:.1f} / p99 {p99:.1f} ms, of which 10 ms gather what is said in one go",
        quartiles=Spread.of([each / 1000 for each in took]).quartiles(),
    )


def test_the_map_of_a_large_library(benchmark: BenchmarkFixture) -> None:
    shelf = Shelf.synthetic(100_000)
    benchmark.pedantic(Atlas.of, (shelf,), rounds=1)
    benchmark.extra_info["what"] = "the map of 100,000 loops, 20,000 of them shown"
