"""The level of what a network has made, which may be anything: never louder than it should be."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.ndimage import minimum_filter1d, uniform_filter1d

from live import audio
from live.audio import Audio
from live.types import Floats

#: No sample is beyond this: a decibel below full scale.
CEILING = 10 ** (-1 / 20)

#: What is quieter is silence, which no gain makes music of.
SILENT_LUFS = -50.0

_LOOK_AHEAD_SECONDS = 0.003


def matched(sound: Audio, lufs: float) -> Audio:
    """The loop `sound` at a loudness of `lufs`, its peaks limited to `CEILING`."""
    gain = 10 ** ((lufs - audio.loudness(sound)) / 20)
    reach = round(_LOOK_AHEAD_SECONDS * sound.rate)
    return replace(sound, samples=limited(np.float32(gain) * sound.samples, reach))


def is_silent(sound: Audio) -> bool:
    return audio.loudness(sound) <= SILENT_LUFS


def limited(samples: Floats, reach: int) -> Floats:
    """The loop `samples` (frames, channels), turned down around its peaks within `reach` frames.

    A mean of minima over the same frames is nowhere above the gain that a peak allows.
    """
    peaks = np.abs(samples).max(axis=1)
    allowed = np.float32(CEILING) / np.maximum(peaks, CEILING)
    width = 2 * reach + 1
    gain = uniform_filter1d(minimum_filter1d(allowed, width, mode="wrap"), width, mode="wrap")
    held: Floats = samples * gain[:, None].astype(np.float32)
    return held.clip(-CEILING, CEILING)
