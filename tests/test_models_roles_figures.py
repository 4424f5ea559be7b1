from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, f1_score, roc_auc_score

from models.roles import figures

N = 200


@pytest.fixture(params=[2, 60], ids=["ties", "few ties"])
def scores(request: pytest.FixtureRequest) -> np.ndarray:
    random = np.random.default_rng(0)
    return (random.integers(0, request.param, N) / request.param).astype(np.float32)


@pytest.fixture
def truth(scores: np.ndarray) -> np.ndarray:
    return np.random.default_rng(1).random(N) < 0.2 + 0.5 * scores


@pytest.fixture
def weights() -> np.ndarray:
    """Rows that count once, and rows that count from 0 to 3 times."""
    return np.stack([np.ones(N), np.random.default_rng(2).integers(0, 4, N)])


def test_areas_are_those_of_scikit_learn(
    truth: np.ndarray, scores: np.ndarray, weights: np.ndarray
) -> None:
    roc, pr = figures.areas(truth, scores, weights)
    for each, under, precision in zip(weights, roc, pr, strict=True):
        assert under == pytest.approx(roc_auc_score(truth, scores, sample_weight=each))
        wanted = average_precision_score(truth, scores, sample_weight=each)
        assert precision == pytest.approx(wanted)


def test_f1_is_that_of_scikit_learn(
    truth: np.ndarray, scores: np.ndarray, weights: np.ndarray
) -> None:
    said = scores >= 0.5
    for each, found in zip(weights, figures.f1(truth, said, weights), strict=True):
        assert found == pytest.approx(f1_score(truth, said, sample_weight=each))


def test_what_cannot_be_told_is_nan(scores: np.ndarray, weights: np.ndarray) -> None:
    for truth in (np.zeros(N, bool), np.ones(N, bool)):
        assert np.isnan(figures.areas(truth, scores, weights)).all()
    assert np.isnan(figures.f1(np.zeros(N, bool), scores > 0.5, weights)).all()


def test_no_other_threshold_has_a_better_f1(truth: np.ndarray, scores: np.ndarray) -> None:
    chosen = f1_score(truth, scores >= figures.threshold(truth, scores))
    assert chosen == max(f1_score(truth, scores >= each) for each in scores)


def test_without_a_true_row_the_threshold_is_in_the_middle(scores: np.ndarray) -> None:
    assert figures.threshold(np.zeros(N, bool), scores) == 0.5


def test_every_role_has_every_figure(scores: np.ndarray, weights: np.ndarray) -> None:
    found = np.stack([scores, 1 - scores], axis=1)
    truth = np.stack([scores > 0.3, scores > 0.3], axis=1)
    told = figures.figures(truth, found, [0.3, 0.3], weights)
    assert told.shape == (2, len(figures.FIGURES), 2)
    assert told[0, 0].tolist() == [1.0, 0.0]


def test_songs_are_drawn_whole() -> None:
    songs = ["a", "b", "a", "c", "b", "b"]
    drawn = figures.resamples(songs)
    assert (drawn[:, 0] == drawn[:, 2]).all()
    assert (drawn[:, 1] == drawn[:, 4]).all()
    assert (drawn[:, [0, 1, 3]].sum(axis=1) == 3).all()
    assert drawn[:, [0, 1, 3]].mean(axis=0) == pytest.approx([1, 1, 1], abs=0.1)
    assert len(set(map(tuple, drawn))) > 5
