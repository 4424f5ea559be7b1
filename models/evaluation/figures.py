"""All that is reported of a method's answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import product

import numpy as np

from models import metrics
from models.evaluation.answers import Answer

#: Kinds of parts: all, those that a goal is set for, and each context with each partner.
PARTS = (
    "all",
    "with percussion",
    *(f"{c} + {p}" for p, c in product(("percussion", "tonal"), ("percussion", "mixed", "tonal"))),
)

#: What is asked inside a pair.
AXES = ("key", "beat", "downbeat", "reverse", "rearrange")

Figures = dict[str, float]
Axes = dict[str, dict[str, Figures]]


def ranking(found: Sequence[Answer], deaf: Sequence[Answer]) -> Figures:
    """Of the partner among 100 loops; `deaf` are answers without the context."""
    ranks = [_rank(each, "partner") for each in found]
    low, high = metrics.interval(_mean, ranks, [each.question.song for each in found])
    silent = _mean([_rank(each, "partner") for each in deaf])
    return {**metrics.ranking(ranks), "low": low, "high": high, "silent": silent}


def axes(found: Sequence[Answer], deaf: Sequence[Answer]) -> Axes:
    """Axis -> kind of parts -> figures; what was never asked is left out.

    `value` is a mean rank for key, beat and downbeat, and for the others how often the loop is told
    from its spoilt copy, ties half (the area under the curve within pairs). Its interval is `low`
    to `high`; `silent` is without the context; `count` is how often it was asked. `floor` is the
    best mean rank of the beat that can be: the middle of all that sounds the same.
    """
    return {
        axis: {parts: cell for parts in PARTS if (cell := _cell(axis, parts, found, deaf))}
        for axis in AXES
    }


def _cell(axis: str, parts: str, found: Sequence[Answer], deaf: Sequence[Answer]) -> Figures:
    asked, silent = (
        [each for each in some if axis in each.scores and _has(each, parts)]
        for some in (found, deaf)
    )
    if not asked:
        return {}
    value = _VALUES[axis]
    values = [value(each, axis) for each in asked]
    low, high = metrics.interval(_mean, values, [each.question.song for each in asked])
    cell = {"value": _mean(values), "low": low, "high": high, "count": float(len(values))}
    if silent:
        cell["silent"] = _mean([value(each, axis) for each in silent])
    if axis == "beat":
        cell["floor"] = 1 + _mean([each.question.same_beats for each in asked]) / 2
    return cell


def _has(answer: Answer, parts: str) -> bool:
    own = answer.question.parts
    if parts == "with percussion":
        return own != "tonal + tonal"
    return parts in ("all", own)


def _rank(answer: Answer, name: str) -> float:
    return metrics.rank_of(answer.scores[name])


def _told(answer: Answer, name: str) -> float:
    """1 if the truth scores above the one other, of a tie one half."""
    return 2 - _rank(answer, name)


_VALUES: Mapping[str, Callable[[Answer, str], float]] = {
    "key": _rank, "beat": _rank, "downbeat": _rank, "reverse": _told, "rearrange": _told,
}  # fmt: skip


def _mean(values: Sequence[float] | metrics.Numbers) -> float:
    return float(np.mean(values))
