from __future__ import annotations

import numpy as np
import pytest

from live.library.onsets import PER_SECOND, onsets
from live.types import Floats
from tests.sounds import RATE, drums, hat, kick, placed, seconds, silence, tone

BPM = 120.0


def peaks(strength: Floats, count: int) -> list[float]:
    """The seconds of the `count` strongest onsets, no two within 100 ms, in their order."""
    left = strength.copy()
    found = []
    for _ in range(count):
        at = int(left.argmax())
        found.append(at / PER_SECOND)
        left[max(at - 10, 0) : at + 11] = 0
    return sorted(found)


@pytest.mark.parametrize("sound", [kick(), hat(), tone(60, 0.2)])
def test_onsets_lie_where_sounds_begin(sound: Floats) -> None:
    beats = (0.0, 1.5, 2.25, 3.0)
    heard = onsets(placed(BPM, 4, *((beat, sound) for beat in beats)), RATE)
    found = peaks(heard.strength, 4)
    loop = seconds(BPM, 4)
    for beat, second in zip(beats, sorted(found, key=lambda s: (s + 0.05) % loop), strict=True):
        away = (second - seconds(BPM, beat) + loop / 2) % loop - loop / 2
        assert abs(away) <= 0.03


def test_what_lasts_is_no_onset() -> None:
    heard = onsets(placed(BPM, 4, (1.0, tone(60, seconds(BPM, 2)))), RATE)
    begin, held = heard.activity(0.47, 0.53), heard.activity(0.7, 1.3)
    assert begin > 5
    assert held < begin / 20


def test_the_first_stroke_counts() -> None:
    """It comes after the end of the loop, not out of nothing."""
    heard = onsets(placed(BPM, 4, (0.0, kick()), (2.0, kick())), RATE)
    assert peaks(heard.strength, 2) == pytest.approx([0.0, 1.0], abs=0.02)
    assert heard.strength[0] > 0.3 * heard.strength.max()


@pytest.mark.parametrize("bpm", [87.0, 120.0, 174.0])
def test_drums_pulse_at_their_eighths_and_not_beside(bpm: float) -> None:
    heard = onsets(drums(bpm, 32), RATE)
    assert float(heard.pulse(bpm / 60 * 2)) > 10
    assert float(heard.pulse(bpm / 60 * 2 * 1.07)) < 3


def test_noise_does_not_pulse() -> None:
    noise = np.random.default_rng(1).uniform(-0.5, 0.5, 10 * RATE).astype(np.float32)
    hz = np.linspace(1, 12, 200, dtype=np.float32)
    assert float(np.median(onsets(noise, RATE).pulse(hz))) < 2


def test_faster_than_the_envelope_tells_is_no_pulse() -> None:
    assert float(onsets(drums(BPM, 8), RATE).pulse(PER_SECOND)) == 0


def test_level_does_not_matter() -> None:
    loud, soft = onsets(drums(BPM, 8), RATE), onsets(0.01 * drums(BPM, 8), RATE)
    assert np.allclose(loud.strength, soft.strength, rtol=1e-3, atol=1e-4)
    assert np.allclose(loud.spectrum, soft.spectrum, rtol=1e-2, atol=1e-3)


@pytest.mark.parametrize("rate", [8000, 22050, 48000, 96000])
def test_the_rate_does_not_matter(rate: int) -> None:
    heard = onsets(placed(BPM, 16, *((b, kick(rate)) for b in range(16)), rate=rate), rate)
    assert heard.seconds == pytest.approx(8, abs=0.02)
    assert float(heard.pulse(BPM / 60)) == pytest.approx(7, abs=0.3)


def test_decibels_are_relative_to_the_whole() -> None:
    random = np.random.default_rng(1)
    noise = random.uniform(-0.5, 0.5, 2 * RATE).astype(np.float32)
    noise[RATE:] *= 0.1
    heard = onsets(noise, RATE)
    whole = (1 + 0.01) / 2
    assert heard.decibels(0.1, 0.9) == pytest.approx(10 * np.log10(1 / whole), abs=0.2)
    assert heard.decibels(1.1, 1.9) == pytest.approx(10 * np.log10(0.01 / whole), abs=0.2)
    assert heard.decibels(0, 2) == pytest.approx(0, abs=1e-6)


def test_of_hours_only_two_minutes_are_heard() -> None:
    assert onsets(np.zeros(200 * 8000, np.float32), 8000).seconds == 120


@pytest.mark.parametrize("samples", [1, 10, 500, 5000])
def test_silence_and_scraps_have_no_onsets(samples: int) -> None:
    heard = onsets(silence(BPM, 1)[:samples], RATE)
    assert not heard.strength.any()
    assert heard.activity(0, 1) == 0
    assert heard.decibels(0, 1) == -100
    assert float(heard.pulse(2.0)) == 0
