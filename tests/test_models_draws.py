from __future__ import annotations

import numpy as np
import pytest
import torch

from live.features import N_MEL, WINDOW_BEATS
from models.cache import Cache
from models.draws import Disguise, Stage, context, power, spoilt
from models.nets.front import Heard
from models.variants import Variant
from tests import toy_songs
from tests.toy_songs import PARTS, SONGS


@pytest.fixture(scope="module")
def cache() -> Cache:
    return toy_songs.cache()


@pytest.fixture(scope="module")
def stage(cache: Cache) -> Stage:
    return toy_songs.stage(cache)


def test_what_fits_is_never_what_sounds_already(stage: Stage) -> None:
    for draw in stage.draws(50, seed=3):
        assert draw.partner not in draw.context
        songs = {stage.cache.items[row].song for row in (*draw.context, draw.partner)}
        assert len(songs) == 1


def test_the_same_content_is_one_loop(cache: Cache) -> None:
    """Where all parts of a section are the same, there is no pair."""
    one_each = np.repeat(np.arange(SONGS), PARTS)
    assert Stage(cache, one_each, np.ones(len(cache.items), bool)).songs == []


def test_strangers_are_of_other_songs_and_no_content_comes_twice(cache: Cache) -> None:
    contents = np.arange(len(cache.items))
    contents[-2] = contents[-5]  # parts of two songs that are the same loop
    stage = Stage(cache, contents, np.ones(len(cache.items), bool))
    draw = stage.draw("made/0", np.random.default_rng(1))
    found = stage.strangers(draw, np.random.default_rng(2), 99)
    assert {cache.items[row].song for row in found} == {str(song) for song in range(1, SONGS)}
    assert len(found) == PARTS * (SONGS - 1) - 1
    assert len(set(contents[found])) == len(found)
    assert len(stage.strangers(draw, np.random.default_rng(2), 5)) == 5


# --- disguises ------------------------------------------------------------------------------------


def test_a_disguise_hides_level_and_spectrum_but_not_time(cache: Cache, stage: Stage) -> None:
    draws = stage.draws(16, seed=1)
    hidden, _ = Disguise().sides(cache, draws, np.random.default_rng(2))
    bare = np.stack([context(cache, draw) for draw in draws])
    factors = hidden.numpy() / bare
    assert factors.std() > 0.1
    single = [n for n, draw in enumerate(draws) if len(draw.context) == 1]
    assert single
    for n in single:
        assert np.allclose(factors[n], factors[n][:1], rtol=1e-3)
    assert power(cache, 0)[:, :N_MEL].sum(axis=1).mean() == pytest.approx(0.02, rel=1e-3)


def ones(count: int) -> Heard:
    return Heard(
        torch.ones(count, 16, 84),
        torch.ones(count, 64, 8),
        torch.ones(count, 64, 8),
        torch.ones(count),
    )


def test_a_swell_is_the_same_for_all_that_is_heard_of_a_beat() -> None:
    torch.manual_seed(1)
    made = Disguise(swell=0.7).swelling(ones(200))
    levels = made.tones[..., 0]
    assert torch.equal(made.tones, levels[..., None].expand(-1, -1, 84))
    for part in (made.onsets, made.levels):
        by_beat = part.reshape(200, WINDOW_BEATS, 4 * 8)
        assert torch.equal(by_beat, levels[..., None].expand(-1, -1, 32))
    assert torch.equal(made.tonal, torch.ones(200))
    silent = levels == 0
    assert 0.3 < silent.any(1).float().mean() < 0.7, "in every second sound beats are silent"
    assert levels[~silent].min() >= 1 - 0.7 - 1e-6
    assert levels.std(1).min() > 0.05


def test_without_a_swell_nothing_is_changed() -> None:
    for made, plain in zip(Disguise(swell=0).swelling(ones(9)), ones(9), strict=True):
        assert torch.equal(made, plain)


def test_spoilt_copies_are_of_the_kind_that_is_asked_for(cache: Cache) -> None:
    sounds = np.stack([power(cache, row) for row in range(4)])
    plain = torch.from_numpy(sounds)
    backwards = spoilt(plain, "reverse", np.random.default_rng(1)).numpy()
    assert np.array_equal(backwards, [Variant(0, backwards=True).of(each) for each in sounds])
    other = spoilt(plain, "rearrange", np.random.default_rng(1)).numpy()
    assert (other != sounds).any(axis=(1, 2)).all()
    for one, own in zip(other, sounds, strict=True):
        beats = {beat.tobytes() for beat in own.reshape(16, -1)}
        assert {beat.tobytes() for beat in one.reshape(16, -1)} == beats
    assert np.array_equal(plain, sounds), "the originals stay as they are"
