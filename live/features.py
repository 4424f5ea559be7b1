"""The one front end: what scan, stage and training alike compute from audio.

The hop follows the beat: every beat has the same number of frames at its own tempo, while the
windows stay fixed in seconds. All values are POWER, so to a good approximation a mix is the SUM of
its parts, a transposition is a shift of the semitone bands, a beat offset is a roll of frames and
a gain is a factor. The canonical bar is the Neural Loop Combiner's (Chen et al., ISMIR 2020,
section 3.2) without its time-stretch, which is slow and smears.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import scipy.fft
import soxr
from numpy.lib.stride_tricks import sliding_window_view
from scipy.ndimage import median_filter

from live.types import Floats

Bytes = npt.NDArray[np.uint8]
Doubles = npt.NDArray[np.float64]

#: Grows with every change of what is computed here: older sketches and bundles are refused then.
FEATURE_VERSION = 1

RATE = 44100
FRAMES_PER_BEAT = 48
N_MEL = 128
N_SEMITONE = 84

#: A sketch: the first 16 beats, shorter loops repeated, pooled to 12 frames a beat.
WINDOW_BEATS = 16
SKETCH_PER_BEAT = 12
SKETCH_SHAPE = (WINDOW_BEATS * SKETCH_PER_BEAT, N_MEL + N_SEMITONE)

BALANCE_BANDS = 16
SIXTEENTHS = 16

_POOL = FRAMES_PER_BEAT // SKETCH_PER_BEAT
_MEL_HZ = (30.0, 16000.0)
_C1_HZ = 440.0 * 2.0 ** (-45 / 12)
_BLOCK = 32  # frames whose spectra fit into the cache together
_DECIBELS_PER_STEP = 0.5

# Chosen on the stems of 17 songs: how often the true transposition of 12 and the true rotation of
# 16 win, and how well drums are told from tones.
_FIRST_TONE = 16  # E2: below it kick drums sound, and semitones are closer than the windows tell
_STEADY = 5  # pooled frames: what is shorter is percussion
_FLAT = 7  # semitones: what is wider is noise
_SPILL = 0.15  # of the power of a tone reaches each neighbour, through the window's lobe
_TONAL = (0.1, 0.2)  # the share of tones in drum loops, and in most others
_LOW_HZ = 120.0
_HIGH_HZ = 2000.0
_INAUDIBLE = 1e-7
_REGIONS = 4
_FULL_HIT = 0.25  # of the loudest moment: what rises by this much is a hit as any other


@dataclass(frozen=True, slots=True)
class Spectra:
    """Power of a loop: `mel` (frames, 128) and `semitone` (frames, 84: C1 to B7), 48 frames a beat.

    The bands of a frame sum to the mean square of the samples under its window (but for what lies
    outside of the lowest and highest band): a sine at full scale sums to 0.5.
    """

    mel: Floats
    semitone: Floats


@dataclass(frozen=True, slots=True)
class _Bank:
    """Bands over the spectrum of `fft` samples at RATE / `decimation`: weights (fft / 2 + 1, n)."""

    decimation: int
    fft: int
    weights: Floats


def spectra(
    mono: Floats, rate: int, beats: float, *, cyclic: bool = True, until: float | None = None
) -> Spectra:
    """Bar-synchronous power of `mono` (samples,), which lasts exactly `beats` beats.

    Frame k is centred on beat k / 48. With `cyclic` the windows wrap around the loop's end,
    otherwise there is silence outside. Only the first `until` beats are computed if it is given.
    """
    if beats <= 0 or len(mono) == 0:
        raise ValueError(f"{len(mono)} samples for {beats} beats: there is nothing to analyse")
    if rate != RATE:
        mono = soxr.resample(mono, rate, RATE)
    wanted = beats if until is None else min(beats, until)
    hop = len(mono) / (beats * FRAMES_PER_BEAT)
    centres = np.arange(max(1, round(wanted * FRAMES_PER_BEAT)), dtype=np.float64) * hop
    mel, low, high = (_bands(mono, centres, bank, cyclic) for bank in _banks())
    return Spectra(mel, np.hstack([low, high]))


def sketch(full: Spectra) -> Bytes:
    """What is kept of a loop: uint8 (192, 212), mel | semitone in steps of half a decibel.

    0 is silence and 255 full scale (power 1). A loop of less than 16 beats is repeated.
    """
    frames = np.arange(WINDOW_BEATS * FRAMES_PER_BEAT) % len(full.mel)
    both = np.hstack([full.mel, full.semitone])[frames]
    pooled = both.reshape(SKETCH_SHAPE[0], _POOL, -1).mean(axis=1)
    steps = 255 + 10 * np.log10(np.maximum(pooled, 1e-20)) / _DECIBELS_PER_STEP
    nearest: Bytes = np.rint(steps).clip(0, 255).astype(np.uint8)
    return nearest


def power(sketched: Bytes) -> Floats:
    """The power (..., 192, 212) that a sketch stands for."""
    return _power_of_step()[sketched]


def mel_frequencies() -> Doubles:
    """The lower edge, the 128 centres and the upper edge of the mel bands in Hz (as in HTK)."""
    low, high = (2595 * np.log10(1 + hz / 700) for hz in _MEL_HZ)
    mels: Doubles = np.linspace(low, high, N_MEL + 2)
    return 700 * (10 ** (mels / 2595) - 1)


@cache
def _power_of_step() -> Floats:
    table = 10 ** ((np.arange(256) - 255) * _DECIBELS_PER_STEP / 10)
    table[0] = 0.0
    return table.astype(np.float32)


@dataclass(frozen=True, slots=True)
class Profile:
    """What the ranking's rules know about 16 beats; made from a sketch's power and nothing else.

    Attributes
    ----------
    harmony
        (16, 12) chroma of each beat less its mean, of unit norm as a whole, or 0 without tones.
    tonal
        0..1: from drums, whose chroma means nothing, to tones.
    rhythm
        (2, 16) onsets on the sixteenths of a bar of 4 beats, averaged over 4 bars, in a low and a
        high band: each of unit norm, or 0 without onsets.
    balance
        (16,) shares of the power in bands from low to high; they sum to 1, or 0 in silence.
    density
        0..1: the share of sixteenths with an onset, weak ones counting less.
    """

    harmony: Floats
    tonal: float
    rhythm: Floats
    balance: Floats
    density: float

    def row(self) -> Floats:
        """All of it as one row, for digests."""
        scalars = np.array([self.tonal, self.density], np.float32)
        parts = (self.harmony.ravel(), self.rhythm.ravel(), self.balance, scalars)
        return np.concatenate(parts)


def profile(sound: Floats) -> Profile:
    """The profile of `sound`, a power (192, 212)."""
    mel, semitone = sound[:, :N_MEL], sound[:, N_MEL:]
    harmony, tonal = _harmony(semitone)
    rhythm, density = _rhythm(mel)
    spectrum = bands(mel)
    return Profile(harmony, tonal, rhythm, _divided(spectrum, spectrum.sum()), density)


def bands(mel: Floats) -> Floats:
    """Mean power (16,) of `mel` (frames, 128) in bands of 8."""
    summed: Floats = mel.mean(axis=0).reshape(BALANCE_BANDS, -1).sum(axis=1)
    return summed


def _harmony(semitone: Floats) -> tuple[Floats, float]:
    """Chroma (16, 12) and tonality of `semitone` (192, 84).

    Tones last and stand out from their neighbours; medians over time and over frequency tell them
    from percussion (Fitzgerald, DAFx 2010). The cube root is loudness after Stevens' law.
    """
    beside = np.pad(semitone, ((0, 0), (1, 1)))
    narrow = np.maximum(semitone - _SPILL * (beside[:, :-2] + beside[:, 2:]), 0)
    loudness = np.cbrt(narrow[:, _FIRST_TONE:])
    steady = median_filter(loudness, (_STEADY, 1), mode="wrap")
    flat = median_filter(steady, (1, _FLAT), mode="nearest")
    tones = np.maximum(steady - flat, 0)
    share = float(tones.sum() / max(np.cbrt(semitone[:, _FIRST_TONE:]).sum(), 1e-9))
    octaves = np.pad(tones, ((0, 0), (_FIRST_TONE, 0))).reshape(WINDOW_BEATS, -1, 7, 12)
    chroma = octaves.sum(axis=(1, 2))
    chroma -= chroma.mean(axis=1, keepdims=True)
    return _divided(chroma, np.linalg.norm(chroma)), _ramp(share, *_TONAL)


def _rhythm(mel: Floats) -> tuple[Floats, float]:
    """Onsets (2, 16) and density of `mel` (192, 128), by the rise of loudness (spectral flux)."""
    loudness = np.cbrt(np.maximum(mel, _INAUDIBLE)) - np.cbrt(np.float32(_INAUDIBLE))
    hz = mel_frequencies()[1:-1]
    both = np.stack([_hits(loudness[:, hz < _LOW_HZ]), _hits(loudness[:, hz >= _HIGH_HZ])])
    bar = both.reshape(2, -1, SIXTEENTHS).mean(axis=1)
    return _divided(bar, np.linalg.norm(bar, axis=1, keepdims=True)), _density(loudness)


def _density(loudness: Floats) -> float:
    """Busyness, from wide regions: in narrow bands every noise rises somewhere all the time."""
    regions = loudness.reshape(len(loudness), _REGIONS, -1).sum(axis=2)
    full = _FULL_HIT * regions.sum(axis=1).max()
    return float(np.minimum(_divided(_hits(regions), full), 1).mean())


def _hits(loudness: Floats) -> Floats:
    """What rises in `loudness` (192, n), gathered on the nearest of 64 sixteenths."""
    rise = np.maximum(loudness - np.roll(loudness, 1, axis=0), 0).sum(axis=1)
    nearest: Floats = np.roll(rise, 1).reshape(-1, 3).sum(axis=1)
    return nearest


def _divided(values: Floats, by: npt.ArrayLike) -> Floats:
    """`values / by`, and 0 where there is nothing to divide by."""
    return (values / np.where(np.asarray(by) > 1e-9, by, np.inf)).astype(np.float32)


def _ramp(value: float, low: float, high: float) -> float:
    return min(max((value - low) / (high - low), 0.0), 1.0)


def _bands(mono: Floats, centres: Doubles, bank: _Bank, cyclic: bool) -> Floats:
    """Power (len(centres), n) in the bands of `bank`, windows centred on those samples."""
    if bank.decimation > 1:
        mono = soxr.resample(mono, bank.decimation, 1)
    padded = np.pad(mono, bank.fft // 2, mode="wrap" if cyclic else "constant")
    starts = np.rint(centres / bank.decimation).astype(int)
    windows = sliding_window_view(padded, bank.fft)
    hann, scale = _window(bank.fft)
    out = np.empty((len(starts), bank.weights.shape[1]), np.float32)
    for first in range(0, len(starts), _BLOCK):
        rows = slice(first, first + _BLOCK)
        bins = scipy.fft.rfft(windows[starts[rows]] * hann, workers=1, overwrite_x=True)
        np.matmul(scale * (bins.real**2 + bins.imag**2), bank.weights, out=out[rows])
    return out


@cache
def _window(size: int) -> tuple[Floats, np.float32]:
    """A Hann window, and the factor that makes one-sided |bins|² sum to the mean square."""
    hann = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(size) / size)
    return hann.astype(np.float32), np.float32(2 / (size * np.sum(hann**2)))


@cache
def _banks() -> tuple[_Bank, _Bank, _Bank]:
    """Mel bands (46 ms), and semitones from a long window below C4 (371 ms), a shorter above (186).

    The longer a window, the better it tells low notes apart and the worse it tells when.
    """
    semitones = _C1_HZ * 2 ** (np.arange(-1, N_SEMITONE + 1) / 12)
    return (
        _triangles(1, 2048, mel_frequencies()),
        _triangles(16, 1024, semitones[:38]),
        _triangles(4, 2048, semitones[36:]),
    )


def _triangles(decimation: int, fft: int, hz: Doubles) -> _Bank:
    """Triangular bands around `hz[1:-1]`, each falling to 0 at its neighbours: they sum to 1.

    Where bands are closer together than bins, a bin spreads over all bands within its width.
    """
    bins = scipy.fft.rfftfreq(fft, decimation / RATE)
    bin_width = bins[1]
    weights = np.zeros((len(bins), len(hz) - 2))
    for band in range(len(hz) - 2):
        below, centre, above = hz[band : band + 3]
        edges = [min(below, centre - bin_width), centre, max(above, centre + bin_width)]
        weights[:, band] = np.interp(bins, edges, [0, 1, 0])
    total = weights.sum(axis=1, keepdims=True)
    return _Bank(decimation, fft, (weights / np.maximum(total, 1)).astype(np.float32))
