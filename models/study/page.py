"""The findings as one page that needs nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape

import numpy as np

from models.study import plots
from models.study.findings import SIGNIFICANT, Findings
from models.study.scales import SCALES
from models.study.statistics import Mean
from models.study.tables import Cell, Table

_STYLE = """
:root { color-scheme: dark }
body { max-width: 68rem; margin: 0 auto; padding: 1rem; background: #0b0c0e; color: #ecebe7;
  font: 1rem/1.5 system-ui, sans-serif }
h1, h2 { line-height: 1.2 }
.soft { color: #a9afb8 }
.doubt { padding: .6rem 1rem; border-left: 4px solid #ffb454; background: #17191d }
.wide { overflow-x: auto }
table { border-collapse: collapse }
th, td { padding: .2rem .8rem; border-bottom: 1px solid #2a2d33; text-align: left }
td.number { text-align: right; font-variant-numeric: tabular-nums }
tr.found td { color: #ffb454 }
summary { padding: .6rem 0; cursor: pointer }
svg { max-width: 100%; height: auto }
"""

_MEANING = (
    "Points from 1 to 5. The interval is a bootstrap of 95 % that draws raters and source loops, "
    "both: ratings of one person, or of one loop, are no independent witnesses, so it is a little "
    "too wide rather than too narrow."
)
_OF_ROLES = (
    "Behind each role is how many source loops play it. Of a single one the interval is that of "
    "the raters alone: it says nothing of other loops of that role."
)
_TESTED = (
    "Wilcoxon signed-rank tests, paired by rater and group, two-sided. Holm's correction is for "
    "all {count} of them together: that any of those below {level:g} is chance is less than 5 % "
    "likely. The pairs of one rater or one group are not independent, which the test takes them to "
    "be: with few of either, trust the intervals."
)
_RELIABLE = (
    "Cronbach's alpha; 1 is perfect agreement, below about 0.7 is little. Of the raters: those who "
    "rated all clips are the items, the clips the cases. Of the scales: the six scales are the "
    "items, rated clips the cases."
)


def page(found: Findings, made: Mapping[str, Table]) -> str:
    """HTML; `made` are the tables of `found`."""
    parts = [
        "<!doctype html><html lang=en><head><meta charset=utf-8>",
        "<meta name=viewport content='width=device-width, initial-scale=1'>",
        f"<title>Listening study</title><style>{_STYLE}</style></head><body><main>",
        *_head(found),
        *_means(found, made["means"]),
        *_roles(found, made["means-by-role"]),
        *_differences(found, made["differences"]),
        *_section("Can raters be relied on?", _RELIABLE, _table(made["reliability"])),
        "</main></body></html>",
    ]
    return "\n".join(parts)


def _head(found: Findings) -> Iterator[str]:
    own = found.answers
    ratings = int((~np.isnan(own.values)).sum())
    roles = ", ".join(f"{count} {role}" for role, count in Counter(own.roles).most_common())
    yield "<h1>Which loops go together?</h1>"
    yield _text(
        f"{len(own.raters)} raters, {len(own.groups)} source loops ({roles}), "
        f"{len(own.methods)} clips of each, {ratings} answers."
    )
    yield from (f"<p class=doubt>{escape(doubt)}</p>" for doubt in found.doubts)


def _means(found: Findings, table: Table) -> Iterable[str]:
    panels = {
        scale: {method: found.means[scale, method] for method in found.answers.methods}
        for scale in SCALES
    }
    drawn = _picture(panels, "Means and intervals of every method on every scale")
    asked = "".join(f"<li>{name}: {escape(each.question)}</li>" for name, each in SCALES.items())
    return _section(
        "Mean opinion scores", _MEANING, f"<ul class=soft>{asked}</ul>", drawn, _folded(table)
    )


def _roles(found: Findings, table: Table) -> Iterable[str]:
    """Of the three scales of the paper; the table has all."""
    panels = {
        f"{scale}: {role} ({count})": {
            method: found.by_role[scale, role, method] for method in found.answers.methods
        }
        for role, count in Counter(found.answers.roles).items()
        for scale in ("matched", "innovative", "usable")
    }
    drawn = _picture(panels, "The same by what the source loop plays")
    return _section("By what the source loop plays", _OF_ROLES, drawn, _folded(table))


def _differences(found: Findings, table: Table) -> Iterable[str]:
    text = _TESTED.format(count=len(found.differences), level=SIGNIFICANT)
    is_found = [each.corrected < SIGNIFICANT for each in found.differences.values()]
    return _section("Differences", text, _table(table, is_found))


def _picture(panels: Mapping[str, Mapping[str, Mean]], text: str) -> str:
    if not any(mean.count for panel in panels.values() for mean in panel.values()):
        return ""
    return f'<div class=wide role=img aria-label="{escape(text)}">{plots.means(panels)}</div>'


def _section(title: str, text: str, *content: str) -> list[str]:
    return [f"<h2>{escape(title)}</h2>", _text(text, "soft") if text else "", *content]


def _text(text: str, kind: str = "") -> str:
    return f'<p class="{kind}">{escape(text)}</p>'


def _folded(table: Table) -> str:
    return f"<details><summary>The numbers</summary>{_table(table)}</details>"


def _table(table: Table, found: Sequence[bool] = ()) -> str:
    head = "".join(f"<th scope=col>{escape(name)}</th>" for name in table.head)
    marks = found or [False] * len(table.rows)
    rows = "".join(map(_row, table.rows, marks))
    return f"<div class=wide tabindex=0><table><tr>{head}</tr>{rows}</table></div>"


def _row(row: Sequence[Cell], is_found: bool) -> str:
    kind = " class=found" if is_found else ""
    return f"<tr{kind}>{''.join(map(_cell, row))}</tr>"


def _cell(cell: Cell) -> str:
    if isinstance(cell, str):
        return f"<td>{escape(cell)}</td>"
    said = str(cell) if isinstance(cell, int) else _rounded(cell)
    return f"<td class=number>{said}</td>"


def _rounded(number: float) -> str:
    """Two places, or what it takes to tell a small number from nothing."""
    if np.isnan(number):
        return "–"
    return "&lt; 0.001" if 0 < number < 0.001 else f"{number:.{2 if abs(number) > 0.1 else 3}f}"
