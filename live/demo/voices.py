"""Sung vowels: a glottal tone through the formants of an alto, gliding from vowel to vowel.

Formant frequencies, levels and bandwidths are those of the table of formant values in the
appendix of the Csound reference manual.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from live.demo.oscillators import oscillate, shaped, spread, swaying, times, turned, wavetables
from live.demo.synths import Random
from live.demo.tape import floats
from live.demo.theory import frequency
from live.types import Floats

VOWELS = "aeiou"

#: Hz, dB and Hz wide of five formants, one row a vowel in the order of `VOWELS`.
FORMANTS = np.array(
    [
        [800, 1150, 2800, 3500, 4950],
        [400, 1600, 2700, 3300, 4950],
        [350, 1700, 2700, 3700, 4950],
        [450, 800, 2830, 3500, 4950],
        [325, 700, 2530, 3500, 4950],
    ],
    np.float32,
)
LEVELS = np.array(
    [
        [0, -4, -20, -36, -60],
        [0, -24, -30, -35, -60],
        [0, -20, -30, -36, -60],
        [0, -9, -16, -28, -55],
        [0, -12, -30, -40, -64],
    ],
    np.float32,
)
WIDTHS = np.array(
    [
        [80, 90, 120, 130, 140],
        [60, 80, 120, 150, 200],
        [50, 100, 120, 150, 200],
        [70, 80, 100, 130, 135],
        [50, 60, 170, 180, 200],
    ],
    np.float32,
)

#: How many mouths lie between two vowels of a syllable.
SHAPES = 9


@dataclass(frozen=True, slots=True)
class Singer:
    """An instrument that sings one syllable: its vowels, one after the other.

    The glide takes `gliding` s; `singers` sing in unison from left to right, each a little off;
    `breath` is the noise beside the tone.
    """

    syllable: str
    gliding: float = 0.12
    singers: int = 1
    attack: float = 0.03
    release: float = 0.12
    breath: float = 0.02

    def __call__(self, pitch: float, held: float, velocity: float, rng: Random) -> Floats:
        level = shaped(held, self.attack, 0.6, 0.75, self.release) * np.float32(velocity)
        tables = _mouths(frequency(pitch), self.syllable)
        position = np.minimum(times(len(level)) / self.gliding, 1.0) * (len(tables) - 1)
        voices = [self._voice(tables, pitch, position, rng) for _ in range(self.singers)]
        return spread(voices) * level[:, None]

    def _voice(self, tables: Floats, pitch: float, position: Floats, rng: Random) -> Floats:
        time = times(len(position))
        off, rate = rng.normal(0.0, 0.06 if self.singers > 1 else 0.0), rng.uniform(4.6, 5.8)
        scoop = 2.0 ** (-0.05 * np.exp(-time / 0.04))
        turns = turned(floats(scoop * swaying(frequency(pitch + off), time, rate, 22.0)))
        tone = oscillate(tables, turns + rng.random(), position)
        air = rng.standard_normal(len(time), np.float32)
        return tone + np.float32(self.breath) * (air - np.roll(air, 1))


def _mouths(hertz: float, syllable: str) -> Floats:
    """Wavetables for the shapes that the mouth goes through in `syllable`."""
    vowels = [VOWELS.index(vowel) for vowel in syllable]
    count = 1 + SHAPES * (len(vowels) - 1)
    along = np.linspace(0.0, len(vowels) - 1.0, count)

    def glide(table: Floats) -> Floats:
        rows = table[vowels]
        columns = [np.interp(along, range(len(vowels)), column) for column in rows.T]
        return np.stack(columns, axis=1).astype(np.float32)[:, :, None]

    places, levels, widths = glide(FORMANTS), glide(LEVELS), glide(WIDTHS)

    def spectrum(number: Floats, hertz: Floats) -> Floats:
        off = (hertz[:, None, :] - places) / widths
        peaks = 10.0 ** (levels / 20.0) / np.sqrt(1.0 + 4.0 * off**2)
        amplitudes: Floats = peaks.sum(axis=1) + 0.02 / number
        loudness = np.sqrt((amplitudes**2).sum(axis=1, keepdims=True))
        return floats(amplitudes / loudness)

    return wavetables(hertz, spectrum)
