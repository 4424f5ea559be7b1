"""Where things begin in a loop, and how strongly that pulses at a given tempo."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.fft
from numpy.lib.stride_tricks import sliding_window_view

from live import audio
from live.types import Floats

#: Frames of the envelopes a second.
PER_SECOND = 100

_RATE = 22050
_WINDOW = 1024
_BANDS = 22
_OVERSAMPLING = 16
_LONGEST_SECONDS = 120
_COMPRESSION = 100.0


@dataclass(frozen=True, slots=True)
class Onsets:
    """Envelopes (n,) with `PER_SECOND`: onset `strength` (>= 0) and `level` (RMS).

    `spectrum` holds how strongly `strength` pulses at multiples of `resolution` Hz: about 1 for
    what has no pulse at all, 10 and more for a drum loop.
    """

    strength: Floats
    level: Floats
    spectrum: Floats
    resolution: float

    @property
    def seconds(self) -> float:
        return len(self.level) / PER_SECOND

    def pulse(self, hz: float | Floats) -> Floats:
        """Strength of the pulse at `hz`; 0 where there are more pulses than the envelope tells."""
        return np.interp(
            np.asarray(hz) / self.resolution,
            np.arange(len(self.spectrum)),
            self.spectrum,
            right=0.0,
        ).astype(np.float32)

    def activity(self, start: float, stop: float) -> float:
        """Mean onset strength from `start` to `stop` seconds, 1 being the whole loop's mean."""
        part = self.strength[round(start * PER_SECOND) : round(stop * PER_SECOND)]
        whole = float(self.strength.mean())
        return float(part.mean()) / whole if len(part) and whole else 0.0

    def decibels(self, start: float, stop: float) -> float:
        """Mean power from `start` to `stop` seconds, relative to the whole loop's."""
        part = self.level[round(start * PER_SECOND) : round(stop * PER_SECOND)]
        whole = float(np.mean(self.level**2))
        power = float(np.mean(part**2)) / whole if len(part) and whole else 0.0
        return 10 * float(np.log10(max(power, 1e-10)))


def onsets(mono: Floats, rate: int) -> Onsets:
    """The onsets of `mono` (samples,): spectral flux of compressed bands, two minutes at most."""
    samples = audio.resample(mono[: _LONGEST_SECONDS * rate], rate, _RATE)
    frames = max(1, int(len(samples) * PER_SECOND / _RATE))
    centres = np.rint(np.arange(frames) * (_RATE / PER_SECOND)).astype(int)
    strength = _flux(_bands(samples, centres))
    spectrum, resolution = _spectrum(strength)
    return Onsets(strength, _level(samples, frames), spectrum, resolution)


def _bands(samples: Floats, centres: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Floats:
    """Magnitudes (frames, bands) in bands that widen with their frequency."""
    padded = np.pad(samples, (_WINDOW // 2, _WINDOW))
    windows = sliding_window_view(padded, _WINDOW)[centres] * np.hanning(_WINDOW).astype(np.float32)
    magnitudes = np.abs(scipy.fft.rfft(windows, axis=1))
    edges = np.unique(np.rint(np.geomspace(2, _WINDOW // 2, _BANDS + 2)).astype(int))
    bands: Floats = np.add.reduceat(magnitudes, edges[:-1], axis=1)
    return bands


def _flux(bands: Floats) -> Floats:
    """Mean rise of the bands; the first frame is compared with the last, as in a loop."""
    compressed = np.log1p(_COMPRESSION * bands / max(float(bands.max()), 1e-9))
    rise = np.diff(compressed, axis=0, prepend=compressed[-1:])
    flux: Floats = np.maximum(rise, 0).mean(axis=1, dtype=np.float32)
    return flux


def _spectrum(strength: Floats) -> tuple[Floats, float]:
    centred = strength - strength.mean()
    size = scipy.fft.next_fast_len(_OVERSAMPLING * len(centred), real=True)
    norm = max(float(np.linalg.norm(centred)), 1e-9)
    return np.abs(scipy.fft.rfft(centred, size)).astype(np.float32) / norm, PER_SECOND / size


def _level(samples: Floats, frames: int) -> Floats:
    size = max(1, len(samples) // frames)
    used = samples[: size * (len(samples) // size)].reshape(-1, size)
    level: Floats = np.sqrt(np.mean(used**2, axis=1))[:frames]
    return level
