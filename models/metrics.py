"""The figures of the Neural Loop Combiner (section 5.1) and their intervals.

Ranks count from 1. Of a tie the middle counts, so a method that says nothing scores as chance does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from live.types import Floats

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_RESAMPLES = 1000


def rank_of(scores: Floats, truth: int = 0) -> float:
    """The rank of `scores[truth]`, 1 the best."""
    own = scores[truth]
    return 1 + float((scores > own).sum() + ((scores == own).sum() - 1) / 2)


def ranking(ranks: Sequence[float]) -> dict[str, float]:
    """Mean rank, share of the first 1, 10, 30 and 50, and mean reciprocal rank."""
    found = np.asarray(ranks, np.float64)
    tops = {f"top{n}": float((found <= n).mean()) for n in (1, 10, 30, 50)}
    return {"rank": float(found.mean()), **tops, "mrr": float((1 / found).mean())}


def classification(
    scores: Floats, truth: Flags, threshold: float | Numbers, weights: Numbers
) -> dict[str, float]:
    """Accuracy, and F1 of the true class, of `scores >= threshold`; each counts by its weight."""
    said = scores >= threshold
    hits = float(weights[said & truth].sum())
    claims = float(weights[said].sum() + weights[truth].sum())
    return {
        "accuracy": float(np.average(said == truth, weights=weights)),
        "f1": 2 * hits / claims if claims else 0.0,
    }


def best_threshold(scores: Floats, truth: Flags, weights: Numbers) -> float:
    """Where weighted accuracy is highest: to be chosen on other songs than it is reported of."""
    order = np.argsort(scores)[::-1]
    right = np.cumsum(np.where(truth, weights, -weights)[order])
    # A threshold lets all that tie with it pass.
    ends = np.flatnonzero(np.append(np.diff(scores[order]), -1) if len(order) else order)
    best = max(ends.tolist(), key=right.__getitem__, default=None)
    return float("inf") if best is None or right[best] <= 0 else float(scores[order[best]])


def area_under_roc(true: Floats, false: Floats) -> float:
    """How often a true one scores above a false one, ties half."""
    above = (true[:, None] > false[None]).mean()
    return float(above + (true[:, None] == false[None]).mean() / 2)


def interval(
    figure: Callable[[Numbers], float], values: npt.ArrayLike, songs: Sequence[str], seed: int = 0
) -> tuple[float, float]:
    """The 95 % bootstrap interval of `figure(values)`, `values` being (n, ...) of n `songs`.

    Whole songs are drawn: loops of one song are no independent witnesses.
    """
    rows, names = np.asarray(values, np.float64), np.asarray(songs)
    of_song = [rows[names == song] for song in sorted(set(songs))]
    random = np.random.default_rng(seed)
    drawn = random.choice(len(of_song), (_RESAMPLES, len(of_song)))
    found = [figure(np.concatenate([of_song[song] for song in draw])) for draw in drawn]
    low, high = np.percentile(found, [2.5, 97.5])
    return float(low), float(high)
