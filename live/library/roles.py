"""What part a loop can play: what its name and folders say, with what its sound suggests.

The six probabilities are independent: a guitar may be chords and melody. Sound alone tells strokes
from tones, low from high and one voice from many, no more.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from scipy.ndimage import maximum_filter1d

from live.features import Spectra, mel_frequencies
from live.library import words
from live.library.key import Tones
from live.types import ROLES, Fact, Floats, Origin

#: In log odds, what a word of the name weighs for its role and against the others.
_NAMED, _OTHERS_NAMED = 5.0, -2.0
_FOLDER = 0.7  # what its word weighs of that
_HEARD = 0.4  # what sound still weighs beside a word of the name

_LOW_HZ = 200.0
_FIRST_TONE = 12  # C2: below it every stroke has a tone
_AUDIBLE_TONE = 0.6  # of the loudest at its time
_ONE_VOICE, _CHORD = 1.6, 3.4  # pitches at once
_SUSPECTED = {"fx": 0.12, "voice": 0.08}
_LEAST, _MOST = 0.05, 0.9


def hints(name: str, folders: Sequence[str]) -> dict[str, float]:
    """Role -> weight (0..1) by the words of the name and of the nearest folder that has any."""
    by_folder: dict[str, float] = {}
    for folder in folders:
        by_folder = by_folder or words.roles(words.plain(folder))
    found = {role: _FOLDER * weight for role, weight in by_folder.items()}
    for role, weight in words.roles(words.plain(name)).items():
        found[role] = max(found.get(role, 0.0), weight)
    return found


def roles(spectra: Spectra, tones: Tones, hinted: Mapping[str, float]) -> tuple[float, ...]:
    """Six probabilities in the order of `ROLES`."""
    heard = _evidence(spectra, tones)
    strongest = max(hinted.values(), default=0.0)
    trust = 1 - (1 - _HEARD) * strongest
    odds = [
        trust * _logit(heard[role]) + _NAMED * hinted.get(role, 0.0) + _OTHERS_NAMED * strongest
        for role in ROLES
    ]
    return tuple(round(1 / (1 + math.exp(-each)), 3) for each in odds)


def fact(probabilities: Sequence[float], hinted: Mapping[str, float]) -> Fact:
    """The fact `role`: the likeliest one, and whether words or sound decided."""
    best = max(range(len(ROLES)), key=probabilities.__getitem__)
    named = hinted.get(ROLES[best], 0.0) >= 0.5
    return Fact(ROLES[best], Origin.NAME if named else Origin.ANALYSIS, probabilities[best])


def _evidence(spectra: Spectra, tones: Tones) -> dict[str, float]:
    """Role -> probability by sound alone."""
    tonal, low, many = tones.tonality, _lowness(spectra.mel), _polyphony(spectra.semitone)
    high = tonal * (1 - low)
    chances = {
        "percussion": 1 - tonal,
        "bass": tonal * low,
        "chord": high * many,
        "melody": high * (1 - many),
        **_SUSPECTED,
    }
    return {role: min(max(chance, _LEAST), _MOST) for role, chance in chances.items()}


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


def _logit(chance: float) -> float:
    return math.log(chance / (1 - chance))
