"""The figures of a report against examples worked out by hand."""

from __future__ import annotations

import itertools
from collections import Counter

import numpy as np
import pytest

from models.study.order import dealt, shuffled, williams
from models.study.statistics import alpha, difference, holm, least_p, mean

NAN = float("nan")


def test_holm_multiplies_by_what_is_left_and_never_falls() -> None:
    # Sorted: 0.005 * 4, 0.01 * 3, 0.03 * 2, and 0.04 * 1, which may not be below the one before.
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.6, 0.7]) == [1.0, 1.0]


def test_alpha_of_three_cases_and_two_items() -> None:
    # Variances 1 and 7/3 of the items and 19/3 of the sums: 2 * (1 - 10/19).
    cases = np.array([[1, 2], [2, 3], [3, 5], [4, NAN]], float)
    assert alpha(cases) == pytest.approx(18 / 19)
    assert alpha(np.array([[1, 1], [3, 3], [5, 5]], float)) == pytest.approx(1)
    assert np.isnan(alpha(cases[:, :1]))
    assert np.isnan(alpha(np.ones((3, 2))))


def test_the_signed_rank_test_counts_subsets() -> None:
    # Differences 1, 2, 3 and -4: 7 of the 16 subsets of the ranks sum to 4 or less.
    one = np.array([[2, 3, 4, 1], [5, NAN, 2, 3]], float)
    other = np.array([[1, 1, 1, 5], [5, 1, NAN, 3]], float)
    found = difference(one, other)
    assert (found.pairs, found.unequal) == (6, 4)
    assert found.p == pytest.approx(2 * 7 / 16)
    assert found.by == pytest.approx((1 + 2 + 3 - 4) / 6)
    assert difference(one, one).p == 1


def test_few_pairs_cannot_find_anything() -> None:
    assert least_p(0) == 1
    assert least_p(4) == pytest.approx(2 / 16)
    assert least_p(40) < 1e-6


def test_an_interval_knows_that_raters_differ() -> None:
    sure = mean(np.full((3, 4), 2.0))
    assert (sure.value, sure.low, sure.high, sure.count) == (2, 2, 2, 12)
    # Twenty ratings, but of two people who never agree: the next may be either.
    apart = mean(np.array([[1.0] * 10, [5.0] * 10]))
    assert (apart.value, apart.low, apart.high) == (3, 1, 5)
    half = mean(np.array([[1.0, NAN], [3.0, NAN]]))
    assert (half.value, half.count) == (2, 2)
    assert mean(np.full((2, 2), NAN)).count == 0


def test_an_interval_shrinks_with_raters_and_groups() -> None:
    random = np.random.default_rng(0)
    wide, narrow = (mean(random.integers(1, 6, (n, n)).astype(float)) for n in (4, 16))
    assert wide.low < 3 < wide.high
    assert 2 * (narrow.high - narrow.low) < wide.high - wide.low


@pytest.mark.parametrize("n", [2, 4, 5])
def test_in_a_balanced_square_nobody_gains_by_place(n: int) -> None:
    rows = williams(n)
    places = Counter((place, item) for row in rows for place, item in enumerate(row))
    after = Counter(pair for row in rows for pair in itertools.pairwise(row))
    assert len(places) == n * n
    assert len(after) == n * (n - 1)
    assert len(set(places.values())) == len(set(after.values())) == 1


def test_raters_hear_other_orders_and_the_same_again() -> None:
    assert dealt(3, 0, [5] * 6) == dealt(3, 0, [5] * 6)
    assert len(set(dealt(3, 0, [5] * 10))) == 10
    assert dealt(3, 0, [5] * 12) != dealt(4, 0, [5] * 12)
    assert sorted(shuffled(1, 0, 6)) == list(range(6))
    assert len({tuple(shuffled(rater, 0, 6)) for rater in range(20)}) > 15
