"""What playing does to a loop's power: a fix is a roll, a shift and a factor, a mix is a sum.

All of it happens on the 192 frames of a sketch, so a mix is known without touching audio.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import numpy as np

from live.features import N_MEL, SKETCH_PER_BEAT, SKETCH_SHAPE, mel_frequencies
from live.types import Floats, Playing

_LOOKS = 2  # at a loop per frame: enough for one that runs at double time


def mixed(powers: Iterable[Floats]) -> Floats:
    """The power (192, 212) of everything together; silence if there is nothing."""
    total = np.zeros(SKETCH_SHAPE, np.float32)
    for power in powers:
        total += power
    return total


def sounding(power: Floats, playing: Playing, beat: float) -> Floats:
    """What `playing` sounds like from `beat` on, its loop being `power` (192, 212) without a fix.

    Of a loop longer than 16 beats only the first 16 are known; they stand for the rest.
    """
    fix = playing.suggestion
    looks = (np.arange(_LOOKS * len(power)) + 0.5) / (_LOOKS * SKETCH_PER_BEAT)
    place = (beat + looks - playing.since - fix.beat_offset) % fix.beats
    frames = np.floor(place * fix.loop.beats / fix.beats * SKETCH_PER_BEAT).astype(int)
    placed = power[frames % len(power)].reshape(-1, _LOOKS, power.shape[1]).mean(axis=1)
    return louder(transposed(placed, fix.transpose), fix.gain_db)


def louder(power: Floats, decibels: float) -> Floats:
    return power * np.float32(10 ** (decibels / 10))


def transposed(power: Floats, semitones: int) -> Floats:
    """`power` (..., 212) moved by `semitones`; what leaves the range is lost."""
    mel, tones = power[..., :N_MEL], power[..., N_MEL:]
    shifted = np.zeros_like(tones)
    if semitones >= 0:
        shifted[..., semitones:] = tones[..., : tones.shape[-1] - semitones]
    else:
        shifted[..., :semitones] = tones[..., -semitones:]
    return np.concatenate([mel @ _moved_mel(semitones), shifted], axis=-1)


@cache
def _moved_mel(semitones: int) -> Floats:
    """(128, 128): where the power of each mel band goes, shared by the two bands next to it."""
    hz = mel_frequencies()[1:-1]
    place = np.interp(hz * 2 ** (semitones / 12), hz, np.arange(N_MEL), left=-1, right=N_MEL)
    shares: Floats = 1 - np.abs(place[:, None] - np.arange(N_MEL), dtype=np.float32)
    return np.maximum(shares, 0, dtype=np.float32)
