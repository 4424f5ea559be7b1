"""What can be measured of imagined bars: how true they are, how in time, in tune, like others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import librosa
import numpy as np
import scipy.linalg
import torch
from torch import Tensor

from live import features
from live.bundle import Bundle
from live.features import N_MEL
from live.types import PITCHES, Floats
from models import grid, metrics
from models.imagine.bar import FRAMES, LEVEL, RATE, levelled
from models.imagine.spectral import distances
from models.items import BEATS_PER_BAR
from models.metrics import Numbers

_SIXTEENTHS = grid.LINES.index(4)
_MEL_WINDOW, _MEL_HOP, _ROUNDS = 2048, 256, 32
_BANDS = 16
_QUIET = 1e-8  # power of a band beside `LEVEL`: 60 dB below it
_SURE = 0.01  # added to variances, beside 1: fewer bars than numbers squared are known


def distance(made: Tensor, true: Tensor) -> Floats:
    """(n,) multi-scale spectral distances of sounds (n, 49152), all at one level."""
    found: Floats = distances(levelled(made), levelled(true)).numpy()
    return found


def griffin_lim(sounds: Tensor) -> Tensor:
    """`sounds` (n, 49152) from what 128 mel bands keep of them; what needs no network."""
    made = [_from_mel(sound) for sound in sounds.numpy()]
    return torch.from_numpy(np.stack(made))


def heard(sounds: Tensor) -> Floats:
    """Power (n, 48, 212) of cyclic `sounds` (n, 49152), at one level."""
    level = (LEVEL * levelled(sounds)).numpy()
    spectra = (features.spectra(sound, RATE, BEATS_PER_BAR) for sound in level)
    return features.power(np.stack([features.sketch(each)[:FRAMES] for each in spectra]))


def pulses(sounds: Tensor) -> Numbers:
    """(n,) how much onsets agree on the sixteenths: 1 is all, 0 none, -1 all of them between."""
    level = (LEVEL * levelled(sounds)).numpy()
    mels = (features.spectra(sound, RATE, BEATS_PER_BAR).mel for sound in level)
    return np.array([float(grid.heard(mel)[_SIXTEENTHS].real) for mel in mels])


def key_ranks(powers: Floats, contexts: Floats) -> Numbers:
    """(n,) how many of 12 transpositions of `powers` (n, 48, 212) fit `contexts` as well, 1 to 12.

    By the correlation of chroma. Where one of both has no tones it is not a number.
    """
    pairs = zip(powers, contexts, strict=True)
    return np.array([_key_rank(_chroma(one), _chroma(other)) for one, other in pairs])


def apart(powers: Floats, others: Floats, ear: Bundle) -> Numbers:
    """(n,) 1 less the cosine of what an embedding bundle makes of `powers` and of `others`.

    Both (n, 48, 212), repeated as loops are.
    """
    one, other = (_embedded(each, ear) for each in (powers, others))
    lengths = np.linalg.norm(one, axis=1) * np.linalg.norm(other, axis=1)
    distances: Numbers = 1 - (one * other).sum(axis=1) / np.maximum(lengths, 1e-9)
    return distances


def frechet(some: Floats, others: Floats) -> float:
    """The Fréchet distance of what bars of `some` and of `others` (n, 48, 212) are like.

    By mean and deviation of 16 bands in decibels, in deviations of `others`.
    """
    a, b = _statistics(some), _statistics(others)
    middle, scale = b.mean(axis=0), b.std(axis=0) + 1e-6
    return _frechet((a - middle) / scale, (b - middle) / scale)


def _embedded(powers: Floats, ear: Bundle) -> Numbers:
    """(n, 224): harmony and rhythm."""
    made = ear.offers(np.tile(powers, (1, features.WINDOW_BEATS // BEATS_PER_BAR, 1)))
    return np.hstack([made.harmony, made.rhythm]).astype(np.float64)


def _from_mel(sound: Floats) -> Floats:
    settings: dict[str, Any] = {"sr": RATE, "n_fft": _MEL_WINDOW, "hop_length": _MEL_HOP}
    mel = librosa.feature.melspectrogram(y=sound, n_mels=N_MEL, **settings)
    made: Floats = librosa.feature.inverse.mel_to_audio(
        mel, n_iter=_ROUNDS, length=len(sound), **settings
    )
    return made.astype(np.float32)


def _chroma(power: Floats) -> Floats:
    """(12,) of a bar (48, 212), repeated as a loop is; of mean 0, or 0 without tones."""
    found: Floats = features.profile(
        np.tile(power, (features.WINDOW_BEATS // BEATS_PER_BAR, 1))
    ).harmony.sum(axis=0)
    return found


def _key_rank(one: Floats, other: Floats) -> float:
    if not one.any() or not other.any():
        return float("nan")
    return metrics.rank_of(np.array([np.roll(one, n) @ other for n in range(len(PITCHES))]))


def _statistics(powers: Floats) -> Numbers:
    """(n, 32)."""
    bands = powers[..., :N_MEL].reshape(*powers.shape[:2], _BANDS, -1).sum(axis=-1)
    decibels = 10 * np.log10(bands + _QUIET)
    return np.hstack([decibels.mean(axis=1), decibels.std(axis=1)]).astype(np.float64)


def _frechet(a: Numbers, b: Numbers) -> float:
    one, other = (np.cov(each.T) + _SURE * np.eye(each.shape[1]) for each in (a, b))
    root = scipy.linalg.sqrtm(one @ other).real
    apart = np.square(a.mean(axis=0) - b.mean(axis=0)).sum()
    return float(apart + np.trace(one + other - 2 * root))


def summary(values: Numbers, songs: Sequence[str]) -> dict[str, float]:
    """The mean of what is a number, and its interval by song."""
    known = ~np.isnan(values)
    kept = values[known]
    named = [song for song, is_known in zip(songs, known, strict=True) if is_known]
    low, high = metrics.interval(_mean, kept, named)
    return {"value": _mean(kept), "low": low, "high": high, "count": float(known.sum())}


def _mean(values: Numbers) -> float:
    return float(values.mean())
