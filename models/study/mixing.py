"""A clip as samples: the source and a loop in its tempo, equally loud, over the same whole bars."""

from __future__ import annotations

import math

import numpy as np

from live import audio
from live.audio import Audio
from live.player.prepare import Recipe, prepare
from live.types import Floats
from models.items import BEATS_PER_BAR, Item
from models.study.choosing import Choice

RATE = 44100

#: EBU R 128; where a clip would then reach higher than the ceiling, its whole group is softer.
TARGET_LUFS = -23.0
CEILING_DBTP = -1.0

_OVERSAMPLED = 4  # as ITU-R BS.1770-4, annex 2, asks for
_FADE_IN, _FADE_OUT = 0.005, 0.3  # seconds


def clip_bars(bpm: float, seconds: float) -> int:
    """The fewest whole bars at `bpm` that last `seconds`."""
    return math.ceil(seconds * bpm / 60 / BEATS_PER_BAR - 1e-6)


def part(item: Item, choice: Choice, bpm: float, bars: int) -> Floats:
    """(frames, 2) of a loop that goes round for `bars` at `bpm`, at `TARGET_LUFS`.

    Raises `FileError`.
    """
    recipe = Recipe(item.path, "", item.seconds, item.beats, choice.transpose, bpm, RATE)
    beat = 60 / bpm * RATE
    loop = prepare(recipe)
    frames = np.arange(round(bars * BEATS_PER_BAR * beat)) - round(choice.beat_offset * beat)
    around = loop.take(frames, axis=0, mode="wrap")
    return around * _factor(TARGET_LUFS - audio.loudness(Audio(around, RATE)))


def mix(*parts: Floats) -> Floats:
    """All of `parts` at once, faded at both ends."""
    total: Floats = np.sum(parts, axis=0, dtype=np.float32)
    total[: round(_FADE_IN * RATE)] *= _ramp(_FADE_IN)
    total[-round(_FADE_OUT * RATE) :] *= _ramp(_FADE_OUT)[::-1]
    return total


def matched(mixes: list[Floats]) -> list[Floats]:
    """`mixes` equally loud: at `TARGET_LUFS` unless one of them would exceed `CEILING_DBTP`."""
    measured = [audio.loudness(Audio(each, RATE)) for each in mixes]
    rooms = [
        lufs - true_peak(each) + CEILING_DBTP for lufs, each in zip(measured, mixes, strict=True)
    ]
    target = min(TARGET_LUFS, *rooms)
    return [each * _factor(target - lufs) for lufs, each in zip(measured, mixes, strict=True)]


def true_peak(samples: Floats) -> float:
    """The highest level between the samples as well, decibels of full scale."""
    between = audio.resample(samples, RATE, _OVERSAMPLED * RATE)
    highest = max(float(np.abs(between).max()), float(np.abs(samples).max()), 1e-9)
    return 20 * math.log10(highest)


def _factor(decibels: float) -> np.float32:
    return np.float32(10 ** (decibels / 20))


def _ramp(seconds: float) -> Floats:
    return np.linspace(0, 1, round(seconds * RATE), dtype=np.float32)[:, None]
