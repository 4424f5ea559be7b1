"""Run every benchmark and print README's table: `make bench`, or some with `-k EXPRESSION`."""

from __future__ import annotations

import json
import os
import platform
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent


def main(arguments: list[str]) -> int:
    """Exit status of pytest; the table goes to stdout."""
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
        if report.exists() and report.stat().st_size:
            print(table(json.loads(report.read_text())))
    return int(status)


def table(report: dict[str, Any]) -> str:
    """The report of pytest-benchmark as Markdown, under a line with machine and date."""
    lines = [
        f"Measured {date.today()} on {machine()}.",
        "",
        "| what | measured | floor | goal |",
        "| --- | --- | --- | --- |",
    ]
    return "\n".join(lines + [row(bench) for bench in report["benchmarks"]])


def row(bench: dict[str, Any]) -> str:
    info = bench["extra_info"]
    measured = info.get("result") or seconds(bench["stats"]["median"])
    what = info.get("what", bench["name"])
    return f"| {what} | {measured} | {info.get('floor', '')} | {info.get('goal', '')} |"


def seconds(value: float) -> str:
    """With the unit that fits."""
    for factor, unit in ((1e6, "µs"), (1e3, "ms")):
        if value * factor < 1000:
            return f"{value * factor:.3g} {unit}"
    return f"{value:.3g} s"


def machine() -> str:
    """Processor, cores and Python."""
    model = platform.processor() or platform.machine()
    for line in (
        Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else ()
    ):
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    return f"{model}, {os.cpu_count()} cores, Python {platform.python_version()}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
