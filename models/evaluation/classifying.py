"""Fits or not: balanced pairs, every kind of negative weighing the same (the paper's section 5.1).

The threshold for the songs of one half is chosen on the other half.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from live.types import Floats
from models import metrics
from models.evaluation.answers import Answer
from models.evaluation.spoilt import KINDS
from models.metrics import Flags, Numbers


@dataclass(frozen=True, slots=True, eq=False)
class _Pairs:
    """All (n,): each true pair once for every kind of negative that stands against it."""

    scores: Floats
    truth: Flags
    kinds: npt.NDArray[np.str_]
    songs: npt.NDArray[np.str_]
    weights: Numbers

    def of(self, chosen: Flags) -> _Pairs:
        return _Pairs(*(getattr(self, name)[chosen] for name in self.__slots__))


def classification(found: Sequence[Answer]) -> dict[str, float]:
    """Accuracy, its interval, F1, and the accuracy against each kind of negative."""
    pairs = _pairs(found)
    thresholds = _thresholds(pairs)
    made = metrics.classification(pairs.scores, pairs.truth, thresholds, pairs.weights)
    right = (pairs.scores >= thresholds) == pairs.truth
    weighed = np.stack([right * pairs.weights, pairs.weights], axis=1)
    low, high = metrics.interval(_share, weighed, pairs.songs.tolist())
    by_kind = {kind: float(right[pairs.kinds == kind].mean()) for kind in sorted(set(pairs.kinds))}
    return {**made, "low": low, "high": high, **by_kind}


def _pairs(found: Sequence[Answer]) -> _Pairs:
    rows = [
        (score, is_true, kind, each.question.song)
        for each in found
        for kind in KINDS
        if kind in each.scores
        for score, is_true in zip(each.scores[kind], (True, False), strict=True)
    ]
    scores, truth, kinds, songs = map(np.array, zip(*rows, strict=True))
    counts = Counter(kinds.tolist())
    weights = np.array([1 / counts[kind] for kind in kinds.tolist()])
    return _Pairs(scores, truth, kinds, songs, weights)


def _thresholds(pairs: _Pairs) -> Numbers:
    """(n,) for each pair the best threshold of the songs in the other half."""
    songs = np.random.default_rng(0).permutation(sorted(set(pairs.songs)))
    is_first = np.isin(pairs.songs, songs[::2])
    first, second = (
        metrics.best_threshold(half.scores, half.truth, half.weights)
        for half in (pairs.of(is_first), pairs.of(~is_first))
    )
    return np.where(is_first, second, first)


def _share(weighed: Numbers) -> float:
    right, weights = weighed.sum(axis=0)
    return float(right / weights)
