"""The key of a loop by its chroma.

Key profiles: Krumhansl and Kessler 1982, in Krumhansl, Cognitive Foundations of Musical Pitch,
table 2.1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import median_filter

from live.types import Fact, Floats, Origin

_MAJOR = (6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88)
_MINOR = (6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17)
MODES = ("major", "minor")

_STEADY_FRAMES = 13  # of 48 a beat: strokes are shorter, tones mostly longer
_NEIGHBOURS = 9  # semitones: noise is wider
#: Shares of tones in loudness: most drums have less than the first, most others more than the last.
_TONELESS, _TONAL = 0.11, 0.24


@dataclass(frozen=True, slots=True)
class Tones:
    """Chroma (12,) that sums to 1 (or 0 without tones), and the share of tones in all loudness."""

    chroma: Floats
    share: float

    @property
    def tonality(self) -> float:
        """0..1: from drums, whose chroma means nothing, to tones."""
        return min(max((self.share - _TONELESS) / (_TONAL - _TONELESS), 0.0), 1.0)


def tones(semitone: Floats) -> Tones:
    """What lasts and stands out of its neighbours in `semitone` power (frames, 84 from C).

    Medians over time and frequency tell tones from strokes and noise (FitzGerald, DAFx 2010); the
    cube root of power is loudness after Stevens' law.
    """
    loudness = np.cbrt(semitone)
    steady = median_filter(loudness[::4], (1 + _STEADY_FRAMES // 4, 1), mode="wrap")
    flat = median_filter(steady, (1, _NEIGHBOURS), mode="nearest")
    standing_out = np.maximum(steady - flat, 0).sum(axis=0)
    chroma = standing_out.reshape(-1, 12).sum(axis=0)
    total = float(chroma.sum())
    share = total / max(float(loudness[::4].sum()), 1e-9)
    return Tones(chroma / total if total > 0 else chroma, share)


def facts(heard: Tones, tonic: int | None = None) -> dict[str, Fact]:
    """The facts `key` (pitch class) and `mode`; nothing for what has no tones.

    With a `tonic` that is known already only its mode is looked for.
    """
    if heard.tonality == 0:
        return {}
    likeness = correlations(heard.chroma)
    if tonic is not None:
        likeness[np.arange(12) != tonic] = -1
    pitch, mode = np.unravel_index(int(likeness.argmax()), likeness.shape)
    margin = float(likeness.max() - _second(likeness))
    confidence = round(heard.tonality * min(0.3 + 3 * margin, 0.9), 3)
    return {
        "key": Fact(int(pitch), Origin.ANALYSIS, confidence),
        "mode": Fact(MODES[int(mode)], Origin.ANALYSIS, confidence),
    }


def correlations(chroma: Floats) -> Floats:
    """Likeness (12 tonics, 2 modes) of `chroma` (12,) to the keys: -1..1."""
    profiles = np.array([np.roll(p, tonic) for tonic in range(12) for p in (_MAJOR, _MINOR)])
    profiles -= profiles.mean(axis=1, keepdims=True)
    centred = chroma - chroma.mean()
    norms = np.linalg.norm(profiles, axis=1) * max(float(np.linalg.norm(centred)), 1e-9)
    likeness: Floats = (profiles @ centred / norms).astype(np.float32).reshape(12, 2)
    return likeness


def _second(likeness: Floats) -> float:
    return float(np.sort(likeness, axis=None)[-2])
