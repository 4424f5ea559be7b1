from __future__ import annotations

import numpy as np
import pytest
from scipy.special import softmax

from live.types import Floats
from models import listwise

PLANTED = np.array([1.5, -0.8, 0.6, 0.0])
UNITS = np.array([1, 0.2, 30, 4])


def lists(planted: Floats, questions: int = 3000, seed: int = 1) -> Floats:
    """Random terms in different units; the truth was drawn by the `planted` weights of each."""
    random = np.random.default_rng(seed)
    made = random.standard_normal((questions, 8, len(planted)))
    chances = softmax(made @ planted, axis=1)
    for one, weights in zip(made, chances, strict=True):
        truth = random.choice(8, p=weights)
        one[[0, truth]] = one[[truth, 0]]
    found: Floats = (made * UNITS).astype(np.float32)
    return found


def test_planted_weights_are_found_again() -> None:
    found = listwise.fitted([lists(PLANTED)])
    assert found * UNITS == pytest.approx(PLANTED, abs=0.1)


def test_what_is_bounded_does_not_weigh_less_than_nothing() -> None:
    bounded = listwise.fitted([lists(PLANTED)], free=1)
    assert bounded[1] == 0
    assert (bounded * UNITS)[[0, 2]] == pytest.approx(PLANTED[[0, 2]], abs=0.2)
    free = listwise.fitted([lists(PLANTED)], free=2)
    assert free[1] * UNITS[1] == pytest.approx(PLANTED[1], abs=0.1)


def test_a_ridge_makes_weights_smaller() -> None:
    loose, tight = (listwise.fitted([lists(PLANTED)], ridge) for ridge in (1e-3, 1.0))
    assert np.linalg.norm(tight * UNITS) < 0.5 * np.linalg.norm(loose * UNITS)


def test_arrays_weigh_the_same_however_many_questions_they_hold() -> None:
    many, few = lists(PLANTED), lists(-PLANTED, questions=600, seed=2)
    assert np.abs(listwise.fitted([many, few]) * UNITS).max() < 0.3
