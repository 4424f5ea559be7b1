"""Whether a loop keeps to its grid, by its onsets against the sixteenths and triplets.

A song whose tempo is not what its table says is off by the same amount in all of its loops: by
that alone a network tells that two loops come from one song, and it learns nothing of music.
Onsets are points on a circle, once around per grid line: their mean is long if they agree, and
it points away from zero if they agree on a place beside the grid.
"""

from __future__ import annotations

from enum import Enum

import numpy as np
import numpy.typing as npt
from scipy.ndimage import uniform_filter1d

from live.features import FRAMES_PER_BEAT, Doubles
from live.types import Floats

#: Mean directions (..., 4) of onsets around the lines of each of `LINES`, of length 0..1.
Pulse = npt.NDArray[np.complex64]

LINES = (2, 3, 4, 6)  # a beat: eighths, triplets, sixteenths, swung sixteenths
_CLEAR = 0.25  # length of the mean from which on onsets agree on something
_TOLERANCE = 0.125  # of the distance between two lines: 16 ms for sixteenths at 120 bpm
_SLOW_ATTACK = 0.25
_SWINGS = 0.1  # swung sixteenths are only believed where eighths are kept, too
_AROUND = FRAMES_PER_BEAT // 2  # frames whose mean rise counts as noise
_INAUDIBLE = 1e-7


class Verdict(Enum):
    ON = "on the grid"
    OFF = "off the grid"
    UNCLEAR = "too few or too soft onsets to tell"


def pulse(beats: npt.ArrayLike, weights: npt.ArrayLike) -> Pulse:
    """The pulse of onsets at `beats` (n,) with `weights` (n,)."""
    turns = np.outer(LINES, np.asarray(beats, np.float64))
    share = np.asarray(weights, np.float64) / max(float(np.sum(weights)), 1e-12)
    directions: Pulse = (np.exp(2j * np.pi * turns) @ share).astype(np.complex64)
    return directions


def heard(mel: Floats) -> Pulse:
    """The pulse of a loop by its mel power (frames, 128), 48 frames a beat."""
    strength = _peaks(_rise(mel))
    return pulse(np.arange(len(strength)) / FRAMES_PER_BEAT, strength)


def verdict(found: Pulse, late: float = _TOLERANCE) -> Verdict:
    """Whether onsets fall on their lines, at most `late` of the way to the next one."""
    eighths, triplets, sixteenths, swung = found
    lines = [triplets, sixteenths, *([swung] if eighths.real > _SWINGS else [])]
    clearest = max(lines, key=abs)
    if abs(clearest) < _CLEAR:
        return Verdict.UNCLEAR
    after = float(np.angle(clearest)) / (2 * np.pi)
    return Verdict.ON if -_TOLERANCE <= after <= late else Verdict.OFF


def kept(section: Pulse) -> list[bool]:
    """Which loops of a section (n, 4) are on the grid.

    What sounds together has one grid, and must be on it as a whole. Within that a part may be
    unclear, or late, as strings and voices are.
    """
    if not len(section) or verdict(section.mean(axis=0)) is not Verdict.ON:
        return [False] * len(section)
    return [verdict(each, late=_SLOW_ATTACK) is not Verdict.OFF for each in section]


def _rise(mel: Floats) -> Doubles:
    """How much louder it gets from frame to frame: spectral flux by the cube root of power."""
    loudness = np.cbrt(np.maximum(mel, _INAUDIBLE)) - np.cbrt(np.float32(_INAUDIBLE))
    rise: Doubles = np.maximum(loudness - np.roll(loudness, 1, axis=0), 0).sum(axis=1, dtype=float)
    return rise


def _peaks(rise: Doubles) -> Doubles:
    """What rises more than its surroundings do."""
    noise = uniform_filter1d(rise, _AROUND, mode="wrap")
    peaks: Doubles = np.maximum(rise - 2 * noise, 0)
    return peaks
