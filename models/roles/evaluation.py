"""What is asked of every method that tells roles, and all that is reported of its answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Any

import numpy as np
import numpy.typing as npt

from live.types import ROLES, Floats
from models.metrics import Numbers
from models.roles.figures import FIGURES, figures, resamples, threshold
from models.roles.material import Material
from models.roles.methods import Tagger
from models.roles.powersets import Flags
from models.roles.timing import milliseconds

#: Corpora of sounds that people played or produced for use in loops.
RECORDED = ("libre-sample-pack", "sonic-pi-samples")

#: Parts of which every role has figures of its own.
ALL, OF_RECORDED = "all", "recorded"

_BINS = 10

Cell = dict[str, float]


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """What was `said` (n, 6) of loops of `songs` (n,), and what is true (n, 6)."""

    said: Floats
    truth: Flags
    songs: Sequence[str]


def taken(tagger: Tagger, material: Material) -> dict[str, Any]:
    """What `models.roles.report.Row` keeps of a method, but for how it came about."""
    valid, tested = (material.rows(split).tolist() for split in ("valid", "test"))
    truth = np.asarray(material.roles)
    chosen = _thresholds(truth[valid], tagger.probabilities(material, valid))
    songs = [material.songs[row] for row in tested]
    answers = Answers(tagger.probabilities(material, tested), truth[tested], songs)
    found = {
        name: _figures(_those(answers, rows), chosen) for name, rows in parts(material).items()
    }
    return {
        "parameters": tagger.parameters,
        "milliseconds": _rounded(milliseconds(tagger, material, tested)),
        "thresholds": dict(zip(ROLES, map(_rounded, chosen), strict=True)),
        "parts": {name: part.pop(ALL) for name, part in found.items()},
        "roles": {name: found[name] for name in (ALL, OF_RECORDED) if name in found},
        "confusion": confusion(answers.truth, answers.said >= np.array(chosen)),
        "reliability": reliability(answers.truth, answers.said),
    }


def parts(material: Material) -> dict[str, Flags]:
    """Which of the tested rows (n,) are all, recorded, of each kind and of each corpus."""
    tested = material.rows("test")
    made, corpora = (np.array(column)[tested] for column in (material.made, material.corpora))
    found = {ALL: np.ones(len(tested), bool), OF_RECORDED: np.isin(corpora, RECORDED)}
    found |= {kind: made == kind for kind in sorted(set(made))}
    found |= {corpus: corpora == corpus for corpus in sorted(set(corpora))}
    return {name: rows for name, rows in found.items() if rows.any()}


def _those(answers: Answers, rows: Flags) -> Answers:
    songs = list(compress(answers.songs, rows))
    return Answers(answers.said[rows], answers.truth[rows], songs)


def _thresholds(truth: Flags, said: Floats) -> list[float]:
    return [threshold(*role) for role in zip(truth.T, said.T, strict=True)]


def _figures(answers: Answers, thresholds: Sequence[float]) -> dict[str, Cell]:
    """Figures of each role, and under `ALL` their means; what cannot be told is left out.

    Each has its value, and the `low` and `high` end of its 95 % interval.
    """
    weights = np.vstack([np.ones(len(answers.songs)), resamples(answers.songs)])
    found = figures(answers.truth, answers.said, thresholds, weights)
    positives = answers.truth.sum(axis=0)
    cells = {
        role: {"positives": float(positives[place]), **_cell(found[..., place])}
        for place, role in enumerate(ROLES)
    }
    counts = {"loops": float(len(answers.songs)), "songs": float(len(set(answers.songs)))}
    return {**cells, ALL: {**counts, **_cell(_mean(found))}}


def _cell(found: Numbers) -> Cell:
    """Of `found` (1 + resamples, figures), the first row being what is the case."""
    cell: Cell = {}
    for name, values in zip(FIGURES, found.T, strict=True):
        if not np.isnan(values[0]):
            low, high = np.nanpercentile(values[1:], [2.5, 97.5])
            own = {name: values[0], f"{name} low": low, f"{name} high": high}
            cell |= {key: _rounded(value) for key, value in own.items()}
    return cell


def _mean(found: Numbers) -> Numbers:
    """Over the roles (..., roles) that can be told; nan without any."""
    told = ~np.isnan(found)
    total = np.where(told, found, 0.0).sum(axis=-1)
    return np.where(told.any(axis=-1), total / np.maximum(told.sum(axis=-1), 1), np.nan)


def confusion(truth: Flags, said: Flags) -> dict[str, Cell]:
    """Role -> how often each is `said` (n, 6) of loops whose `truth` (n, 6) is that role alone."""
    alone = truth.sum(axis=1) == 1
    found = {}
    for place, role in enumerate(ROLES):
        those = said[alone & truth[:, place]]
        shares = those.mean(axis=0) if len(those) else np.zeros(len(ROLES))
        told = dict(zip(ROLES, map(_rounded, shares), strict=True))
        found[role] = {"loops": float(len(those)), **told}
    return found


def reliability(truth: Flags, said: Floats) -> list[Cell]:
    """Bins of what is `said` (n, 6), all roles alike; empty ones are left out."""
    bins = np.minimum((said * _BINS).astype(int), _BINS - 1)
    found = []
    for number in sorted(set(bins.flat)):
        own: npt.NDArray[np.bool_] = bins == number
        means = {"said": float(said[own].mean()), "true": float(truth[own].mean())}
        found.append({"count": float(own.sum()), **{k: _rounded(v) for k, v in means.items()}})
    return found


def _rounded(value: float) -> float:
    return round(float(value), 4)
