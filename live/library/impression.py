"""The first impression of a sound: a rule of thumb that serves until a bundle has heard it.

It tells strokes from tones, low from high and one voice from many, no more.
"""

from __future__ import annotations

import numpy as np
from scipy.ndimage import maximum_filter1d

from live.features import Spectra, mel_frequencies
from live.library.key import Tones
from live.types import ROLES, Floats

_LOW_HZ = 200.0
_FIRST_TONE = 12  # C2: below it every stroke has a tone
_AUDIBLE_TONE = 0.6  # of the loudest at its time
_ONE_VOICE, _CHORD = 1.6, 3.4  # pitches at once
_SUSPECTED = {"fx": 0.12, "voice": 0.08}
_LEAST, _MOST = 0.05, 0.9


def roles(spectra: Spectra, tones: Tones) -> tuple[float, ...]:
    """Six probabilities in the order of `ROLES`."""
    tonal, low, many = tones.tonality, _lowness(spectra.mel), _polyphony(spectra.semitone)
    high = tonal * (1 - low)
    chances = {
        "percussion": 1 - tonal,
        "bass": tonal * low,
        "chord": high * many,
        "melody": high * (1 - many),
        **_SUSPECTED,
    }
    return tuple(round(min(max(chances[role], _LEAST), _MOST), 3) for role in ROLES)


def _lowness(mel: Floats) -> float:
    """The share of power below 200 Hz."""
    power = mel.mean(axis=0)
    return float(power[mel_frequencies()[1:-1] < _LOW_HZ].sum() / max(float(power.sum()), 1e-12))


def _polyphony(semitone: Floats) -> float:
    """0 for one tone at a time, 1 for chords."""
    loudness = np.cbrt(semitone[::12, _FIRST_TONE:])
    peaks = loudness >= maximum_filter1d(loudness, 3, axis=1)
    audible = loudness > _AUDIBLE_TONE * loudness.max(axis=1, keepdims=True)
    pitches = (peaks & audible).reshape(len(loudness), -1, 12).any(axis=1)
    weights = loudness.sum(axis=1)
    voices = float((pitches.sum(axis=1) * weights).sum() / max(float(weights.sum()), 1e-9))
    return min(max((voices - _ONE_VOICE) / (_CHORD - _ONE_VOICE), 0.0), 1.0)
