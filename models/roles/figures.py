"""How well roles are told: areas under curves, F1, and how far all of that is chance.

Rows count by weights, so that a bootstrap over whole songs is nothing but other weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from live.types import Floats
from models.metrics import Numbers
from models.roles.powersets import Flags

#: What is told of every role.
FIGURES = ("roc", "pr", "f1")

_RESAMPLES = 1000


class _Passed(NamedTuple):
    """What passes a threshold at each of `scores` (k,), from the highest down: (..., k) weights."""

    scores: Floats
    true: Numbers
    false: Numbers


def areas(truth: Flags, scores: Floats, weights: Numbers) -> tuple[Numbers, Numbers]:
    """ROC-AUC and PR-AUC (average precision) of `scores` (n,), for each of `weights` (..., n).

    What cannot be told, because only true or only false rows weigh anything, is nan.
    """
    passed = _passed(truth, scores, weights)
    true, false = (np.insert(each, 0, 0.0, axis=-1) for each in passed[1:])
    positives, negatives = true[..., -1], false[..., -1]
    right = np.diff(true)
    under = (np.diff(false) * (true[..., 1:] + true[..., :-1]) / 2).sum(-1)
    precision = passed.true / np.maximum(passed.true + passed.false, 1e-12)
    either = np.where((positives > 0) & (negatives > 0), 1.0, np.nan)
    known = np.maximum(positives, 1e-12)
    roc = either * under / np.maximum(positives * negatives, 1e-12)
    return roc, either * (right * precision).sum(-1) / known


def f1(truth: Flags, said: Flags, weights: Numbers) -> Numbers:
    """F1 (...) of what is `said` (n,); nan where nothing that weighs anything is true."""
    hits, claims, asked = (weights @ each for each in (truth & said, said, truth))
    found: Numbers = np.where(asked > 0, 2 * hits / np.maximum(claims + asked, 1e-12), np.nan)
    return found


def threshold(truth: Flags, scores: Floats) -> float:
    """Where F1 is highest; 0.5 if nothing is true."""
    if not truth.any():
        return 0.5
    passed = _passed(truth, scores, np.ones(len(truth)))
    return float(
        passed.scores[(2 * passed.true / (passed.true + passed.false + truth.sum())).argmax()]
    )


def figures(truth: Flags, found: Floats, thresholds: Sequence[float], weights: Numbers) -> Numbers:
    """(..., 3, roles): `FIGURES` of `found` (n, roles)."""
    of_role = []
    for known, scores, least in zip(truth.T, found.T, thresholds, strict=True):
        of_role.append(
            np.stack([*areas(known, scores, weights), f1(known, scores >= least, weights)])
        )
    return np.moveaxis(np.stack(of_role, axis=-1), 0, -2)


def resamples(songs: Sequence[str], seed: int = 0) -> Numbers:
    """(1000, n): how often each row counts when as many whole `songs` (n,) are drawn as there are.

    Loops of one song are no independent witnesses.
    """
    names, song_of_row = np.unique(np.asarray(songs), return_inverse=True)
    rng = np.random.default_rng(seed)
    drawn = rng.multinomial(len(names), np.full(len(names), 1 / len(names)), _RESAMPLES)
    return drawn[:, song_of_row].astype(np.float64)


def _passed(truth: Flags, scores: Floats, weights: Numbers) -> _Passed:
    order = np.argsort(-scores, kind="stable")
    # A threshold lets all that tie with it pass.
    last = np.flatnonzero(np.append(np.diff(scores[order]), -1.0))
    true = np.cumsum((weights * truth)[..., order], axis=-1)[..., last]
    false = np.cumsum((weights * ~truth)[..., order], axis=-1)[..., last]
    return _Passed(scores[order][last], true, false)
