"""The reports of `evaluate` as tables. Nothing in `RESULTS.md` is typed in by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from live.errors import FileError

FOLDER = Path(__file__).parent / "results"
PAGE = Path(__file__).with_name("RESULTS.md")

_COLUMNS = (
    "method",
    "average rank",
    "top 1",
    "top 10",
    "top 30",
    "top 50",
    "MRR",
    "key of 12",
    "beat of 16",
    "with percussion",
    "silenced: rank, key, beat",
)

_HEAD = """# Results

Written by `python -m models table` from the reports in `models/results`. In every table all methods
have the same lists: one true partner among 100 loops, the others of other songs of the same corpus,
from which no trained method has learnt. Ranks count from 1; chance is 50.5 of 100, 6.5 of 12 and
8.5 of 16. Intervals are 95 %, whole songs drawn. Keys are asked of tonal pairs only. Silenced: the
same questions without the context; whoever answers them has not listened.
"""


@dataclass(frozen=True, slots=True)
class Report:
    """What `command` measured on `corpus`: method -> figures as `models.evaluation` names them."""

    corpus: str
    songs: int
    command: str
    cache: str
    rows: Mapping[str, Mapping[str, float]]


def read(file: Path) -> Report:
    """Raises `FileError`."""
    try:
        return Report(**json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        remedy = "`python -m models evaluate` writes them"
        raise FileError(f"{file}: no report ({error}); {remedy}") from None


def page(reports: Sequence[Report]) -> str:
    """`RESULTS.md`."""
    return "\n".join([_HEAD, *(_section(report) for report in reports)])


def _section(report: Report) -> str:
    queries = int(next(iter(report.rows.values()))["queries"])
    lines = [
        f"## {report.corpus}: {report.songs} songs, {queries} queries",
        "",
        f"`{report.command}` on the cache {report.cache[:8]}",
        "",
        _line(_COLUMNS),
        _line(["---"] * len(_COLUMNS)),
        *(_line(_row(method, figures)) for method, figures in report.rows.items()),
        "",
    ]
    return "\n".join(lines)


def _row(method: str, row: Mapping[str, float]) -> list[str]:
    shares = [f"{row[name]:.2f}" for name in ("top1", "top10", "top30", "top50", "mrr")]
    axes = [f"{row[name]:.2f}" for name in ("key", "beat", "beat_percussive")]
    silent = ", ".join(f"{row[f'silent_{name}']:.1f}" for name in ("rank", "key", "beat"))
    rank = f"{row['rank']:.1f} ({row['rank_low']:.1f} to {row['rank_high']:.1f})"
    return [method, rank, *shares, *axes, silent]


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
