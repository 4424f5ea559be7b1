"""The weights under which the truth is likeliest in lists of it and others: a convex problem."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import minimize
from scipy.special import softmax

from live.types import Floats
from models.metrics import Numbers

#: On weights of standardised terms.
RIDGE = 1e-3


def fitted(lists: Sequence[Floats], ridge: float = RIDGE, free: int | None = None) -> Floats:
    """Weights (terms,) from arrays (questions, candidates, terms), the truth first in each.

    The arrays weigh the same, however many questions they hold. Only the first `free` terms may
    weigh less than nothing; all if it is None.
    """
    exact = [some.astype(np.float64) for some in lists]
    count = exact[0].shape[-1]
    scale = np.maximum(np.concatenate([some.reshape(-1, count) for some in exact]).std(0), 1e-6)
    standard = [some / scale for some in exact]

    def loss(weights: Numbers) -> tuple[float, Numbers]:
        parts = [_surprise(some, weights) for some in standard]
        value = sum(part for part, _ in parts) + ridge * float(weights @ weights)
        return value, sum(slope for _, slope in parts) + 2 * ridge * weights

    bounds = [(None if free is None or term < free else 0, None) for term in range(count)]
    found = minimize(loss, np.zeros(count), method="L-BFGS-B", jac=True, bounds=bounds)
    weights: Floats = (found.x / scale).astype(np.float32)
    return weights


def _surprise(lists: Numbers, weights: Numbers) -> tuple[float, Numbers]:
    """Mean cross-entropy of the first of each of `lists`, and its gradient."""
    chances = softmax(lists @ weights, axis=1)
    expected = np.einsum("nc,nct->nt", chances, lists)
    return -float(np.log(chances[:, 0]).mean()), (expected - lists[:, 0]).mean(axis=0)
