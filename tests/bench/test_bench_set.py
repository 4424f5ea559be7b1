"""A set in real time over a large library: is any bar missed, and how late does the engine wake?

`BENCH_MINUTES` sets the length; the goal is stated for 10, which takes as long.
"""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import numpy as np
from pytest_benchmark.fixture import BenchmarkFixture

from live import actions, events, setlog
from live.clocks import internal
from live.config import Config, EngineConfig, RankingConfig
from live.demo.perform import Performer
from live.engine import Engine
from live.library.shelf import Shelf
from live.listening.ear import Ear
from live.replay import header
from live.stage import Session
from tests.bench.report import Spread
from tests.test_engine import Recorder

LOOPS = 100_000
MINUTES = float(os.environ.get("BENCH_MINUTES", "2"))


def performed(log: Path, seconds: float) -> Recorder:
    """A set that accepts a loop every other bar, with an engine thread as on stage."""
    out = Recorder()
    written = setlog.SetLog(log, lambda event: None)
    clock = internal.open(Config())
    ear = Ear(Shelf.synthetic(LOOPS), RankingConfig())
    written.write(header(Session(), ear, "synthetic"))
    engine = Engine(Session(), ear, clock, EngineConfig(), record=written.write)
    engine.attach("recorder", out)
    engine.attach("performer", Performer(engine.post))
    thread = threading.Thread(target=engine.run)
    thread.start()
    time.sleep(seconds)
    engine.post(events.Quit())
    thread.join()
    written.close()
    return out


def test_no_bar_is_missed(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    log = tmp_path / "set.jsonl"
    out = benchmark.pedantic(performed, (log, 60 * MINUTES), rounds=1, iterations=1)
    bars = [a.bar for a in out.of(actions.BarComing) if isinstance(a, actions.BarComing)]
    late = [a for a in out.of(actions.Offered) if not a.deadline_met]  # type: ignore[attr-defined]
    missed = bars[-1] - bars[0] + 1 - len(bars) + len(late)
    rankings = [record for record in setlog.read(log) if "rank" in record]
    woken = np.percentile([record["late_ms"] for record in rankings], [50, 99])
    spent = [record["took_ms"] for record in rankings]
    took = np.percentile(spent, [50, 99])
    benchmark.extra_info.update(
        what=f"bars missed in {MINUTES:g} minutes at {LOOPS:,} loops",
        result=f"{missed} of {len(bars)}; woken late p50 {woken[0]:.2f} / p99 {woken[1]:.2f} ms, "
        f"heard and ranked in p50 {took[0]:.1f} / p99 {took[1]:.1f} ms",
        goal="0",
        quartiles=Spread.of([each / 1000 for each in spent]).quartiles(),
    )
