"""The 104 numbers that the classical methods know of a loop: timbre, harmony and pitch.

Thirteen cepstral coefficients, twelve pitch classes and the pitch: of each over time the mean and
the deviation, and both again of its slope (Ching, Ramires and Yang 2020). Of the pitch
trackers it is YIN (de Cheveigne and Kawahara 2002), the quickest; the paper names none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import librosa
import numpy as np
import numpy.typing as npt

from live.types import Floats
from models.roles.material import AUDIO_RATE, FULL_SCALE, Material

_WINDOW, _HOP = 1024, 512
_PITCH_WINDOW = 2048  # two periods of the lowest tone, 32 ms, twice
_MEL_BANDS, _CEPSTRAL = 64, 13
_LOWEST_HZ, _HIGHEST_HZ = 32.7, 2093.0  # C1 to C7

_ROWS = _CEPSTRAL + 12 + 1
COUNT = 4 * _ROWS


def features(sound: npt.NDArray[np.int16]) -> Floats:
    """The features (104,) of `sound` (samples,) at 16 kHz."""
    frames = _frames(sound.astype(np.float32) * np.float32(1 / FULL_SCALE))
    slopes = librosa.feature.delta(frames)
    both = [figure for rows in (frames, slopes) for figure in (rows.mean(1), rows.std(1))]
    return np.concatenate(both).astype(np.float32)


def _frames(sound: Floats) -> Floats:
    """(26, frames): cepstrum, chroma and pitch in octaves."""
    power = np.abs(librosa.stft(sound, n_fft=_WINDOW, hop_length=_HOP)) ** 2
    mel = librosa.feature.melspectrogram(S=power, sr=AUDIO_RATE, n_mels=_MEL_BANDS)
    cepstrum = librosa.feature.mfcc(S=librosa.power_to_db(mel), n_mfcc=_CEPSTRAL)
    # To estimate the tuning takes longer than all the rest; loops are mostly at concert pitch.
    chroma = librosa.feature.chroma_stft(S=power, sr=AUDIO_RATE, tuning=0.0)
    pitch = librosa.yin(
        sound,
        fmin=_LOWEST_HZ,
        fmax=_HIGHEST_HZ,
        sr=AUDIO_RATE,
        frame_length=_PITCH_WINDOW,
        hop_length=_HOP,
    )
    found: Floats = np.vstack([cepstrum, chroma, np.log2(pitch)])
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Described:
    """`kept` (n, 104) of `material`: of any other they are computed when they are asked for."""

    material: Material
    kept: Floats

    @classmethod
    def beside(
        cls,
        folder: Path,
        material: Material,
        watch: Callable[[int, int], None] = lambda done, total: None,
    ) -> Self:
        """Of the `material` in `folder`, where they are kept; `watch` learns (done, total)."""
        file = folder / f"features-{material.digest[:8]}.npy"
        if not file.exists():
            unfinished = file.with_suffix(".tmp.npy")
            np.save(unfinished, _computed(material, watch))
            unfinished.rename(file)
        return cls(material, np.load(file, mmap_mode="r"))

    def of(self, material: Material, rows: Sequence[int]) -> Floats:
        """(rows, 104)."""
        if material is self.material:
            kept: Floats = self.kept[np.asarray(rows)]
            return kept
        return np.stack([features(material.audio[row]) for row in rows])


def _computed(material: Material, watch: Callable[[int, int], None]) -> Floats:
    found = np.empty((len(material.audio), COUNT), np.float32)
    for row, sound in enumerate(material.audio):
        found[row] = features(sound)
        watch(row + 1, len(found))
    return found
