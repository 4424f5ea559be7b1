from __future__ import annotations

import numpy as np
import pytest

from live import features
from live.features import N_MEL, SKETCH_PER_BEAT, SKETCH_SHAPE
from models.describe import BAR_SAMPLES
from models.variants import Variant


@pytest.fixture
def sketch() -> np.ndarray:
    made = np.random.default_rng(1).integers(60, 250, SKETCH_SHAPE).astype(np.uint8)
    made[:, -12:] = 0
    return made


def test_each_alteration_by_itself(sketch: np.ndarray) -> None:
    beats = sketch.reshape(16, SKETCH_PER_BEAT, -1)
    assert (Variant(0).of(sketch) == sketch).all()
    assert (Variant(0, backwards=True).of(sketch) == sketch[::-1]).all()
    later = Variant(0, rotate=3).of(sketch).reshape(beats.shape)
    assert (later[3:] == beats[:-3]).all()
    other = Variant(0, order=(2, 0, 1, 3)).of(sketch).reshape(beats.shape)
    assert (other[4:8] == beats[[6, 4, 5, 7]]).all()
    up = Variant(0, transpose=2).of(sketch)
    assert (up[:, N_MEL + 2 : -12] == sketch[:, N_MEL : -12 - 2]).all()


def test_they_go_together_and_the_power_does_as_the_sketch(sketch: np.ndarray) -> None:
    variant = Variant(0, transpose=-3, rotate=5, backwards=True)
    step_by_step = np.roll(Variant(0, transpose=-3).of(sketch)[::-1], 5 * SKETCH_PER_BEAT, axis=0)
    assert (variant.of(sketch) == step_by_step).all()
    assert np.allclose(variant.of(features.power(sketch)), features.power(step_by_step), rtol=0.06)


def test_a_bar_of_samples_has_four_beats() -> None:
    bar = np.arange(BAR_SAMPLES).astype(np.int16)
    assert (Variant(0, rotate=1).of(bar)[BAR_SAMPLES // 4 :] == bar[: -BAR_SAMPLES // 4]).all()


def test_unturned_forgets_only_the_rotation() -> None:
    assert Variant(4, rotate=2).unturned.is_plain
    assert Variant(4, transpose=1, rotate=2).unturned == Variant(4, transpose=1)
    assert not Variant(4, order=(1, 0, 2, 3)).is_plain
