"""The report of imagined bars as tables to read."""

from __future__ import annotations

from collections.abc import Mapping

from models.imagine.report import Figures, Report, Row
from models.markdown import table

_RANKS = ("R_mn", "R_md", "R_mn in its corpus")
_LISTS = ("ILD@5", "ILD@10")


def section(report: Report) -> list[str]:
    """The lines of a section of `RESULTS.md`."""
    exams = (line for exam in report.sizes for line in _exam(report, exam))
    commands = [
        (name, str(row.parameters), f"`{row.command}`") for name, row in report.rows.items()
    ]
    return [
        f"## The imagined {report.role}: test songs, cache {report.cache[:8]}",
        "",
        *exams,
        *(line for name, found in report.quality.items() for line in _quality(name, found)),
        *table("How it was measured", ("method", "parameters", "command"), commands),
    ]


def _exam(report: Report, exam: str) -> list[str]:
    size = report.sizes[exam]
    counts = ", ".join(f"{size[name]:.0f} {name}" for name in ("queries", "songs", "candidates"))
    rows = [(name, *_found(row, exam)) for name, row in report.rows.items() if exam in row.exams]
    return table(f"From {exam}: {counts}", ("method", *_RANKS, *_LISTS), rows)


def _found(row: Row, exam: str) -> list[str]:
    figures = row.exams[exam]
    ranks = [
        f"{figures[name]:.3f} ({figures[f'{name} low']:.3f} to {figures[f'{name} high']:.3f})"
        for name in _RANKS
    ]
    return [*ranks, *(f"{figures[name]:.3f}" for name in _LISTS)]


def _quality(name: str, found: Mapping[str, Figures]) -> list[str]:
    rows = [(of, _interval(figures)) for of, figures in found.items()]
    return table(name, ("of", "value"), rows)


def _interval(figures: Figures) -> str:
    if "low" not in figures:
        return f"{figures['value']:.3f}"
    between = f"{figures['low']:.3f} to {figures['high']:.3f}"
    return f"{figures['value']:.3f} ({between}, {figures['count']:.0f} bars)"
