"""Means, intervals, differences and reliabilities of ratings; nan is what was not said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from models.metrics import Numbers

_RESAMPLES = 4000
_SEED = 0


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean opinion score with its 95 % interval, of `count` ratings; nan if there is none."""

    value: float
    low: float
    high: float
    count: int


@dataclass(frozen=True, slots=True)
class Difference:
    """How one method differs from another in `pairs` ratings, of which `unequal` tell anything.

    `by` is the mean difference; `p` that of the Wilcoxon signed-rank test, `corrected` by Holm.
    """

    pairs: int
    unequal: int
    by: float
    p: float
    corrected: float = float("nan")


def mean(ratings: Numbers) -> Mean:
    """Of `ratings` (raters, groups).

    The interval is a bootstrap that draws raters and groups, both (Owen, Annals of Applied
    Statistics 2007): ratings of one rater, or of one source loop, are no independent witnesses. It
    is a little too wide rather than too narrow.
    """
    said = ~np.isnan(ratings)
    count = int(said.sum())
    if not count:
        return Mean(float("nan"), float("nan"), float("nan"), 0)
    random, filled = np.random.default_rng(_SEED), np.where(said, ratings, 0)
    raters, groups = (_drawn(random, size) for size in ratings.shape)
    totals = np.einsum("br,rg,bg->b", raters, filled, groups)
    counts = np.einsum("br,rg,bg->b", raters, said.astype(float), groups)
    means = totals[counts > 0] / counts[counts > 0]
    low, high = np.percentile(means, [2.5, 97.5])
    return Mean(float(ratings[said].mean()), float(low), float(high), count)


def _drawn(random: np.random.Generator, size: int) -> Numbers:
    """(resamples, size): how often each is drawn with replacement."""
    return random.multinomial(size, [1 / size] * size, _RESAMPLES).astype(float)


def difference(one: Numbers, other: Numbers) -> Difference:
    """Of `one` from `other`, both (raters, groups): they are paired by rater and group.

    Pairs that are equal are left out (Wilcoxon's way). Where ties leave no exact distribution, p is
    the normal approximation's, which for few pairs is on the careful side.
    """
    apart = (one - other)[~np.isnan(one - other)]
    unequal = apart[apart != 0]
    if not len(unequal):
        return Difference(len(apart), 0, 0.0, 1.0)
    p = float(stats.wilcoxon(unequal).pvalue)
    return Difference(len(apart), len(unequal), float(apart.mean()), p)


def least_p(unequal: int) -> float:
    """The smallest p that so many unequal pairs can give: all of one sign."""
    return float(stats.wilcoxon(np.ones(unequal)).pvalue) if unequal else 1.0


def holm(p: Sequence[float]) -> list[float]:
    """Corrected so that among all of them one false find is as unlikely as it was in each.

    Holm, Scandinavian Journal of Statistics 1979.
    """
    values = np.asarray(p, float)
    order = np.argsort(values, kind="stable")
    steps = np.minimum(values[order] * np.arange(len(values), 0, -1), 1)
    corrected = np.empty_like(values)
    corrected[order] = np.maximum.accumulate(steps)
    found: list[float] = corrected.tolist()
    return found


def alpha(cases: Numbers) -> float:
    """Cronbach's alpha of the columns of `cases` (n, items), over the rows that are complete.

    nan where it is not defined: with one item, or where all rows are the same.
    """
    whole = cases[~np.isnan(cases).any(axis=1)]
    items = whole.shape[1]
    if items < 2 or len(whole) < 2 or not (total := whole.sum(axis=1).var(ddof=1)):
        return float("nan")
    return float(items / (items - 1) * (1 - whole.var(axis=0, ddof=1).sum() / total))
