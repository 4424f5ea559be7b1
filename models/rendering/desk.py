"""The mixing desk of a part: drawn for every part on its own, so that nothing tells the renderer.

Were all parts of a song to share a room or a codec, "same song" could be read off them, and a
network would learn that instead of music.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.fft

from live.types import Floats

#: Codecs as (format, subtype, suffix) of libsndfile.
CODECS = (
    ("FLAC", "PCM_16", "flac"),
    ("OGG", "VORBIS", "ogg"),
    ("OGG", "OPUS", "opus"),
)

_EQ_POINTS = 6
_EQ_HZ = (40.0, 12_000.0)
_SLOPE = 24.0  # decibels an octave above the low-pass
_PEAK = 0.9
_QUIET = 1e-9

Rng = np.random.Generator


@dataclass(frozen=True, slots=True)
class Desk:
    """What happens to a part after it was played.

    Attributes
    ----------
    equaliser
        (6,) decibels at points from 40 Hz to 12 kHz, evenly spaced in octaves.
    low_pass
        Hz.
    reverb
        seconds until it has fallen by 60 dB; 0 for none.
    wet
        power of the reverb, in parts of the dry sound's.
    drive
        decibels into a soft limiter; 0 for none.
    level
        decibels of the mean square.
    codec
        of `CODECS`; `quality` 0..1, 1 is the best.
    """

    equaliser: Floats
    low_pass: float
    reverb: float
    wet: float
    drive: float
    level: float
    codec: tuple[str, str, str]
    quality: float
    seed: int


def rng(seed: int, *names: str) -> Rng:
    """Random numbers for what is called so: the same whatever else is drawn, and in what order."""
    digest = hashlib.blake2b(repr((seed, names)).encode(), digest_size=8).digest()
    return np.random.default_rng(int.from_bytes(digest, "little"))


def draw(rng: Rng) -> Desk:
    has_room, is_driven = rng.random() < 0.7, rng.random() < 0.3
    return Desk(
        equaliser=rng.normal(0, 3, _EQ_POINTS).clip(-8, 8).astype(np.float32),
        low_pass=float(rng.choice([12_000, 12_000, rng.uniform(5_000, 12_000)])),
        reverb=float(rng.uniform(0.2, 2.2)) if has_room else 0.0,
        wet=float(10 ** rng.uniform(-2, -0.5)) if has_room else 0.0,
        drive=float(rng.uniform(0, 12)) if is_driven else 0.0,
        level=float(rng.uniform(-30, -16)),
        codec=CODECS[rng.integers(len(CODECS))],
        quality=float(rng.uniform(0.2, 1)),
        seed=int(rng.integers(1 << 31)),
    )


def treated(loops: Sequence[Floats], rate: int, desk: Desk) -> list[Floats]:
    """`loops` (samples,) of one part through `desk`; they keep their relative levels.

    All of it is cyclic, as a loop is: what rings after its end is heard at its beginning.
    """
    filtered = [_filtered(loop, rate, desk) for loop in loops]
    power = float(np.mean([np.mean(loop**2) for loop in filtered]))
    gain = np.float32(10 ** (desk.level / 20) / np.sqrt(max(power, _QUIET)))
    driven = [_driven(loop * gain, desk.drive) for loop in filtered]
    peak = max(float(np.abs(loop).max()) for loop in driven)
    return [loop * np.float32(min(1.0, _PEAK / max(peak, _QUIET))) for loop in driven]


def folded(played: Floats, samples: int) -> Floats:
    """The first `samples`, with everything after them added at the beginning."""
    loop = np.zeros(samples, np.float32)
    for start in range(0, len(played), samples):
        piece = played[start : start + samples]
        loop[: len(piece)] += piece
    return loop


def _filtered(loop: Floats, rate: int, desk: Desk) -> Floats:
    response = _equaliser(len(loop), rate, desk) * _room(len(loop), rate, desk)
    filtered: Floats = scipy.fft.irfft(scipy.fft.rfft(loop) * response, len(loop))
    return filtered.astype(np.float32)


def _equaliser(samples: int, rate: int, desk: Desk) -> Floats:
    """The gain of every bin."""
    hz = np.maximum(scipy.fft.rfftfreq(samples, 1 / rate), 1.0)
    points = np.geomspace(*_EQ_HZ, len(desk.equaliser))
    decibels = np.interp(np.log(hz), np.log(points), desk.equaliser)
    decibels -= _SLOPE * np.maximum(np.log2(hz / desk.low_pass), 0)
    gains: Floats = (10 ** (decibels / 20)).astype(np.float32)
    return gains


def _room(samples: int, rate: int, desk: Desk) -> Floats | float:
    """The spectrum of a sound and its decaying, noisy echo."""
    if desk.reverb == 0:
        return 1.0
    time = np.arange(round(desk.reverb * rate)) / rate
    noise = np.random.default_rng(desk.seed).standard_normal(len(time))
    echo = noise * 10 ** (-3 * time / desk.reverb)
    echo *= np.sqrt(desk.wet / np.sum(echo**2))
    echo[0] += 1
    spectrum: Floats = scipy.fft.rfft(folded(echo.astype(np.float32), samples))
    return spectrum


def _driven(loop: Floats, decibels: float) -> Floats:
    """Through a soft limiter."""
    if decibels == 0:
        return loop
    gain = np.float32(10 ** (decibels / 20))
    driven: Floats = np.tanh(loop * gain) / gain
    return driven
