from __future__ import annotations

import numpy as np
import pytest

from live.demo.oscillators import (
    CUTOFFS,
    cutoff,
    lowpassed,
    oscillate,
    saw,
    shaped,
    spread,
    swaying,
    times,
    turned,
    wavetables,
)
from live.demo.tape import RATE


def _spectrum(sound):
    return np.abs(np.fft.rfft(sound * np.hanning(len(sound)))) / len(sound) * 4


def _tone(hertz, position):
    tables = wavetables(hertz, lowpassed(saw))
    count = RATE
    curve = np.full(count, hertz, np.float32)
    return oscillate(tables, turned(curve), np.full(count, position, np.float32))


def test_a_tone_has_its_pitch_and_nothing_between_its_harmonics() -> None:
    bins = _spectrum(_tone(1000.0, len(CUTOFFS) - 1))
    assert np.argmax(bins) == 1000
    between = np.concatenate([bins[1000 * k + 300 : 1000 * k + 700] for k in range(1, 20)])
    assert 20 * np.log10(between.max() / bins[1000]) < -60


def test_no_harmonic_folds_back_from_above_the_sample_rate() -> None:
    bins = _spectrum(_tone(3300.0, len(CUTOFFS) - 1))
    allowed = np.zeros(len(bins), bool)
    for k in range(1, 7):
        allowed[3300 * k - 5 : 3300 * k + 6] = True
    assert 20 * np.log10(bins[~allowed].max() / bins[3300]) < -60


@pytest.mark.parametrize("hertz", [300.0, 1000.0, 4000.0])
def test_the_low_pass_halves_at_its_cutoff_and_falls_24_db_an_octave(hertz) -> None:
    spectrum = lowpassed(lambda number: np.ones_like(number), resonance=0.7071)
    position = int(np.argmin(np.abs(CUTOFFS - hertz)))
    at = CUTOFFS[position] * np.array([[0.05, 1.0, 8.0, 16.0]], np.float32)
    low, middle, high, higher = spectrum(np.ones((1, 4), np.float32), at)[position]
    assert low == pytest.approx(1.0, abs=0.01)
    assert middle == pytest.approx(0.5, abs=0.01)
    assert 20 * np.log10(higher / high) == pytest.approx(-24.0, abs=0.5)


def test_cutoff_finds_the_row_that_was_drawn_for_it() -> None:
    assert cutoff(CUTOFFS) == pytest.approx(np.arange(len(CUTOFFS)), abs=1e-3)


def test_an_envelope_starts_and_ends_in_silence() -> None:
    level = shaped(0.5, 0.01, 0.1, 0.5, 0.2)
    assert len(level) == round(0.7 * RATE)
    assert level[0] == 0.0
    assert level[-1] < 1e-6
    assert level.max() == pytest.approx(1.0, abs=0.01)
    assert level[int(0.49 * RATE)] == pytest.approx(0.5, abs=0.01)


def test_vibrato_sways_by_its_cents_once_it_has_come_in() -> None:
    curve = swaying(440.0, times(RATE), 5.0, 50.0)
    assert curve[:4000] == pytest.approx(440.0)
    assert 1200 * np.log2(curve[RATE // 2 :].max() / 440.0) == pytest.approx(50.0, abs=1.0)


def test_voices_side_by_side_are_as_loud_as_one() -> None:
    rng = np.random.default_rng(3)
    voices = [rng.standard_normal(RATE, np.float32) for _ in range(4)]
    stereo = spread(voices)
    assert (stereo**2).mean() == pytest.approx(1.0, abs=0.03)
    left_of_first, right_of_first = (stereo.T @ voices[0]) / RATE
    assert left_of_first > 1.5 * right_of_first
