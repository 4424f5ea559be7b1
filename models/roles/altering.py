"""What happens to sound between a recording and a pack: drawn, so that no method learns a source.

Rendered and recorded loops differ in their bandwidth, their noise and their codecs before they
differ in their music; after a draw of all of these, less so.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import scipy.fft
import scipy.signal
import soundfile
import soxr

from live.features import RATE
from live.types import Floats
from models.rendering import desk
from models.rendering.desk import Rng
from models.roles.laying import Take

_SEMITONES = 3.0
_CODECS = (("OGG", "VORBIS", RATE), ("OGG", "OPUS", 48_000), ("MP3", "MPEG_LAYER_III", RATE))
_CODEC_BLOCK = 1 << 14  # samples written at once: libsndfile's Vorbis encoder fails on long writes
_WIDEST_HZ = 16_000.0
_BANDS = ("lowpass", "highpass", "peak")
_CUT_HZ = {"lowpass": (700.0, 9_000.0), "highpass": (60.0, 900.0), "peak": (150.0, 5_000.0)}
_NOISE_DB = (-60.0, -30.0)

Effect = Callable[[Floats, Rng], Floats]


def altered(take: Take, rng: Rng) -> Take:
    """`take` at another speed, and through some of the effects in a drawn order."""
    samples = _varispeed(take.samples, rng)
    chosen = [effect for effect, chance in _EFFECTS if rng.random() < chance]
    for index in rng.permutation(len(chosen)).tolist():
        samples = chosen[index](samples, rng)
    return Take(samples, take.beats)


def _desk(samples: Floats, rng: Rng) -> Floats:
    """Equaliser, room and limiter."""
    own = desk.draw(rng)
    own = replace(own, low_pass=max(own.low_pass, _WIDEST_HZ * rng.random()))
    (treated,) = desk.treated([samples], RATE, own)
    return treated


def _varispeed(samples: Floats, rng: Rng) -> Floats:
    """Tempo and pitch move together, to a length that Fourier transforms are fast at."""
    speed = 2 ** (rng.uniform(-_SEMITONES, _SEMITONES) / 12)
    length = scipy.fft.next_fast_len(round(len(samples) / speed), real=True)
    played: Floats = soxr.resample(samples, len(samples), length)
    return np.resize(played, length)


def _filtered(samples: Floats, rng: Rng) -> Floats:
    """A low-pass, a high-pass, or a peak of 6 to 15 dB."""
    kind = _BANDS[rng.integers(len(_BANDS))]
    low, high = np.log(_CUT_HZ[kind])
    hz = float(np.exp(rng.uniform(low, high)))
    if kind == "peak":
        gain = np.float32(10 ** (rng.uniform(6, 15) / 20) - 1)
        b, a = scipy.signal.iirpeak(hz, rng.uniform(1, 5), RATE)
        return samples + gain * _cyclic(samples, scipy.signal.tf2sos(b, a))
    return _cyclic(samples, scipy.signal.butter(2, hz, kind, fs=RATE, output="sos"))


def _coded(samples: Floats, rng: Rng) -> Floats:
    """Through a codec that loses something, and back."""
    container, subtype, rate = _CODECS[rng.integers(len(_CODECS))]
    peak = np.float32(max(1.0, float(np.abs(samples).max())))
    resampled = soxr.resample(samples / peak, RATE, rate)
    file = io.BytesIO()
    quality = {"compression_level": float(rng.uniform(0.2, 0.9))}
    with soundfile.SoundFile(file, "w", rate, 1, subtype, format=container, **quality) as written:
        for start in range(0, len(resampled), _CODEC_BLOCK):
            written.write(resampled[start : start + _CODEC_BLOCK])
    file.seek(0)
    back = soxr.resample(soundfile.read(file, dtype="float32")[0], rate, RATE)
    decoded: Floats = np.pad(back[: len(samples)], (0, max(0, len(samples) - len(back))))
    return decoded * peak


def _noisy(samples: Floats, rng: Rng) -> Floats:
    """Hiss or rumble below the sound."""
    level = np.sqrt(np.mean(samples**2)) * 10 ** (rng.uniform(*_NOISE_DB) / 20)
    noise = rng.standard_normal(len(samples))
    if rng.random() < 0.5:
        noise = scipy.signal.lfilter([0.1], [1, -0.95], noise)
    noise *= level / max(float(np.sqrt(np.mean(noise**2))), 1e-9)
    return samples + noise.astype(np.float32)


def _cyclic(samples: Floats, sections: Sequence[Sequence[float]]) -> Floats:
    """Filtered as if it had been playing before."""
    twice = scipy.signal.sosfilt(sections, np.concatenate([samples, samples]))
    filtered: Floats = twice[len(samples) :].astype(np.float32)
    return filtered


#: With the chance of each.
_EFFECTS: tuple[tuple[Effect, float], ...] = (
    (_desk, 0.7),
    (_filtered, 0.5),
    (_noisy, 0.4),
    (_coded, 0.25),
)
