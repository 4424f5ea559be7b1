"""Where in a set its recording begins."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile

from live.errors import FileError

_BLOCK = 1 << 16


def begins(path: Path, first: float | None) -> float:
    """The set's second at which the recording `path` begins, if the first loop came in at `first`.

    The player's own recording is nothing but zeros until then. Of one that never is silent, or has
    no sound in it, nothing can be said: 0. Raises `FileError` for what is no audio.
    """
    try:
        with soundfile.SoundFile(path) as sound:
            silent = _silence(sound)
            return 0.0 if first is None or not silent else first - silent / sound.samplerate
    except (OSError, soundfile.LibsndfileError) as error:
        raise FileError(f"{path}: no recording ({error}); give an audio file to --audio") from None


def _silence(sound: soundfile.SoundFile) -> int:
    """Frames before the first that is not zero; 0 if there is none."""
    before = 0
    for block in sound.blocks(_BLOCK, dtype="float32", always_2d=True):
        sounding = np.flatnonzero(np.any(block, axis=1))
        if len(sounding):
            return before + int(sounding[0])
        before += len(block)
    return 0
