"""The reports of `evaluate`: what every method came to on one corpus, row by row."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from live.errors import FileError

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
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        rows = {name: Row(**row) for name, row in found.pop("rows").items()}
        return Report(**found, rows=rows)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        remedy = "`python -m models evaluate` writes them"
        raise FileError(f"{file}: no report ({error}); {remedy}") from None


def write(report: Report, folder: Path) -> None:
    """Keep `report` in `folder`, as a whole or as it was before."""
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f"{report.name}.tmp"
    unfinished.write_text(json.dumps(asdict(report), indent=1) + "\n", encoding="utf-8")
    unfinished.rename(folder / f"{report.name}.json")
