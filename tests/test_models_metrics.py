from __future__ import annotations

import numpy as np
import pytest

from models import metrics


def test_of_a_tie_the_middle_counts() -> None:
    assert metrics.rank_of(np.array([0.5, 0.9, 0.1], np.float32)) == 2
    assert metrics.rank_of(np.zeros(100, np.float32)) == 50.5


def test_the_ranking_figures() -> None:
    found = metrics.ranking([1, 10, 11, 60])
    assert found["rank"] == 20.5
    assert (found["top1"], found["top10"], found["top30"], found["top50"]) == (
        0.25,
        0.5,
        0.75,
        0.75,
    )
    assert found["mrr"] == pytest.approx((1 + 1 / 10 + 1 / 11 + 1 / 60) / 4)


def test_the_classification_figures() -> None:
    scores = np.array([0.9, 0.8, 0.2, 0.1], np.float32)
    truth = np.array([True, False, True, False])
    even = np.ones(4)
    assert metrics.classification(scores, truth, 0.5, even) == {"accuracy": 0.5, "f1": 0.5}
    assert metrics.classification(scores, truth, np.array([0.5, 1, 0, 1]), even)["accuracy"] == 1
    assert metrics.best_threshold(scores, truth, even) in (np.float32(0.9), np.float32(0.2))


def test_what_weighs_more_decides() -> None:
    scores = np.array([0.9, 0.8, 0.2, 0.1], np.float32)
    truth = np.array([True, False, True, False])
    heavy = np.array([1.0, 1.0, 3.0, 1.0])
    assert metrics.best_threshold(scores, truth, heavy) == np.float32(0.2)
    found = metrics.classification(scores, truth, 0.2, heavy)
    assert found == {"accuracy": pytest.approx(5 / 6), "f1": pytest.approx(8 / 9)}


def test_a_threshold_cannot_part_what_ties() -> None:
    """Of two equal scores one is true: taking both is no better than taking none."""
    tied, truth = np.array([0.5, 0.5, 0.1], np.float32), np.array([True, False, False])
    assert metrics.best_threshold(tied, truth, np.ones(3)) == np.inf
    assert metrics.best_threshold(tied[:0], truth[:0], np.ones(0)) == np.inf


def test_area_under_roc() -> None:
    high, low = np.array([2.0, 3.0], np.float32), np.array([0.0, 1.0], np.float32)
    assert metrics.area_under_roc(high, low) == 1.0
    assert metrics.area_under_roc(low, low) == 0.5


def test_an_interval_draws_songs_not_loops() -> None:
    """A hundred loops of two songs are two witnesses: the interval spans both."""
    values, songs = [0.0] * 50 + [1.0] * 50, ["a"] * 50 + ["b"] * 50
    low, high = metrics.interval(lambda v: float(v.mean()), values, songs)
    assert (low, high) == (0.0, 1.0)
    many = [str(n) for n in range(100)]
    low, high = metrics.interval(lambda v: float(v.mean()), values, many)
    assert 0.35 < low < 0.5 < high < 0.65
