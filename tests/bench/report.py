"""What pytest-benchmark has measured, as rows of a table.

A benchmark is one row, told by its `extra_info`: `what` was measured, and in place of the median a
`result` in words, a `floor`, a `goal`. One whose own duration says nothing, because it waits for
the beat, gives what it took by itself: `quartiles`, in seconds. One with `rows` is several of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np


@dataclass(frozen=True, slots=True)
class Spread:
    """Seconds: the quartiles of what was measured."""

    low: float
    median: float
    high: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> Self:
        return cls(*np.percentile(seconds, [25, 50, 75]).tolist())

    def times(self, factor: float) -> Spread:
        return Spread(self.low * factor, self.median * factor, self.high * factor)

    def quartiles(self) -> list[float]:
        """To three digits: what differs less is noise, and in a file hard to read."""
        return [float(f"{value:.3g}") for value in (self.low, self.median, self.high)]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table; `spread` is what is compared with the baseline."""

    what: str
    measured: str
    floor: str
    goal: str
    spread: Spread

    def __str__(self) -> str:
        return f"| {self.what} | {self.measured} | {self.floor} | {self.goal} |"


def rows(report: Mapping[str, Any]) -> list[Row]:
    """Those of the JSON that pytest-benchmark writes."""
    return [row for bench in report["benchmarks"] for row in _rows(bench)]


def _rows(bench: Mapping[str, Any]) -> Iterator[Row]:
    info, stats = bench["extra_info"], bench["stats"]
    own = [stats["q1"], stats["median"], stats["q3"]]
    for each in info.get("rows", [info]):
        spread = Spread(*each.get("quartiles", own))
        yield Row(
            each.get("what", bench["name"]),
            each.get("result") or seconds(spread.median),
            each.get("floor", ""),
            each.get("goal", ""),
            spread,
        )


def table(measured: Sequence[Row]) -> str:
    """As Markdown."""
    head = ["| what | measured | floor | goal |", "| --- | --- | --- | --- |"]
    return "\n".join([*head, *map(str, measured)])


def seconds(value: float) -> str:
    """With the unit that fits."""
    for factor, unit in ((1e6, "µs"), (1e3, "ms")):
        if value * factor < 1000:
            return f"{value * factor:.3g} {unit}"
    return f"{value:.3g} s"
