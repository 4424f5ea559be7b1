from __future__ import annotations

import numpy as np
import pytest

from live.demo import sweeps
from live.demo.tape import RATE

COUNT = 4 * RATE
TONIC = 57


def _random():
    return np.random.default_rng(9)


def _loudness(audio, parts=8):
    return [np.sqrt((part**2).mean()) for part in np.array_split(audio, parts)]


def _centroid(audio):
    power = np.abs(np.fft.rfft(audio.mean(axis=1))) ** 2
    return (power * np.fft.rfftfreq(len(audio), 1 / RATE)).sum() / power.sum()


@pytest.mark.parametrize(
    "effect", [sweeps.riser, sweeps.impact, sweeps.wash, sweeps.drone, sweeps.crackle]
)
def test_an_effect_is_as_long_as_its_loop_and_stereo(effect) -> None:
    audio = effect(COUNT + 7, TONIC, _random())
    assert audio.shape == (COUNT + 7, 2)
    assert audio.dtype == np.float32
    assert np.isfinite(audio).all()


def test_a_riser_rises_in_loudness_and_brightness_and_breaks_off() -> None:
    audio = sweeps.riser(COUNT, TONIC, _random())
    loudness = _loudness(audio)
    assert loudness == sorted(loudness)
    quarters = [_centroid(part) for part in np.array_split(audio[RATE // 10 :], 4)]
    assert quarters == sorted(quarters)
    assert np.abs(audio[:200]).max() < 0.2 * np.abs(audio).max()


def test_an_impact_strikes_on_the_one_and_falls_away() -> None:
    loudness = _loudness(sweeps.impact(COUNT, TONIC, _random()))
    assert loudness[0] == max(loudness)
    assert loudness[-1] < 0.1 * loudness[0]


def test_a_wash_opens_in_the_middle_of_the_loop() -> None:
    parts = [_centroid(part) for part in np.array_split(sweeps.wash(COUNT, 0, _random()), 9)]
    assert np.argmax(parts) == 4


def test_a_drone_stands_on_the_tonic() -> None:
    audio = sweeps.drone(COUNT, TONIC, _random()).mean(axis=1)
    power = np.abs(np.fft.rfft(audio)) ** 2
    hertz = np.fft.rfftfreq(COUNT, 1 / RATE)
    on = sum(
        power[np.abs(12 * np.log2(np.maximum(hertz, 1) / (110.0 * k))) < 1].sum()
        for k in (1, 2, 3, 4, 6, 8)
    )
    assert on > 0.75 * power.sum()


def test_painted_noise_has_no_seam() -> None:
    """Low noise moves slowly: across the seam it must move no faster than elsewhere."""
    audio = sweeps.painted(COUNT, lambda hz, _at: sweeps.band(hz, 200.0, 0.3), _random())
    steps = np.abs(np.diff(audio, axis=0))
    assert np.abs(audio[0] - audio[-1]).max() <= steps.max()
