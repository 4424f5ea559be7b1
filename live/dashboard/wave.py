"""How loud a loop is from beginning to end: what its picture is drawn from."""

from __future__ import annotations

import numpy as np

from live import audio
from live.types import Loop

#: Columns of a picture. A card has fewer pixels on most screens.
COLUMNS = 400


def peaks(loop: Loop) -> list[float]:
    """The greatest |x| (0..1) in each of `COLUMNS` equal parts of the loop; its tail is left out.

    What its file lacks is silent. Raises `FileError`.
    """
    seconds = loop.beats * 60 / loop.bpm if loop.bpm and loop.beats else loop.seconds
    sound = audio.decode(loop.path, seconds)
    loudness = np.abs(sound.samples).max(axis=1)
    frames = max(round(seconds * sound.rate), COLUMNS)
    padded = np.zeros(frames, np.float32)
    padded[: len(loudness)] = loudness[:frames]
    starts = np.arange(COLUMNS) * frames // COLUMNS
    return [round(float(peak), 3) for peak in np.maximum.reduceat(padded, starts).clip(0, 1)]
