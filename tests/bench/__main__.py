"""Run every benchmark and print README's table: `make bench`, or some with `-k EXPRESSION`.

With `--save` the run becomes the baseline; where other arguments choose some benchmarks, the others
stay as they were. With `--compare` it is put beside the baseline, and what has become slower makes
the exit status 1. All other arguments go to pytest.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from datetime import date
from pathlib import Path

import pytest

from tests.bench.baseline import FILE, Measured
from tests.bench.comparing import Comparison
from tests.bench.peaks import Peaks, machine
from tests.bench.report import Row, rows, table

HERE = Path(__file__).parent


def main(arguments: list[str], file: Path = FILE) -> int:
    """Exit status: pytest's, or 1 if anything has become slower; tables go to stdout."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench", description=__doc__, allow_abbrev=False
    )
    parser.add_argument("--save", action="store_true", help="make this run the baseline")
    parser.add_argument("--compare", action="store_true", help="exit with 1 if anything is slower")
    ours, others = parser.parse_known_args(arguments)
    then = Measured.read(file) if ours.compare else None
    peaks = Peaks.measured()
    status, measured = run(others)
    now = Measured.here(measured, peaks)
    print(f"Measured {date.today()} on {machine()}; {peaks}.\n\n{table(measured)}")
    if then is not None:
        comparison = Comparison(then, now)
        print(f"\n{comparison}")
        status = status or int(bool(comparison.slower))
    if ours.save and not status:
        (Measured.read(file).with_(now) if others and file.exists() else now).write(file)
    return status


def run(arguments: list[str]) -> tuple[int, list[Row]]:
    """The exit status of pytest, and what it has measured."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "bench.json")
        status = pytest.main(
            [
                *(str(path) for path in sorted(HERE.glob("test_bench_*.py"))),
                "-q",
                "--override-ini=addopts=",
                f"--benchmark-json={report}",
                "--benchmark-quiet",
                *arguments,
            ]
        )
        known = report.exists() and report.stat().st_size
        return int(status), rows(json.loads(report.read_text())) if known else []


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
