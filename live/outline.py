"""The outline of a harmony: a quarter of its numbers, which tell most of what a product tells.

They are its slow waves of the 2-D Fourier transform over beats and pitch classes, as real numbers.
Loops and what asks for them have most of their energy there: 3 in 4 parts of that of 16,054 loops
of five corpora as `live/bundles/fit-1` hears them, 7 in 10 as the rules do.
"""

from __future__ import annotations

import itertools
from functools import cache

import numpy as np

from live.features import WINDOW_BEATS
from live.types import PITCHES, Floats

#: Cycles in 16 beats and cycles in an octave: the mean chroma whole, and of what moves over four
#: bars, two bars and one the thirds, fourths and fifths.
_WAVES = (*itertools.product((0,), range(7)), *itertools.product((1, 2, 4), (3, 4, 5)))

#: Numbers of an outline.
SIZE = 48


def outlined(harmony: Floats) -> Floats:
    """(n, 48) of `harmony` (n, 192), beats x pitch classes.

    The product of two outlines is that of the harmonies less what faster waves add to it.
    """
    outline: Floats = harmony @ _basis()
    return outline


@cache
def _basis() -> Floats:
    """(192, 48), orthonormal."""
    waves = [
        np.outer(beats, pitches).ravel()
        for slow, tonal in _WAVES
        for beats in _phases(WINDOW_BEATS, slow)
        for pitches in _phases(len(PITCHES), tonal)
    ]
    return np.array(waves, np.float32).T.copy()


def _phases(size: int, cycles: int) -> list[Floats]:
    """Cosine and sine of that many cycles in `size` steps, of norm 1; a sine of zeros is none."""
    angles = 2 * np.pi * cycles * np.arange(size) / size
    norms = [(wave, np.linalg.norm(wave)) for wave in (np.cos(angles), np.sin(angles))]
    return [wave / norm for wave, norm in norms if norm > 1e-6]
