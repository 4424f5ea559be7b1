"""The reports as tables to read. Nothing in `RESULTS.md` is typed in by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from models import results
from models.evaluation.figures import AXES
from models.evaluation.spoilt import KINDS
from models.imagine import page as imagine_page
from models.imagine import report as imagine_report
from models.markdown import table
from models.results import Report, Row
from models.roles import page as roles_page
from models.roles import report as roles_report

FILE = Path(__file__).with_name("RESULTS.md")

_HEAD = """# Results

Written by `python -m models table` from the reports in `models/results`. Every table has the same
questions for all methods: some loops of a song sound, and one that sounded with them is asked for.
A corpus is held out (nothing in its table has learnt from it) unless only its test songs are asked
of: those in the tables may have learnt from its other songs. Intervals are 95 %, whole songs drawn.

- **Ranking**: the partner among 100 loops, the others of other songs of the same corpus. Chance is
  50.5.
- **Fits or not**: balanced pairs, seven kinds of negatives that weigh the same, thresholds from the
  other half of the songs. A loop is reversed, shifted by beats, rearranged or transposed only if
  that can be heard, and transposed only in tonal pairs.
- **Inside a pair**: the true key among 12 transpositions (tonal pairs), the true beat among 16
  rotations, the downbeat among the 4 of them within a bar, the loop against itself reversed and
  with its beats rearranged (how often it wins). Chance is 6.5, 8.5, 2.5, 0.5 and 0.5.
- **Silenced**: the same without the context; whoever answers then has not listened.
- **Floor**: the best mean rank of the beat that can be: many rotations sound the same.
- **Cost**: milliseconds of one core for a candidate, in a list of 100 that were described before,
  the context included.
"""

_RANKING = ("average rank", "top 1", "top 10", "top 30", "top 50", "MRR", "silenced")
_COST = ("parameters", "ms per candidate", "questions", "command", "cache")


def page(files: Sequence[Path]) -> str:
    """`RESULTS.md` of reports: of what fits, of roles, and of what is imagined.

    Raises `FileError`.
    """
    roles = [file for file in files if file.stem == roles_report.NAME]
    imagined = [file for file in files if file.parent.name == imagine_report.FOLDER.name]
    others = [file for file in files if file not in (*roles, *imagined)]
    sections = [_section(results.read(file)) for file in others]
    sections += [roles_page.section(roles_report.read(file)) for file in roles]
    sections += [imagine_page.section(imagine_report.read(file)) for file in imagined]
    return "\n".join([_HEAD, *(line for section in sections for line in section)])


def _section(report: Report) -> list[str]:
    queries = max(row.queries for row in report.rows.values())
    what = f"{report.part} songs" if report.part else "songs, held out"
    return [
        f"## {report.corpus}: {report.songs} {what}, {queries} questions",
        "",
        *_table("Ranking", _RANKING, report, _ranking),
        *_table("Fits or not", ("accuracy", "F1", *KINDS), report, _classification),
        *_table("Inside a pair (silenced)", AXES, report, _axes),
        *(line for axis in AXES for line in _by_parts(axis, report)),
        *_table("Made by", _COST, report, _cost),
    ]


def _table(
    title: str, columns: Sequence[str], report: Report, cells: Callable[[Row], Sequence[str]]
) -> list[str]:
    rows = [(name, *cells(row)) for name, row in report.rows.items()]
    return table(title, ("method", *columns), rows)


def _ranking(row: Row) -> list[str]:
    found = row.ranking
    shares = [f"{found[name]:.2f}" for name in ("top1", "top10", "top30", "top50", "mrr")]
    return [_between(found, "rank", 1), *shares, f"{found['silent']:.1f}"]


def _classification(row: Row) -> list[str]:
    found = row.classification
    kinds = [f"{found[kind]:.2f}" if kind in found else "" for kind in KINDS]
    return [_between(found, "accuracy", 2), f"{found['f1']:.2f}", *kinds]


def _axes(row: Row) -> list[str]:
    cells = (row.axes.get(axis, {}).get("all") for axis in AXES)
    return [f"{_between(cell, 'value', 2)}; {_silent(cell)}" if cell else "" for cell in cells]


def _by_parts(axis: str, report: Report) -> list[str]:
    """One axis by what the context is and what the partner is, and its floor where it has one."""
    found = {name: row.axes.get(axis, {}) for name, row in report.rows.items()}
    first = max(found.values(), key=len)
    if not first:
        return []
    rows = [("asked", *(f"{cell['count']:.0f}" for cell in first.values()))]
    if "floor" in first["all"]:
        rows.append(("floor", *(f"{cell['floor']:.2f}" for cell in first.values())))
    for name, cells in found.items():
        rows.append((name, *(_value(cells.get(parts)) for parts in first)))
    return table(f"{axis} by context + partner", ("method", *first), rows)


def _value(cell: Mapping[str, float] | None) -> str:
    return f"{cell['value']:.2f}" if cell else ""


def _cost(row: Row) -> list[str]:
    cost = f"{row.parameters:,}", f"{row.milliseconds:.3f}"
    return [*cost, str(row.queries), f"`{row.command}`", row.cache[:8]]


def _between(found: Mapping[str, float], name: str, places: int) -> str:
    value, low, high = (f"{found[key]:.{places}f}" for key in (name, "low", "high"))
    return f"{value} ({low} to {high})"


def _silent(cell: Mapping[str, float]) -> str:
    return f"{cell['silent']:.2f}" if "silent" in cell else "-"
