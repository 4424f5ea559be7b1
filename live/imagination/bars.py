"""Between loops as they lie in files and the bars that a bundle encodes and decodes."""

from __future__ import annotations

import math

import numpy as np

from live import audio
from live.audio import Audio
from live.bundle import Bundle
from live.features import WINDOW_BEATS
from live.tasks import BAR_BEATS, BAR_BPM, BAR_FRAMES
from live.types import Floats, Loop

#: What is known of a loop, and what is heard on stage, is that long.
MOST_BARS = WINDOW_BEATS // BAR_BEATS

#: That of loops that are imagined.
RATE = 44100

_SEAM_SECONDS = 0.01


def count(loop: Loop) -> int:
    """How many bars it takes to tell `loop`."""
    return min(max(math.ceil(loop.beats / BAR_BEATS), 1), MOST_BARS)


def bars(sound: Audio, loop: Loop, rate: int, number: int) -> Floats:
    """The first `number` bars (number, samples) of `loop`, repeated if it is shorter, at `rate`.

    Of its file, `sound`, no more than 16 beats are looked at.
    """
    beats = min(loop.beats, WINDOW_BEATS)
    frames = round(beats * 60 / BAR_BPM * sound.rate)
    circle = audio.fit(
        audio.mono(sound.samples)[:, None], sound.rate, BAR_BPM / loop.bpm, 0, frames
    )
    resampled = _resampled(circle[:, 0], sound.rate, rate)
    samples = round(BAR_BEATS * 60 / BAR_BPM * rate)
    return resampled.take(np.arange(number * samples), mode="wrap").reshape(number, samples)


def turned(power: Floats, number: int) -> Floats:
    """(number, 192, 212): `power` (192, 212) as it is from each of its first bars on."""
    return np.stack([np.roll(power, -BAR_FRAMES * bar, axis=0) for bar in range(number)])


def encoded(bundle: Bundle, sound: Audio, told: Loop, number: int) -> Floats:
    """Latents (number, size, 48) of the first bars of the loop `told`, whose file is `sound`."""
    return bundle.encode(bars(sound, told, bundle.rate, number))


def loop(bars: Floats, rate: int, bpm: float) -> Audio:
    """The bars (n, samples) one after the other as a loop of `bpm`, at `RATE`."""
    at_tempo = _resampled(_seamless(bars, round(_SEAM_SECONDS * rate)), rate, RATE)[:, None]
    frames = round(len(bars) * BAR_BEATS * 60 / bpm * RATE)
    return Audio(audio.fit(at_tempo, RATE, bpm / BAR_BPM, 0, frames), RATE)


def _seamless(bars: Floats, seam: int) -> Floats:
    """All samples (n * samples,): as a bar is a circle, it goes on into the next one by itself."""
    before = np.roll(bars, 1, axis=0)[:, :seam]
    each = np.concatenate([bars, before], axis=1)[..., None]
    return np.concatenate([audio.joined(bar, bars.shape[1]) for bar in each])[:, 0]


def _resampled(circle: Floats, rate: int, wanted: int) -> Floats:
    """The loop `circle` (samples,) at another rate; a second of it around it leaves no edge."""
    around = np.pad(circle, rate, mode="wrap")
    samples = round(len(circle) * wanted / rate)
    return audio.resample(around, rate, wanted)[wanted : wanted + samples]
