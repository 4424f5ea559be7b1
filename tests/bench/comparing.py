"""A run of the benchmarks beside the baseline: what has become slower, by more than chance allows.

Slower is what takes more than `TOLERATED` times as long, if also three quarters of its rounds took
longer than three quarters of the baseline's did. Faster is the same the other way round.

On another processor seconds mean nothing: there each is divided by how much longer that machine
takes for a matrix product and a copy of memory, which are measured in every run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from tests.bench.baseline import Measured
from tests.bench.report import Spread, seconds

TOLERATED = 1.3

#: Beyond that a machine of the same name is not at rest, or is another one.
_AT_REST = 1.15


class Verdict(StrEnum):
    SAME = ""
    SLOWER = "SLOWER"
    FASTER = "faster"
    NEW = "new"
    MISSING = "not measured"


@dataclass(frozen=True, slots=True)
class Line:
    """One benchmark: what it took then and takes now, None where it was not measured.

    `ratio` is of the medians, the machines' own being taken out.
    """

    what: str
    then: Spread | None
    now: Spread | None
    ratio: float
    verdict: Verdict

    def __str__(self) -> str:
        then, now = ("" if each is None else seconds(each.median) for each in (self.then, self.now))
        ratio = f"{self.ratio:.2f}" if self.then and self.now else ""
        return f"| {self.what} | {then} | {now} | {ratio} | {self.verdict} |"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs beside each other; `pace` is what this machine takes, of what that one takes."""

    then: Measured
    now: Measured

    @property
    def pace(self) -> float:
        return self.now.peaks.beside(self.then.peaks)

    @property
    def is_elsewhere(self) -> bool:
        return self.now.processor != self.then.processor

    @property
    def lines(self) -> list[Line]:
        """In the order of this run; then what it lacks."""
        lacking = [what for what in self.then.spreads if what not in self.now.spreads]
        return [self._line(what) for what in (*self.now.spreads, *lacking)]

    @property
    def slower(self) -> list[Line]:
        return [line for line in self.lines if line.verdict is Verdict.SLOWER]

    def _line(self, what: str) -> Line:
        then, now = self.then.spreads.get(what), self.now.spreads.get(what)
        if then is None or now is None:
            return Line(what, then, now, 1.0, Verdict.NEW if then is None else Verdict.MISSING)
        fair = now.times(1 / self.pace) if self.is_elsewhere else now
        return Line(what, then, now, fair.median / then.median, verdict(then, fair))

    def __str__(self) -> str:
        head = ["| what | baseline | now | ratio | |", "| --- | --- | --- | --- | --- |"]
        return "\n".join([*self._about(), "", *head, *map(str, self.lines), "", self._told()])

    def _about(self) -> Iterator[str]:
        yield f"Baseline: {self.then.date}, {self.then.machine}; {self.then.peaks}."
        yield f"Now: {self.now.machine}; {self.now.peaks}."
        if self.is_elsewhere:
            yield f"Another processor: ratios are those of times divided by {self.pace:.2f}."
        elif not 1 / _AT_REST < self.pace < _AT_REST:
            yield f"This machine takes {self.pace:.2f} times as long as then: is it at rest?"

    def _told(self) -> str:
        measured = sum(line.now is not None for line in self.lines)
        return (
            f"{len(self.slower)} of {measured} slower: more than {TOLERATED} times the baseline's "
            "median, and the lower quartile above its upper one."
        )


def verdict(then: Spread, now: Spread) -> Verdict:
    """Of two spreads that can be compared."""
    if now.median > TOLERATED * then.median and now.low > then.high:
        return Verdict.SLOWER
    if then.median > TOLERATED * now.median and then.low > now.high:
        return Verdict.FASTER
    return Verdict.SAME
