"""Tones whose spectrum moves: a stack of wavetables, and a way through it while the tone sounds.

A filter on a steady tone only scales its harmonics. So one wavetable is drawn for each position of
a filter (or of a mouth), with no harmonic above what the sample rate carries, and the tone glides
between them. Nothing aliases, and a filter sweep costs one interpolated look-up a sample.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
from scipy.ndimage import map_coordinates

from live.demo.tape import RATE, floats
from live.types import Floats

SIZE = 2048

#: Harmonic number (1, k) and frequency in Hz (1, k) -> amplitudes (positions, k).
Spectrum = Callable[[Floats, Floats], Floats]

#: Phase in cycles: float64, since a tone of ten seconds counts thousands of them.
Turns = npt.NDArray[np.float64]

CUTOFFS = np.geomspace(60.0, 16000.0, 25).astype(np.float32)


def wavetables(hertz: float, spectrum: Spectrum) -> Floats:
    """One cycle for each position, (positions, SIZE + 1): its first sample ends it too."""
    count = max(1, min(SIZE // 2 - 1, int(0.45 * RATE / hertz)))
    number = np.arange(1, count + 1, dtype=np.float32)[None, :]
    amplitudes = spectrum(number, number * np.float32(hertz))
    bins = np.zeros((len(amplitudes), SIZE // 2 + 1), np.complex64)
    bins[:, 1 : count + 1] = -0.5j * SIZE * amplitudes
    cycles = floats(np.fft.irfft(bins, SIZE, axis=1))
    return np.concatenate([cycles, cycles[:, :1]], axis=1)


def turned(hertz: Floats) -> Turns:
    """How many cycles a frequency curve in Hz (n,) has gone through at every sample."""
    return np.cumsum(hertz, dtype=np.float64) / RATE


def oscillate(tables: Floats, turns: Turns, position: Floats) -> Floats:
    """The tone of a phase in cycles and a position in `tables`, each (n,)."""
    where = np.empty((2, len(turns)))
    where[0] = np.clip(position, 0, len(tables) - 1)
    where[1] = (turns - np.floor(turns)) * SIZE
    return floats(map_coordinates(tables, where, np.float32, order=1))


def spread(voices: Sequence[Floats]) -> Floats:
    """Voices of one length n side by side, from left to right: (n, 2), as loud as one of them."""
    stereo = np.zeros((len(voices[0]), 2), np.float32)
    for place, voice in enumerate(voices, 1):
        right = place / (len(voices) + 1)
        stereo[:, 0] += np.float32((2 - 2 * right) ** 0.5) * voice
        stereo[:, 1] += np.float32((2 * right) ** 0.5) * voice
    return stereo / np.float32(len(voices) ** 0.5)


def lowpassed(source: Callable[[Floats], Floats], resonance: float = 0.8) -> Spectrum:
    """`source` (amplitude of harmonic k) through a 24 dB low pass, one position for each cutoff."""

    def spectrum(number: Floats, hertz: Floats) -> Floats:
        ratio = (hertz / CUTOFFS[:, None]) ** 2
        resonant = (1.0 - ratio) ** 2 + ratio / np.float32(resonance**2)
        return floats(source(number) / np.sqrt(resonant * (1.0 + ratio**2)))

    return spectrum


def cutoff(hertz: Floats) -> Floats:
    """The position of a cutoff frequency in the tables that `lowpassed` draws."""
    return floats(np.log(np.maximum(hertz, 1.0) / CUTOFFS[0]) / np.log(CUTOFFS[1] / CUTOFFS[0]))


def saw(number: Floats) -> Floats:
    return 0.6 / number


def square(number: Floats) -> Floats:
    return 0.9 * (number % 2) / number


def times(count: int) -> Floats:
    """Seconds of `count` samples."""
    return np.arange(count, dtype=np.float32) / np.float32(RATE)


def shaped(held: float, attack: float, decay: float, sustain: float, release: float) -> Floats:
    """An envelope from 0 to 1 over `decay` to `sustain`, let go after `held`; times in seconds."""
    time = times(round((held + release) * RATE))
    rising = np.minimum(1.0, time / attack)
    falling = sustain + (1.0 - sustain) * np.exp(-np.maximum(time - attack, 0.0) / decay)
    left = np.clip((held + release - time) / release, 0.0, 1.0) ** 2
    return floats(rising * falling * left)


def swaying(hertz: float, time: Floats, rate: float, cents: float) -> Floats:
    """A frequency curve whose vibrato comes in after a third of a second."""
    depth = cents / 1200.0 * np.clip(time / 0.35 - 0.5, 0.0, 1.0)
    return floats(hertz * 2.0 ** (depth * np.sin(2 * np.pi * rate * time)))
