"""The reports of `evaluate`: what every method came to on one corpus, row by row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from models import reports

FOLDER = Path(__file__).parent / "results"


@dataclass(frozen=True, slots=True)
class Row:
    """What one method came to.

    Attributes
    ----------
    command, cache
        what was run, and the digest of the cache that it was run on.
    milliseconds
        for one candidate; see `models.evaluation.timing`.
    ranking, classification, axes
        see `models.evaluation.figures`.
    """

    command: str
    cache: str
    queries: int
    parameters: int
    milliseconds: float
    ranking: Mapping[str, float]
    classification: Mapping[str, float]
    axes: Mapping[str, Mapping[str, Mapping[str, float]]]


@dataclass(frozen=True, slots=True)
class Report:
    """The rows of all methods on `part` (a split, or empty: all) of `corpus`."""

    corpus: str
    part: str
    songs: int
    rows: Mapping[str, Row]

    @property
    def name(self) -> str:
        return "-".join(filter(None, (self.corpus, self.part)))


def read(file: Path) -> Report:
    """Raises `FileError`."""
    return reports.read(file, Report, Row, "python -m models evaluate")


def write(report: Report, folder: Path) -> None:
    """Keep `report` in `folder`."""
    reports.write(report, folder / f"{report.name}.json")
