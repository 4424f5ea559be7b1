"""The report of `imagine evaluate` and `imagine listen`: what was measured of a role."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from models import reports, results

FOLDER = results.FOLDER / "imagine"

Figures = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Row:
    """What one method came to: exam -> figures (see `models.imagine.retrieval`)."""

    command: str
    parameters: int
    exams: Mapping[str, Figures]


@dataclass(frozen=True, slots=True)
class Report:
    """Of `role`, on the test songs of the cache of that digest.

    Attributes
    ----------
    rows
        method -> how it finds what was missing.
    quality
        what was measured of sounds -> of which -> its value, interval and count.
    sizes
        exam -> how many queries, songs and candidates it has.
    """

    role: str
    cache: str
    rows: Mapping[str, Row] = field(default_factory=dict)
    quality: Mapping[str, Mapping[str, Figures]] = field(default_factory=dict)
    sizes: Mapping[str, Figures] = field(default_factory=dict)


def so_far(role: str, cache: str, folder: Path) -> Report:
    """What `folder` has of that role; nothing, if it was of another cache. Raises `FileError`."""
    file = folder / f"{role}.json"
    found = read(file) if file.exists() else Report(role, cache)
    return found if found.cache == cache else Report(role, cache)


def read(file: Path) -> Report:
    """Raises `FileError`."""
    return reports.read(file, Report, Row, "python -m models imagine evaluate")


def write(report: Report, folder: Path) -> None:
    """Keep `report` in `folder`."""
    reports.write(report, folder / f"{report.role}.json")
