"""How long a bar is: the lag at which a song is most like itself.

A beat tracker left to itself takes dotted notes for beats about as often as not: of 29 songs of
known tempo librosa's has found 14 up to octaves, this 27. For what is extracted it is the very
question: where the song is folded, its bars must be alike.
"""

from __future__ import annotations

import librosa
import numpy as np
import scipy.fft

from live.types import Floats
from models.extraction.cube import RATE

HOP = 128  # 6 ms: at 150 bpm a bar is known to 0.4 %

_BANDS = 40
_WINDOW = 1024
_SHORTEST, _LONGEST = 1.0, 4.0  # seconds of a bar: 240 and 60 beats a minute
_USUAL = 2.0  # octaves away from it count by a bell of one octave
_QUIET = 0.05  # of the loudest moment: what is quieter says little
_LEAST = 1e-9


def bar_seconds(mono: Floats) -> float:
    """The likely length of a bar of the song (frames,) at `RATE`, 1 to 4 seconds."""
    alike = likeness(_pictures(mono))
    lags = np.arange(round(_SHORTEST * RATE / HOP), round(_LONGEST * RATE / HOP))
    lags = lags[lags < len(alike)]
    seconds = lags * HOP / RATE
    usual = np.exp(-0.5 * np.log2(seconds / _USUAL) ** 2)
    return float(seconds[np.argmax(alike[lags] * usual)])


def likeness(pictures: Floats) -> Floats:
    """How alike a picture (bands, frames) is to itself, 1 at the most, for every lag in frames."""
    frames = pictures.shape[1]
    different = pictures - pictures.mean(axis=1, keepdims=True)
    spectrum = scipy.fft.rfft(different, scipy.fft.next_fast_len(2 * frames), axis=1)
    power = np.sum(np.abs(spectrum) ** 2, axis=0)
    products = scipy.fft.irfft(power, scipy.fft.next_fast_len(2 * frames))[:frames]
    overlap = 1 - np.arange(frames) / frames
    alike: Floats = products / (products[0] * overlap + _LEAST)
    return alike


def _pictures(mono: Floats) -> Floats:
    """The shape of the spectrum at each moment, whatever its level: (bands, frames)."""
    power = librosa.feature.melspectrogram(
        y=mono, sr=RATE, n_fft=_WINDOW, hop_length=HOP, n_mels=_BANDS
    )
    bands = np.sqrt(power)
    levels = np.linalg.norm(bands, axis=0)
    shapes: Floats = bands / (levels + _QUIET * levels.max() + np.float32(_LEAST))
    return shapes
