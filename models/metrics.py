"""The figures of the Neural Loop Combiner (section 5.1) and their intervals.

Ranks count from 1. Of a tie the middle counts, so a method that says nothing scores as chance does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from live.types import Floats

Numbers = npt.NDArray[np.float64]

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
    scores: Floats, truth: npt.NDArray[np.bool_], threshold: float
) -> dict[str, float]:
    """Accuracy, and F1 of the true class, of `scores >= threshold`."""
    said = scores >= threshold
    hits = float((said & truth).sum())
    return {
        "accuracy": float((said == truth).mean()),
        "f1": 2 * hits / max(float(said.sum() + truth.sum()), 1.0),
    }


def best_threshold(scores: Floats, truth: npt.NDArray[np.bool_]) -> float:
    """Where accuracy is highest: to be chosen on validation, not where it is reported."""
    order = np.argsort(scores)[::-1]
    right = np.cumsum(np.where(truth[order], 1, -1))
    best = int(right.argmax())
    return float(scores[order[best]]) if right[best] > 0 else float("inf")


def area_under_roc(true: Floats, false: Floats) -> float:
    """How often a true one scores above a false one, ties half."""
    above = (true[:, None] > false[None]).mean()
    return float(above + (true[:, None] == false[None]).mean() / 2)


def interval(
    figure: Callable[[Numbers], float], values: Sequence[float], songs: Sequence[str], seed: int = 0
) -> tuple[float, float]:
    """The 95 % bootstrap interval of `figure(values)`.

    Whole songs are drawn: loops of one song are no independent witnesses.
    """
    of_song: Mapping[str, Numbers] = {
        song: np.array([v for v, s in zip(values, songs, strict=True) if s == song])
        for song in sorted(set(songs))
    }
    random = np.random.default_rng(seed)
    drawn = random.choice(np.array(list(of_song)), (_RESAMPLES, len(of_song)))
    found = [figure(np.concatenate([of_song[song] for song in draw])) for draw in drawn]
    low, high = np.percentile(found, [2.5, 97.5])
    return float(low), float(high)
