"""Whether the benchmarks tell what has become slower, of made reports."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.bench import __main__ as bench
from tests.bench import report
from tests.bench.baseline import Measured
from tests.bench.comparing import Comparison, Verdict
from tests.bench.peaks import Peaks
from tests.bench.report import Spread

PEAKS = Peaks(multiplying=0.020, copying=0.010)


def measured(**medians: float) -> Measured:
    """A quarter of the rounds 5 % quicker and a quarter 5 % slower than the median, in ms."""
    spreads = {
        what.replace("_", " "): Spread(0.00095 * ms, 0.001 * ms, 0.00105 * ms)
        for what, ms in medians.items()
    }
    return Measured("one, 2 cores", "one", "2026-11-22", PEAKS, spreads)


def verdicts(then: Measured, now: Measured) -> dict[str, Verdict]:
    return {line.what: line.verdict for line in Comparison(then, now).lines}


def test_what_takes_as_long_as_before_is_the_same() -> None:
    then, now = measured(ranking=10, page=1), measured(ranking=12.9, page=0.8)
    assert set(verdicts(then, now).values()) == {Verdict.SAME}
    assert not Comparison(then, now).slower


def test_slower_and_faster_are_told_apart() -> None:
    then = measured(ranking=10, page=1, hearing=5)
    now = measured(ranking=13.5, page=0.7, hearing=5)
    assert verdicts(then, now) == {
        "ranking": Verdict.SLOWER,
        "page": Verdict.FASTER,
        "hearing": Verdict.SAME,
    }
    comparison = Comparison(then, now)
    assert [line.what for line in comparison.slower] == ["ranking"]
    text = str(comparison)
    assert "| ranking | 10 ms | 13.5 ms | 1.35 | SLOWER |" in text
    assert "1 of 3 slower" in text


@pytest.mark.parametrize(
    ("then", "now", "verdict"),
    [
        (Spread(1.0, 1.0, 2.0), Spread(1.9, 1.9, 1.9), Verdict.SAME),  # it has been so slow before
        (Spread(1.0, 1.0, 1.0), Spread(0.9, 1.9, 1.9), Verdict.SAME),  # it can be as quick as ever
        (Spread(1.0, 1.0, 1.8), Spread(1.9, 1.9, 1.9), Verdict.SLOWER),
        (Spread(1.0, 1.0, 1.0), Spread(1.31, 1.31, 1.31), Verdict.SLOWER),  # one round each
        (Spread(1.0, 1.0, 1.0), Spread(1.29, 1.29, 1.29), Verdict.SAME),
        (Spread(1.9, 1.9, 1.9), Spread(1.0, 1.0, 1.8), Verdict.FASTER),
        (Spread(1.9, 1.9, 1.9), Spread(1.0, 1.0, 2.0), Verdict.SAME),
    ],
)
def test_chance_is_allowed_for(then: Spread, now: Spread, verdict: Verdict) -> None:
    was, is_ = replace(measured(), spreads={"a": then}), replace(measured(), spreads={"a": now})
    assert verdicts(was, is_) == {"a": verdict}


def test_what_is_new_or_was_not_measured_fails_nobody() -> None:
    then, now = measured(old=1, both=1), measured(both=1, fresh=1)
    assert list(verdicts(then, now).items()) == [
        ("both", Verdict.SAME),
        ("fresh", Verdict.NEW),
        ("old", Verdict.MISSING),
    ]
    assert not Comparison(then, now).slower


def elsewhere(pace: float, **medians: float) -> Measured:
    """On a processor that takes `pace` times as long for everything."""
    peaks = Peaks(PEAKS.multiplying * pace, PEAKS.copying * pace)
    return replace(measured(**medians), machine="other", processor="other", peaks=peaks)


def test_on_another_processor_times_are_divided_by_its_pace() -> None:
    then, now = measured(ranking=10, page=1, same=4), elsewhere(2.0, ranking=20, page=1, same=12)
    comparison = Comparison(then, now)
    assert comparison.pace == pytest.approx(2.0)
    assert verdicts(then, now) == {
        "ranking": Verdict.SAME,
        "page": Verdict.FASTER,
        "same": Verdict.SLOWER,
    }
    assert [line.ratio for line in comparison.lines] == pytest.approx([1.0, 0.5, 1.5])
    assert "Another processor: ratios are those of times divided by 2.00." in str(comparison)


def test_a_machine_that_is_not_at_rest_is_told_but_not_forgiven() -> None:
    then, busy = measured(ranking=10), replace(elsewhere(2.0, ranking=20), processor="one")
    assert verdicts(then, busy) == {"ranking": Verdict.SLOWER}
    assert "takes 2.00 times as long as then" in str(Comparison(then, busy))
    assert "at rest" not in str(Comparison(then, measured(ranking=10)))


def test_a_baseline_is_read_as_it_was_written(tmp_path: Path) -> None:
    file = tmp_path / "baseline.json"
    made = measured(ranking_1000_loops=10, tick=0.0123456)
    made.write(file)
    read = Measured.read(file)
    assert read.peaks == made.peaks
    assert read.spreads["ranking 1000 loops"] == Spread(0.0095, 0.01, 0.0105)
    assert read.spreads["tick"].median == 1.23e-05, "three digits"
    assert len(file.read_text(encoding="utf-8").splitlines()) == 10, "a line each"


def test_without_a_baseline_it_is_said_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"baseline\.json: No such file.*--save"):
        Measured.read(tmp_path / "baseline.json")


def test_some_benchmarks_measured_anew_leave_the_others() -> None:
    then, now = measured(ranking=10, page=1), measured(ranking=5)
    assert then.with_(now).spreads == {**then.spreads, **now.spreads}
    assert then.with_(elsewhere(2.0, ranking=5)).spreads.keys() == {"ranking"}, "other seconds"


def test_a_report_is_read_row_by_row() -> None:
    stats = {"q1": 0.001, "median": 0.002, "q3": 0.003}
    several = [{"what": "hop", "result": "1 ms", "quartiles": [1, 2, 3]}, {"what": "other"}]
    found = report.rows(
        {
            "benchmarks": [
                {"name": "test_a", "stats": stats, "extra_info": {"goal": "5 ms"}},
                {"name": "test_b", "stats": stats, "extra_info": {"rows": several}},
            ]
        }
    )
    assert [str(row) for row in found] == [
        "| test_a | 2 ms |  | 5 ms |",
        "| hop | 1 ms |  |  |",
        "| other | 2 ms |  |  |",
    ]
    assert [row.spread.median for row in found] == [0.002, 2, 0.002]


@pytest.mark.parametrize(("ms", "status"), [(10.0, 0), (14.0, 1)])
def test_the_command_fails_when_something_is_slower(
    ms: float,
    status: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Saved with 10 ms, run again; the benchmarks themselves are left out."""
    took: list[Any] = [10.0]

    def run(_: list[str]) -> tuple[int, list[report.Row]]:
        spread = Spread(*(0.001 * took[0] * each for each in (0.95, 1.0, 1.05)))
        return 0, [report.Row("ranking", "", "", "", spread)]

    monkeypatch.setattr(bench, "run", run)
    monkeypatch.setattr(bench.Peaks, "measured", lambda: PEAKS)
    file = tmp_path / "baseline.json"
    assert bench.main(["--save"], file) == 0
    took[0] = ms
    assert bench.main(["--compare"], file) == status
    assert ("SLOWER" in capsys.readouterr().out) == bool(status)


def test_the_pace_of_this_machine_is_measured() -> None:
    peaks = Peaks.measured()
    assert 1e8 < peaks.flops < 1e13
    assert 1e8 < peaks.bandwidth < 1e13
    assert peaks.beside(peaks) == pytest.approx(1.0)
