"""The spectral cube: a song's spectrogram folded at its bar lines, frequency x time in bar x bar.

What repeats from bar to bar becomes low rank in it (Smith & Goto, ICASSP 2018). Every bar has the
same number of frames at its own tempo, so that a tempo that breathes still folds; the windows stay
fixed in seconds, and the way back to audio is weighted overlap-add at the very same places.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.fft
from scipy.signal import get_window

from live.types import Floats

Complexes = npt.NDArray[np.complex64]
Integers = npt.NDArray[np.int64]

RATE = 22050
FRAMES = 96  # a bar: 24 a beat, so that sixteenths and their triplets fall on frames
WINDOW = 2048  # 93 ms: the notes of a bass are told apart
BINS = WINDOW // 2 + 1

_SHAPE = get_window("hann", WINDOW).astype(np.float32)
_LEAST_COVER = 1e-3


@dataclass(frozen=True, slots=True)
class Cube:
    """`spectra` (bars, FRAMES, BINS) of the windows around `centres` (bars, FRAMES), in samples.

    `starts` (bars + 1,) are the bar lines in samples at `RATE`.
    """

    spectra: Complexes
    centres: Integers
    starts: Integers

    @property
    def bars(self) -> int:
        return len(self.spectra)

    @property
    def magnitude(self) -> Floats:
        """(BINS, FRAMES, bars), what is decomposed."""
        return np.ascontiguousarray(np.abs(self.spectra).transpose(2, 1, 0))

    def audio(self, bar: int, mask: Floats) -> Floats:
        """The part of a bar that `mask` (BINS, FRAMES) lets through, with the mixture's phase.

        The mask is taken as cyclic where windows reach into the neighbouring bars: a loop goes on.
        """
        start, stop = self.starts[bar], self.starts[bar + 1]
        frames = _reaching(self.centres.ravel(), start, stop)
        through = mask.T[frames % FRAMES]
        heard = self.spectra.reshape(-1, BINS)[frames] * through
        return _overlapped(heard, self.centres.ravel()[frames] - start, stop - start)


def fold(mono: Floats, starts: Integers) -> Cube:
    """The cube of a song at `RATE` with the bar lines `starts`, all inside the song."""
    centres = _centres(starts)
    padded = np.pad(mono, WINDOW // 2)
    windows = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)
    spectra = np.stack([_spectra(windows[bar]) for bar in centres])
    return Cube(spectra, centres, starts)


def _spectra(windows: Floats) -> Complexes:
    spectra: Complexes = scipy.fft.rfft(windows * _SHAPE, axis=-1)
    return spectra


def _centres(starts: Integers) -> Integers:
    parts = np.arange(FRAMES) / FRAMES
    return np.rint(starts[:-1, None] + np.diff(starts)[:, None] * parts).astype(np.int64)


def _reaching(centres: Integers, start: int, stop: int) -> Integers:
    reaches = (centres > start - WINDOW // 2) & (centres < stop + WINDOW // 2)
    return np.flatnonzero(reaches)


def _overlapped(spectra: Complexes, centres: Integers, length: int) -> Floats:
    """Least-squares inverse of windows around `centres`, cut to 0..length (Griffin & Lim, 1984)."""
    windows = scipy.fft.irfft(spectra, WINDOW, axis=-1) * _SHAPE
    places = centres[:, None] + np.arange(WINDOW)
    total = np.zeros(length + 2 * WINDOW, np.float32)
    cover = np.zeros(length + 2 * WINDOW, np.float32)
    np.add.at(total, places, windows)
    np.add.at(cover, places, np.broadcast_to(_SHAPE**2, windows.shape))
    inside = slice(WINDOW // 2, WINDOW // 2 + length)
    samples: Floats = np.divide(total[inside], np.maximum(cover[inside], _LEAST_COVER))
    return samples
