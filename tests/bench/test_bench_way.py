"""The bar's way, hop by hop: from the sound card to the list in a receiver's hands.

A set over a real library of 100,000 loops, on JACK, with all bundles, a page and a controller's
lights. `BENCH_BARS` sets its length, a bar being a second. What a hop takes is beside its floor;
what is waited for by design (blocks of audio, the lead before the bar) are rows of their own.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from live import features
from live.bundle import SHIPPED
from live.config import EngineConfig, RankingConfig
from live.features import N_MEL, N_SEMITONE, WINDOW_BEATS
from live.library.shelf import Shelf
from live.listening.hearing import silence
from live.listening.ring import Ring
from live.ranking import LONG, Wishes
from live.ranking.coarse import reach
from live.ranking.moment import Moment
from live.ranking.query import FACTORS, OFFSETS, transpositions
from tests.bench import big, floors, way
from tests.bench.floors import Floor
from tests.bench.peaks import Peaks
from tests.bench.report import Spread, seconds
from tests.bench.test_bench_ranking import heard
from tests.bench.way import BPM, RATE

LOOPS = 100_000
BARS = int(os.environ.get("BENCH_BARS", "200"))
HOURS = 3.0

_FLOAT = 4
_SKETCH = _FLOAT * features.SKETCH_SHAPE[0] * features.SKETCH_SHAPE[1]
_LISTENED = WINDOW_BEATS * 60 / BPM

#: Hop -> what it is called in the table, in the order of the way.
HOPS = {
    "ring": "16 beats out of the ring",
    "spectra": "their spectra",
    "sketch": "their sketch",
    "profile": "their profile and key",
    "tagged": "their roles, by the tagger",
    "asked": "what they ask for, by the ear",
    "imagined": "what would complete them, by a bundle that imagines",
    "coarse": "the whole library to a long list",
    "weighed": "the long list to the short one",
    "chosen": "a list of eight that differ",
    "looked up": "paths and facts of these",
    "memo": "what the log keeps of what was heard",
    "stepped": "the session's step",
    "sent osc": "OSC: the bar's datagrams built and sent",
    "sent page": "the page's snapshot",
    "sent midi": "the controller's lights",
    "rest": "all else: log records, other outputs, the engine itself",
}


@pytest.fixture(scope="module")
def peaks() -> Peaks:
    return Peaks.measured()


@pytest.fixture(scope="module")
def seen(jack: str, tmp_path_factory: pytest.TempPathFactory) -> way.Seen:
    folder = tmp_path_factory.mktemp("way")
    return way.watched(big.written(folder / "library.db", LOOPS), folder, BARS)


def least(shelf: Shelf) -> dict[str, Floor]:
    """Hop -> its floor; none where nothing but Python's own work is to be done."""
    power = heard().power
    assert power is not None
    (offer,) = shelf.offers.values()
    shifts = len(transpositions(RankingConfig().max_transpose))
    columns = shifts + len(OFFSETS) - 1
    near = _within_reach(shelf)
    each = offer.outline.shape[1] + offer.rhythm.shape[1] + offer.form.shape[1] + len(_TOLD)
    long = LONG * RankingConfig().shortlist
    sizes = offer.harmony.shape[1], offer.rhythm.shape[1]
    frames = WINDOW_BEATS * features.FRAMES_PER_BEAT

    def graph(name: str) -> Floor:
        return floors.graph(SHIPPED / name, power=power[None])

    return {
        "ring": Floor(bytes=2 * _FLOAT * RATE * _LISTENED),
        "spectra": floors.spectra(WINDOW_BEATS),
        "sketch": Floor(bytes=_FLOAT * frames * (N_MEL + N_SEMITONE) + _SKETCH / _FLOAT),
        "profile": Floor(bytes=2 * _SKETCH),
        "tagged": graph("tagger-1/model.onnx"),
        "asked": graph("fit-1/model.onnx"),
        "imagined": graph("imagine-bass-1/guesser.onnx"),
        "coarse": Floor(
            2.0 * near * (offer.outline.shape[1] * columns + offer.rhythm.shape[1] * len(OFFSETS)),
            _FLOAT * near * each,
        ),
        "weighed": Floor(
            2.0 * long * len(OFFSETS) * (sizes[0] * shifts + sizes[1]), _FLOAT * long * sum(sizes)
        ),
        "memo": Floor(bytes=_SKETCH),
    }


#: Columns beside the products that the pass through the library reads: six roles count as six.
_TOLD = ("bpm", "tonal", *("role",) * 6)


def _within_reach(shelf: Shelf) -> int:
    moment = Moment(silence(0, BPM), Wishes(), RankingConfig())
    slices = (reach(shelf.bpm, factor, moment) for factor in FACTORS)
    return sum(rows.stop - rows.start for rows in slices)


def row(what: str, took: Sequence[float], **more: str) -> dict[str, Any]:
    p50, p99 = np.percentile(took, [50, 99])
    result = f"p50 {seconds(p50)} / p99 {seconds(p99)}"
    return {"what": what, "result": result, "quartiles": Spread.of(took).quartiles(), **more}


def test_the_way_of_a_bar(benchmark: BenchmarkFixture, seen: way.Seen, peaks: Peaks) -> None:
    known, rows = least(seen.shelf), []
    for number, (hop, what) in enumerate(HOPS.items(), 1):
        took = [bar.hops[hop] for bar in seen.bars if hop in bar.hops]
        if took:
            floor = known[hop].text(peaks, float(np.median(took))) if hop in known else ""
            rows.append(row(f"{number}. {what}", took, floor=floor))
    told = [bar.told for bar in seen.bars]
    rows.append(row("a list's datagrams, from being built to the receiver", told))
    total = sum(floor.seconds(peaks) for floor in known.values())
    took = [bar.took for bar in seen.bars]
    rows.append(
        row("hops 1 to 17 together, once a bar", took, floor=f"{seconds(total)}, their sum")
    )
    benchmark.pedantic(len, (seen.bars,), rounds=1)
    benchmark.extra_info["rows"] = rows
    assert len(seen.bars) > 0.9 * BARS - 2, "lists have not arrived"


def test_what_the_way_waits_for(benchmark: BenchmarkFixture, seen: way.Seen) -> None:
    lead = EngineConfig().lead_ms
    blocks = f"{1000 * 1024 / RATE:.1f} ms a block of 1024, 5 ms between two looks"
    whole, ahead = ([getattr(bar, name) for bar in seen.bars] for name in ("whole", "ahead"))
    share = np.percentile(whole, [50, 99]) / (240 / BPM)
    late = sum(each < 0 for each in ahead)
    benchmark.pedantic(len, (seen.bars,), rounds=1)
    benchmark.extra_info["rows"] = [
        row(
            "by design: age of the last sample when ranking begins",
            [bar.age for bar in seen.bars],
            floor=blocks,
        ),
        {
            **row("from the last sample heard to the list's last datagram", whole),
            "floor": "p50 {:.1%} / p99 {:.1%} of a bar at 240 bpm".format(*share),
        },
        {
            "what": "by design: how long before its bar a list is there",
            "result": "p50 {:.0f} / p1 {:.0f} ms; {} of {} too late".format(
                *(1000 * np.percentile(ahead, [50, 1])), late, len(ahead)
            ),
            "floor": f"{lead:g} ms, when ranking begins",
            # What is compared grows when lists come later.
            "quartiles": Spread.of([lead / 1000 - each for each in ahead]).quartiles(),
        },
    ]


def test_the_ring_late_in_a_long_set(benchmark: BenchmarkFixture, peaks: Peaks) -> None:
    ring, wanted = Ring(RATE, 20.0), round(_LISTENED * RATE)
    ring.write(np.broadcast_to(np.float32(0), round(HOURS * 3600 * RATE)), 0.0)
    count, _ = ring.mark
    benchmark.pedantic(ring.read, (count - wanted, count), rounds=100, warmup_rounds=2)
    floor = Floor(bytes=2 * _FLOAT * wanted)
    took = benchmark.stats.stats.median  # type: ignore[attr-defined]
    benchmark.extra_info.update(
        what=f"16 beats out of the ring, {HOURS:g} hours into a set",
        floor=floor.text(peaks, took),
    )
