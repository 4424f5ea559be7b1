from __future__ import annotations

import numpy as np
import pytest

from live.demo import drums, synths, voices
from live.demo.drums import Drum
from live.demo.oscillators import wavetables
from live.demo.synths import Analogue, Struck
from live.demo.tape import RATE

INSTRUMENTS = {
    name: made
    for name, made in vars(synths).items()
    if name.isupper() and isinstance(made, Analogue | Struck)
}
DRUMS: dict[str, Drum] = {
    name: getattr(drums, name)
    for name in ("kick", "snare", "clap", "hat", "shaker", "rim", "clave", "cowbell", "conga")
}


def _random():
    return np.random.default_rng(5)


def _mono(sound):
    return sound if sound.ndim == 1 else sound.mean(axis=1)


def _power(sound, low, high):
    """The share of the power that lies between two frequencies."""
    power = np.abs(np.fft.rfft(sound)) ** 2
    hertz = np.fft.rfftfreq(len(sound), 1 / RATE)
    return power[(hertz >= low) & (hertz < high)].sum() / power.sum()


@pytest.mark.parametrize("name", INSTRUMENTS)
def test_an_instrument_plays_the_pitch_it_is_given(name) -> None:
    sound = _mono(INSTRUMENTS[name](57, 1.0, 0.8, _random()))
    bins = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), 8 * RATE))
    fundamental = bins[8 * 208 : 8 * 233]
    assert (np.argmax(fundamental) + 8 * 208) / 8 == pytest.approx(220.0, abs=1.5)
    assert fundamental.max() > 0.1 * bins.max()


@pytest.mark.parametrize("name", INSTRUMENTS)
def test_an_instrument_starts_without_a_click_and_ends_in_silence(name) -> None:
    sound = INSTRUMENTS[name](57, 0.5, 1.0, _random())
    assert sound.dtype == np.float32
    assert np.abs(sound[0]).max() < 1e-6
    assert np.abs(sound[-1]).max() < 1e-3
    assert 0.1 < np.abs(sound).max() < 3.0


def test_a_harder_note_is_louder_and_brighter() -> None:
    soft, hard = (_mono(synths.STAB(57, 0.3, velocity, _random())) for velocity in (0.3, 1.0))
    assert (hard**2).mean() > 4 * (soft**2).mean()
    assert _power(hard, 2000, 16000) > 1.3 * _power(soft, 2000, 16000)


@pytest.mark.parametrize("name", DRUMS)
def test_a_drum_begins_and_ends_in_silence_and_follows_its_velocity(name) -> None:
    hard, soft = (DRUMS[name](velocity, _random()) for velocity in (1.0, 0.4))
    assert hard[0] == soft[0] == 0.0
    assert abs(hard[-1]) < 1e-3
    assert 0.2 < np.abs(hard).max() < 3.0
    assert (hard**2).sum() > 2 * (soft**2).sum()


def test_a_kick_is_low_and_a_hat_is_high() -> None:
    assert _power(drums.HOUSE_KICK(1.0, _random()), 30, 150) > 0.7
    assert _power(drums.hat(1.0, _random()), 5000, 20000) > 0.9


def test_a_kick_falls_to_its_pitch() -> None:
    tail = drums.kick(1.0, _random(), hertz=50.0)[int(0.15 * RATE) : int(0.35 * RATE)]
    crossings = np.flatnonzero((tail[:-1] < 0) & (tail[1:] >= 0))
    assert RATE / np.diff(crossings).mean() == pytest.approx(50.0, rel=0.03)


@pytest.mark.parametrize("vowel", voices.VOWELS)
def test_a_vowel_has_its_formants(vowel) -> None:
    """The strongest harmonics of a low voice lie at the first formant, within its spacing."""
    held = _mono(voices.Singer(vowel, breath=0.0)(45, 1.0, 1.0, _random()))
    bins = np.abs(np.fft.rfft(held * np.hanning(len(held)), RATE))
    first = voices.FORMANTS[voices.VOWELS.index(vowel), 0]
    assert np.argmax(bins[:1000]) == pytest.approx(first, abs=65)


def test_a_syllable_glides_from_its_first_vowel_to_its_last() -> None:
    sound = _mono(voices.Singer("ia", gliding=0.4, breath=0.0)(57, 1.0, 1.0, _random()))
    early, late = sound[2000:6000], sound[-22000:-10000]
    assert _power(late, 700, 1300) > 5 * _power(early, 700, 1300)


def test_singers_in_unison_are_wide() -> None:
    left, right = voices.Singer("a", singers=4)(57, 1.0, 1.0, _random()).T
    assert np.corrcoef(left, right)[0, 1] < 0.95


def test_wavetables_close_their_cycle() -> None:
    tables = wavetables(220.0, lambda number, _hertz: 1.0 / number)
    assert tables.shape == (1, 2049)
    assert np.array_equal(tables[:, 0], tables[:, -1])
