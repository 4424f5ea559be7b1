"""Two loops as one: what is heard on stage is seldom one part alone."""

from __future__ import annotations

import numpy as np
import soxr

from live import audio
from live.features import RATE, WINDOW_BEATS
from live.types import Floats
from models.rendering.desk import Rng
from models.roles.laying import Take

_STRETCHED = 0.3  # of the second loops keep their pitch
_LOUDER_DB = 6.0  # at the most, of either
_BLOCK = 2205  # samples: 50 ms
_LOUD = 0.9  # the share of blocks that are quieter than what counts as the level
_QUIET = 1e-9


def mixed(one: Take, other: Take, rng: Rng) -> tuple[Take, Take]:
    """`one` and `other` at the tempo of `one`, of equal length and nearly equal loudness.

    To sound together they are to be added. The second is played faster or slower, at another pitch
    or at its own; half or double its tempo counts as its tempo.
    """
    fitted = _at_tempo(other, one.bpm, keeps_pitch=bool(rng.random() < _STRETCHED))
    beats = min(WINDOW_BEATS, max(one.beats, fitted.beats))
    difference = rng.uniform(-_LOUDER_DB, _LOUDER_DB)
    return _shown(one, beats, one.bpm, 0.0), _shown(fitted, beats, one.bpm, difference)


def level(samples: Floats) -> float:
    """The root mean square of the louder moments."""
    blocks = samples[: len(samples) // _BLOCK * _BLOCK].reshape(-1, _BLOCK)
    power = (blocks**2).mean(axis=1) if len(blocks) else (samples**2).mean(keepdims=True)
    return float(np.sqrt(max(np.quantile(power, _LOUD), _QUIET)))


def _at_tempo(take: Take, bpm: float, *, keeps_pitch: bool) -> Take:
    octaves = round(float(np.log2(bpm / take.bpm)))
    beats = max(1, round(take.beats * 2.0**octaves))
    samples = round(beats * 60 * RATE / bpm)
    if keeps_pitch:
        ratio = len(take.samples) / samples
        fitted = audio.fit(take.samples[:, None], RATE, ratio, 0, samples)[:, 0]
        return Take(fitted, beats)
    played = soxr.resample(take.samples, len(take.samples), samples)
    return Take(np.resize(played, samples), beats)


def _shown(take: Take, beats: int, bpm: float, decibels: float) -> Take:
    """`beats` of `take` repeated for ever, so loud."""
    samples = round(beats * 60 * RATE / bpm)
    gain = np.float32(10 ** (decibels / 20) / level(take.samples))
    return Take(np.resize(take.samples, samples) * gain, beats)
