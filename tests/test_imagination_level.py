"""Whatever a network makes leaves at the wanted loudness and below full scale."""

from __future__ import annotations

import numpy as np
import pytest

from live import audio
from live.audio import Audio
from live.imagination.level import CEILING, is_silent, limited, matched
from tests.sounds import PROGRESSION, chords, drums, silence

NOISE = np.random.default_rng(1).standard_normal(88200).astype(np.float32)


def sound(samples: np.ndarray) -> Audio:
    return Audio(samples[:, None], 44100)


@pytest.mark.parametrize("factor", [0.01, 1.0, 1000.0])
def test_loudness_is_what_is_wanted(factor: float) -> None:
    made = matched(sound(np.float32(factor) * chords(120, *PROGRESSION)), -18)
    assert audio.loudness(made) == pytest.approx(-18, abs=0.1)
    assert np.abs(made.samples).max() <= CEILING


def test_peaks_are_held_and_nothing_else() -> None:
    made = matched(sound(drums(120, 8)), -6)
    assert np.abs(made.samples).max() <= CEILING + 1e-6
    assert -18 < audio.loudness(made) < -6  # drums are nearly all peaks
    quiet = sound(0.5 * np.sin(np.arange(44100) / 20).astype(np.float32)).samples
    assert np.array_equal(limited(quiet, 100), quiet)


def test_noise_at_full_scale_never_gets_out() -> None:
    made = matched(sound(1e4 * NOISE), 0)
    assert np.abs(made.samples).max() <= CEILING + 1e-6


def test_a_peak_at_the_end_of_a_loop_is_held_from_its_beginning_on_too() -> None:
    samples = np.full((2000, 1), 0.5, np.float32)
    samples[-1] = 5
    held = limited(samples, 100)[:, 0]
    assert np.abs(held).max() <= CEILING + 1e-6
    assert held[0] < 0.2 and held[1000] == 0.5
    assert np.abs(np.diff(held[:-1])).max() < 0.01


def test_silence_is_told() -> None:
    assert is_silent(sound(silence(120, 4)))
    assert is_silent(sound(1e-4 * NOISE))
    assert not is_silent(sound(0.1 * NOISE))
