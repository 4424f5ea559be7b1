"""What a network came to in the reports of `python -m models evaluate` and `... roles evaluate`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from live.errors import ConfigError
from models import results
from models.roles import report as of_roles
from models.roles.evaluation import ALL, OF_RECORDED
from models.roles.figures import FIGURES

#: A figure in words, the figure itself, and what it is without the context where that was asked.
Figure = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Measured:
    """What one report says of a network.

    Attributes
    ----------
    on
        the name of the report.
    asked
        of what, in words.
    command
        that printed it.
    figures
        for the card.
    kept
        for the manifest.
    """

    on: str
    asked: str
    command: str
    figures: tuple[Figure, ...]
    kept: Mapping[str, Any]


def fits(run: str, file: Path) -> Measured:
    """How well loops fit, of the run of that name. Raises `BarwiseError`."""
    report = results.read(file)
    if run not in report.rows:
        remedy = f"`python -m models evaluate {report.corpus} --run {run}` measures it"
        raise ConfigError(f"{file}: has no row {run}; {remedy}")
    row = report.rows[run]
    axes = {axis: parts["all"] for axis, parts in row.axes.items() if parts}
    kept = {
        "songs": report.songs,
        "queries": row.queries,
        "command": row.command,
        "cache": row.cache,
        "ranking": dict(row.ranking),
        "classification": dict(row.classification),
        "axes": axes,
    }
    asked = f"{report.name} ({report.songs} songs, {row.queries} questions)"
    figures = (
        ("average rank of the partner among 100", *_cells(row.ranking, "rank", 1)),
        ("partner among the first ten", f"{row.ranking['top10']:.2f}", ""),
        ("fits or not, accuracy", *_cells(row.classification, "accuracy", 2)),
        *((_AXES[axis], *_cells(cell, "value", 2)) for axis, cell in axes.items()),
    )
    return Measured(report.name, asked, row.command, figures, kept)


def roles(run: str, file: Path) -> Measured:
    """How well roles are told, by the run of that name. Raises `BarwiseError`."""
    report = of_roles.read(file)
    if run not in report.rows:
        raise ConfigError(
            f"{file}: has no row {run}; `python -m models roles evaluate --run {run}` measures it"
        )
    row = report.rows[run]
    tested = row.parts[ALL]
    asked = f"{tested['loops']:.0f} loops of {tested['songs']:.0f} songs and packs"
    overall = [
        (f"{_TITLES[figure]}, {part} loops", _between(row.parts[part], figure), "")
        for part in (ALL, OF_RECORDED)
        for figure in FIGURES
        if figure in row.parts.get(part, {})
    ]
    by_role = [
        (f"{_TITLES[_FIRST]}, {role}", _between(cell, _FIRST), "")
        for role, cell in row.roles[ALL].items()
        if _FIRST in cell
    ]
    kept = {"material": report.material, **asdict(row)}
    return Measured(of_roles.NAME, asked, row.command, (*overall, *by_role), kept)


_AXES = {
    "key": "mean rank of the true key among 12",
    "beat": "mean rank of the true beat among 16",
    "downbeat": "mean rank of the true downbeat among 4",
    "reverse": "told from itself reversed",
    "rearrange": "told from itself with its beats rearranged",
}
_TITLES = dict(zip(FIGURES, ("ROC-AUC", "PR-AUC", "F1"), strict=True))
_FIRST = FIGURES[0]


def _cells(found: Mapping[str, float], name: str, places: int) -> tuple[str, str]:
    silent = f"{found['silent']:.{places}f}" if "silent" in found else ""
    value, low, high = (f"{found[key]:.{places}f}" for key in (name, "low", "high"))
    return f"{value} ({low} to {high})", silent


def _between(found: Mapping[str, float], figure: str) -> str:
    value, low, high = (f"{found[key]:.2f}" for key in (figure, f"{figure} low", f"{figure} high"))
    return f"{value} ({low} to {high})"
