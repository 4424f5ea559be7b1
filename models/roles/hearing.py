"""The sound of a loop whose roles are known."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from live import audio
from live.errors import FileError
from live.features import RATE, WINDOW_BEATS
from live.types import Floats
from models.rendering import desk
from models.roles.known import Known
from models.roles.laying import LAYINGS, Take

_REMEMBERED = 24  # files: hits of a kit are in many of its patterns
_LONGEST_SECONDS = 24.0
_SILENT = 1e-4  # -80 dB


def heard(known: Known, seed: int) -> Take:
    """`known` as a loop of at most 16 beats. Raises `FileError`."""
    clips = [_decoded(file) for file in known.files]
    if known.bpm:
        return _counted(clips[0], known)
    return LAYINGS[known.laying](clips, desk.rng(seed, *known.place, "laying"))


def _counted(clip: Floats, known: Known) -> Take:
    """A loop that says its tempo, cut to whole beats."""
    beats = min(known.beats or _whole_beats(clip, known.bpm), WINDOW_BEATS)
    samples = round(beats * 60 * RATE / known.bpm)
    return Take(np.pad(clip[:samples], (0, max(0, samples - len(clip)))), beats)


def _whole_beats(clip: Floats, bpm: float) -> int:
    return max(1, round(len(clip) * bpm / (60 * RATE)))


@lru_cache(_REMEMBERED)
def _decoded(file: str) -> Floats:
    """The file in mono at `RATE`. Raises `FileError`, for silence as well."""
    sound = audio.decode(file, _LONGEST_SECONDS)
    mono = audio.resample(audio.mono(sound.samples), sound.rate, RATE)
    if np.abs(mono).max() < _SILENT:
        raise FileError(f"{file}: is silent; remove it")
    return mono
