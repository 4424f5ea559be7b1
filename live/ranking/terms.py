"""What speaks for and against a loop by itself: one function a term, each over many rows at once.

`rows` are a slice or an array of rows of the shelf. Terms are 0..1, the more the better; penalties
are subtracted.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from live.features import N_MEL, bands
from live.library.shelf import Shelf
from live.ranking.moment import Moment
from live.types import Floats

Rows = slice | npt.NDArray[np.intp]
Term = Callable[[Shelf, Rows, Moment], Floats]

#: What half- or double-time use costs of the tempo term.
OCTAVE_COST = 0.15

#: The largest change of level, in decibels.
MOST_GAIN = 18.0

#: Cube root of the shares of power in 16 bands: the mean of full mixes of 102 songs, extrapolated
#: above 9 kHz.
FULL_MIX = np.array(
    [
        0.77,
        0.55,
        0.42,
        0.36,
        0.30,
        0.26,
        0.23,
        0.21,
        0.19,
        0.175,
        0.16,
        0.15,
        0.125,
        0.11,
        0.095,
        0.08,
    ],
    np.float32,
)

#: Bars until the memory of a loop played or rejected has faded to 1 / e.
FADING_BARS = 16.0


def tempo(shelf: Shelf, rows: Rows, moment: Moment) -> Floats:
    """1 at the session's tempo, 0 where the stretch is as wide as allowed."""
    octaves = np.log2(np.float32(moment.heard.bpm) / shelf.bpm[rows])
    whole = np.rint(octaves)
    np.subtract(octaves, whole, out=octaves)
    fit: Floats = 1 - np.abs(octaves, out=octaves) * np.float32(1 / moment.widest)
    fit -= np.float32(OCTAVE_COST) * np.abs(whole, out=whole)
    np.maximum(fit, 0, out=fit)
    return fit


def role(shelf: Shelf, rows: Rows, moment: Moment) -> Floats:
    """The probability that it is the part that is wanted."""
    fit: Floats = shelf.roles[rows] @ moment.wanted
    return np.minimum(fit, 1, out=fit)


def energy(shelf: Shelf, rows: Rows, moment: Moment) -> Floats:
    """Busy loops for more energy than 0.5, sparse ones for less."""
    density = shelf.density[rows]
    return density if moment.wishes.energy > 0.5 else np.subtract(1, density)


def balance(shelf: Shelf, rows: Rows, moment: Moment) -> Floats:
    """How close the loudness spectrum of the sum comes to that of a full mix.

    After the spectral balance of AutoMashUpper (Davies et al., IEEE TASLP 2014, section III-D),
    which asks for a flat sum; no mix is flat, so this asks for the mean of real ones.
    """
    assert moment.heard.power is not None
    heard = bands(moment.heard.power[:, :N_MEL])
    level = 10 ** ((shelf.lufs[rows] + gain(shelf, rows, moment)) / 10)
    total = heard + level[:, None] * shelf.balance[rows]
    loudness = np.cbrt(total / total.sum(axis=1, keepdims=True))
    fit: Floats = 1 - np.linalg.norm(loudness - FULL_MIX, axis=1)
    return np.maximum(fit, 0, out=fit)


def gain(shelf: Shelf, rows: Rows, moment: Moment) -> Floats:
    """Decibels that bring each loop to the level of the session."""
    wanted: Floats = np.float32(moment.config.target_lufs) - shelf.lufs[rows]
    return wanted.clip(-MOST_GAIN, MOST_GAIN)


def form(shelf: Shelf, rows: Rows, moment: Moment) -> Floats:
    """How near the trained judge finds it to be made up as what is heard."""
    assert moment.trained is not None, "the rules know no form"
    return moment.trained.form_fit(shelf.offers[moment.trained.label].form[rows])


#: The terms that do not depend on the fix and are cheap enough for the whole library.
PLAIN: dict[str, Term] = {"tempo": tempo, "role": role, "energy": energy, "form": form}

#: All that do not depend on the fix.
SHORT_LIST: dict[str, Term] = {**PLAIN, "balance": balance}


def personal(moment: Moment) -> dict[str, dict[int, float]]:
    """Term -> id -> what favourites gain and what recent use takes, of the few loops concerned."""
    wishes, shares = moment.wishes, moment.shares
    return {
        "taste": dict.fromkeys(wishes.favourites, shares["taste"]),
        "freshness": {
            id: -shares["freshness"] * math.exp(-max(bars, 0.0) / FADING_BARS)
            for id, bars in wishes.recent.items()
        },
    }
