"""The findings as rows: the same for the page and for the CSV files."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from models.study.findings import Findings
from models.study.scales import SCALES
from models.study.statistics import Mean

Cell = str | int | float


@dataclass(frozen=True, slots=True)
class Table:
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


_MEAN = ("mean", "low", "high", "ratings")
_DIFFERENCE = ("pairs", "unequal", "difference", "p", "p Holm")


def tables(found: Findings) -> Mapping[str, Table]:
    """File name -> table."""
    return {
        "means": Table(("scale", "method", *_MEAN), tuple(_means(found))),
        "means-by-role": Table(("scale", "role", "method", *_MEAN), tuple(_by_role(found))),
        "differences": Table(
            ("scale", "method", "other", *_DIFFERENCE), tuple(_differences(found))
        ),
        "reliability": Table(("what", "value"), tuple(_reliability(found))),
        "answers": Table(
            ("rater", "group", "role", "method", "scale", "value"), tuple(_answers(found))
        ),
    }


def write(made: Mapping[str, Table], folder: Path) -> None:
    """Each as a CSV file."""
    for name, table in made.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file, lineterminator="\n")
            rows.writerows([table.head, *(map(_said, row) for row in table.rows)])


def _said(cell: Cell) -> str:
    """Numbers in six digits, and what is not defined as nothing."""
    if isinstance(cell, float):
        return "" if np.isnan(cell) else f"{cell:.6g}"
    return str(cell)


def _mean(each: Mean) -> tuple[Cell, ...]:
    return each.value, each.low, each.high, each.count


def _means(found: Findings) -> Iterable[tuple[Cell, ...]]:
    return ((*names, *_mean(each)) for names, each in found.means.items())


def _by_role(found: Findings) -> Iterable[tuple[Cell, ...]]:
    return ((*names, *_mean(each)) for names, each in found.by_role.items())


def _differences(found: Findings) -> Iterator[tuple[Cell, ...]]:
    for names, each in found.differences.items():
        yield (*names, each.pairs, each.unequal, each.by, each.p, each.corrected)


def _reliability(found: Findings) -> Sequence[tuple[Cell, ...]]:
    known = found.reliability
    return [
        *((f"alpha of the raters: {scale}", value) for scale, value in known.raters.items()),
        ("raters who rated all clips", known.complete),
        ("alpha of the scales", known.scales),
        ("asked twice: mean difference in points", known.again),
        ("asked twice: share of the same answers", known.exactly),
    ]


def _answers(found: Findings) -> Iterator[tuple[Cell, ...]]:
    """Raters are counted from 1, in no order that tells who they are."""
    own = found.answers
    for place in np.argwhere(~np.isnan(own.values)).tolist():
        rater, group, method, scale = place
        name = list(SCALES)[scale]
        value = int(own.values[tuple(place)])
        yield rater + 1, group + 1, own.roles[group], own.methods[method], name, value
