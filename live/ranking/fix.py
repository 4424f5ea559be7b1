"""How a loop would have to be played to fit: transposition and beat offset on one grid.

Harmony and rhythm are rolled together, because a loop has one offset for both.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from live.library.shelf import Shelf
from live.ranking.imagined import Imagined
from live.ranking.moment import Moment
from live.ranking.query import OFFSETS, Indices
from live.types import Floats


@dataclass(frozen=True, slots=True)
class Fixes:
    """The best fix of each of n loops, and how good harmony and rhythm (0..1) are with it.

    `factor` is how many beats of the session a beat of the loop lasts: 0.5, 1 or 2.
    """

    transpose: Indices
    offset: Indices
    factor: Floats
    harmony: Floats
    rhythm: Floats

    def of(self, places: Indices) -> Fixes:
        """Those at `places`."""
        return Fixes(*(getattr(self, each.name)[places] for each in fields(self)))


def fixes(shelf: Shelf, rows: Indices, moment: Moment) -> Fixes:
    """The fix of each of `rows` that makes the most of harmony, rhythm and transposition."""
    shifts = np.array(moment.shifts)
    factors = nearest_factor(shelf.bpm[rows], moment.heard.bpm)
    harmony, rhythm = _products(shelf, rows, factors, moment)
    harmony -= moment.judge.transposing(shifts)
    harmony = moment.judge.harmony_scale(shelf.tonal[rows]).fit(harmony)
    rhythm = moment.judge.rhythm_fit(rhythm)
    value = moment.shares["harmony"] * harmony
    value += moment.shares["rhythm"] * rhythm[:, :, None]
    value -= np.float32(moment.shares["transpose"]) * effort(shifts)
    best = value.reshape(len(rows), -1).argmax(axis=1)
    offset, shift = np.unravel_index(best, value.shape[1:])
    each = np.arange(len(rows))
    return Fixes(
        transpose=shifts[shift],
        offset=np.array(OFFSETS)[offset],
        factor=factors,
        harmony=harmony[each, offset, shift],
        rhythm=rhythm[each, offset],
    )


def met(imagined: Imagined, fixes: Fixes, shifts: tuple[int, ...]) -> Imagined:
    """`imagined` as n loops meet it with their `fixes`: harmony (n, 192) and rhythm (n, 32)."""
    offset, shift = _places(fixes.offset, OFFSETS), _places(fixes.transpose, shifts)
    harmony = np.empty((len(offset), imagined.harmony.size), np.float32)
    rhythm = np.empty((len(offset), imagined.rhythm.size), np.float32)
    for factor in np.unique(fixes.factor):
        here = np.flatnonzero(fixes.factor == factor)
        asked = imagined.query(float(factor), shifts)
        harmony[here] = asked.harmony[offset[here], shift[here]]
        rhythm[here] = asked.rhythm[offset[here]]
    return Imagined(harmony, rhythm)


def nearest_factor(bpm: Floats, session: float) -> Floats:
    """0.5, 1 or 2: as what a loop needs the least stretch."""
    octaves: Floats = np.rint(np.log2(np.float32(session) / bpm))
    return np.exp2(octaves)


def effort(semitones: Indices) -> Floats:
    """0..1: transposing costs by the semitone."""
    return np.abs(semitones).astype(np.float32) / np.float32(6)


def _places(values: Indices, among: tuple[int, ...]) -> Indices:
    """Where each of `values` (n,) is `among` those that differ."""
    places: Indices = (values[:, None] == np.array(among)).argmax(axis=1)
    return places


def _products(
    shelf: Shelf, rows: Indices, factors: Floats, moment: Moment
) -> tuple[Floats, Floats]:
    """Products of harmony (n, offsets, shifts) and rhythm (n, offsets) with what is heard."""
    rows_of = moment.judge.harmony(shelf), moment.judge.rhythm(shelf)
    harmony = np.empty((len(rows), len(OFFSETS), len(moment.shifts)), np.float32)
    rhythm = np.empty((len(rows), len(OFFSETS)), np.float32)
    for factor in np.unique(factors):
        here = np.flatnonzero(factors == factor)
        asked = moment.query(float(factor))
        chroma = asked.harmony.reshape(-1, asked.harmony.shape[-1])
        harmony[here] = (rows_of[0][rows[here]] @ chroma.T).reshape(-1, *harmony.shape[1:])
        rhythm[here] = rows_of[1][rows[here]] @ asked.rhythm.T
    return harmony, rhythm
