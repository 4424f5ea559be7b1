"""The context as a candidate meets it: seen from every fix, so that a fix is a row of a matrix.

Rolling the context back by a fix is the same as rolling every candidate forward by it, and there
is only one context. At half or double time the context is what is slowed down or sped up.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from live.features import SIXTEENTHS, WINDOW_BEATS
from live.outline import outlined
from live.types import PITCHES, Floats

Indices = npt.NDArray[np.intp]

#: Beats after the bar line at which a loop may begin, the plainest first; a pickup is before it.
OFFSETS = (0, 1, -1, 2)

#: How well a pitch class goes with those 0, 1, 2 ... semitones above: fifths and fourths help
#: a little beside equal ones, and semitones hurt.
CONSONANCE = (1.0, -0.2, 0.0, 0.0, 0.0, 0.1, 0.0, 0.1, 0.0, 0.0, 0.0, -0.2)

#: Of a loop at double tempo (its beats last 2 of the session), at the session's, and at half.
FACTORS = (2.0, 1.0, 0.5)


@dataclass(frozen=True, slots=True)
class Query:
    """`harmony` (offsets, transpositions, 192) and `rhythm` (offsets, 32) of the context.

    Their products with the rows of a shelf are correlations, about -1..1. `outlines` are those of
    the harmony at all transpositions and the plainest offset, then at the other offsets and the
    plainest transposition: (transpositions + offsets - 1, 48).
    """

    harmony: Floats
    rhythm: Floats
    outlines: Floats


def query(chroma: Floats, accents: Floats, factor: float, shifts: tuple[int, ...]) -> Query:
    """How loops whose beats last `factor` beats of the session, moved by `shifts`, meet what asks
    for `chroma` (16, 12) and `accents` (2, 16).
    """
    # A loop at double tempo needs two bars, and what is heard counts as both.
    norm = min(1.0, factor**-0.5)
    harmony: Floats = chroma.ravel()[_chroma_taps(factor, shifts)].mean(axis=0)
    rhythm: Floats = np.float32(norm) * accents.ravel()[_accent_taps(factor)].mean(axis=0)
    return Query(harmony, rhythm, outlined(np.concatenate([harmony[0], harmony[1:, 0]])))


def consonant(chroma: Floats) -> Floats:
    """What goes well with `chroma` (..., 12): see `CONSONANCE`."""
    wanted: Floats = chroma @ _consonance()
    return wanted


def transpositions(most: int) -> tuple[int, ...]:
    """0, 1, -1, 2 ... -5, 6, but none further than `most`: the smallest first."""
    near = sorted(range(-5, 7), key=lambda semitones: (abs(semitones), -semitones))
    return tuple(semitones for semitones in near if abs(semitones) <= most)


@cache
def _consonance() -> Floats:
    """(12, 12): how well each pitch class of a candidate goes with each that is heard."""
    return np.array([np.roll(CONSONANCE, pitch) for pitch in range(len(PITCHES))], np.float32)


@cache
def _chroma_taps(factor: float, shifts: tuple[int, ...]) -> Indices:
    """Where in the (16, 12) of the context each (beat, pitch class) of a loop looks, by fix."""
    heard_beats = _places(factor, WINDOW_BEATS)[:, None, None, :, None] + _axis(OFFSETS, 1, 5)
    pitches = _axis(range(12), 4, 5) + _axis(shifts, 2, 5)
    taps = heard_beats % WINDOW_BEATS * len(PITCHES) + pitches % len(PITCHES)
    return taps.reshape(len(taps), len(OFFSETS), len(shifts), -1)


@cache
def _accent_taps(factor: float) -> Indices:
    """Where in the (2, 16) of the context each (band, sixteenth) of a loop looks, by offset."""
    per_beat = SIXTEENTHS // 4
    places = _places(factor, SIXTEENTHS, onsets=True)[:, None, None, :]
    heard = (places + per_beat * _axis(OFFSETS, 1, 4)) % SIXTEENTHS
    return (heard + SIXTEENTHS * _axis(range(2), 2, 4)).reshape(len(places), len(OFFSETS), -1)


def _places(factor: float, size: int, *, onsets: bool = False) -> Indices:
    """The places (1 or 2, size) of the context that sound with each of a loop's.

    What lasts covers both halves of a doubled step; an onset is at the beginning of it. A loop at
    half tempo comes round twice.
    """
    own = np.arange(size)
    if factor == 2.0:
        return np.stack([2 * own, 2 * own + (0 if onsets else 1)])
    if factor == 0.5:
        return np.stack([own // 2, own // 2 + size // 2])
    return own[None]


def _axis(values: range | tuple[int, ...], axis: int, dimensions: int) -> Indices:
    """`values` along one axis of several, for broadcasting."""
    return np.array(values).reshape([-1 if d == axis else 1 for d in range(dimensions)])
