from __future__ import annotations

import numpy as np
import pytest

from live.features import Profile
from models.cache import Cache
from models.draws import Stage
from models.methods.linear import Linear
from models.methods.profiles import Profiles
from models.methods.rules import Rules
from models.methods.terms import TERMS, Meeting, terms
from models.metrics import rank_of
from models.variants import Variant
from tests import toy_songs
from tests.toy_songs import PARTS, SONGS

NAMES = [term.__name__ for term in TERMS]


@pytest.fixture(scope="module")
def cache() -> Cache:
    return toy_songs.cache()


@pytest.fixture(scope="module")
def linear(cache: Cache) -> Linear:
    """Learnt from the first half of the songs."""
    among = np.arange(len(cache.items)) < PARTS * SONGS // 2
    return Linear.fitted(Stage(cache, np.arange(len(cache.items)), among), draws=20)


def test_what_it_learns_holds_for_songs_it_has_not_learnt_from(
    cache: Cache, linear: Linear
) -> None:
    for song in range(SONGS // 2, SONGS):
        own, partner = PARTS * song, PARTS * song + 1
        strangers = [row for row in range(len(cache.items)) if row // PARTS != song]
        others = [Variant(row) for row in strangers]
        turns = [Variant(partner, rotate=beat) for beat in range(1, 16)]
        keys = [Variant(partner, transpose=shift) for shift in range(1, 7)]
        for wrong, most in ((others, 1), (turns, 4), (keys, 1)):
            assert rank_of(linear.scores((own,), [Variant(partner), *wrong])) <= most


def test_scores_are_weighed_terms_and_rules_are_among_them(cache: Cache) -> None:
    assert len(TERMS) == Linear.parameters == 20
    asked = [Variant(1), Variant(4, transpose=2), Variant(5, rotate=1)]
    weights = np.zeros(20, np.float32)
    weights[[NAMES.index(name) for name in ("harmony", "low_to_low", "high_to_high")]] = 1
    found = Linear(cache, weights).scores((0, 2), asked)
    assert np.allclose(found, Rules(cache).scores((0, 2), asked), atol=1e-5)


def music(random: np.random.Generator) -> Profile:
    return Profile(
        harmony=random.standard_normal((16, 12)).astype(np.float32) / 14,
        tonal=float(random.random()),
        rhythm=random.random((2, 16), np.float32) / 4,
        balance=random.dirichlet(np.ones(16)).astype(np.float32),
        density=float(random.random()),
    )


def test_each_term_hears_both_sides_or_the_loop() -> None:
    """And no two say the same."""
    random = np.random.default_rng(1)
    loops, roles = [music(random) for _ in range(50)], random.random((50, 6), np.float32)
    met = [
        terms(Meeting.of(music(random), random.random(6, np.float32), loops, roles))
        for _ in range(9)
    ]
    assert met[0].shape == (50, 20)
    alone = {
        name
        for name, *columns in zip(NAMES, *(each.T for each in met), strict=True)
        if all((column == columns[0]).all() for column in columns)
    }
    assert alone == {"tones", "density"}
    likeness = np.corrcoef(np.vstack(met).T) - np.eye(20)
    assert np.abs(likeness).max() < 0.99


PLAIN = [Variant(row, rotate=row % 3) for row in range(1, 24)]


def test_without_a_context_only_the_loop_itself_speaks(cache: Cache) -> None:
    found = Linear(cache, np.zeros(20, np.float32)).terms((), PLAIN)
    assert np.isfinite(found).all()
    alone = {name for name, column in zip(NAMES, found.T, strict=True) if column.any()}
    assert alone <= {"tones", "density", "density_apart", "balance_of_sum"}


def test_a_second_drum_kit_is_seen_coming(cache: Cache) -> None:
    profiles = Profiles(cache)
    loops = [profiles.offered(Variant(row)) for row in (3, 4)]
    met = Meeting.of(profiles.heard((0,)), cache.roles[0], loops, cache.roles[[3, 4]])
    drums, chords = terms(met)
    for name in ("role_again", "drums_to_drums"):
        assert (drums[NAMES.index(name)], chords[NAMES.index(name)]) == (1, 0)
