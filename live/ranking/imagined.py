"""The loop that would complete what is heard, as a bundle imagines it, to compare others with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from live.bundle import Bundle
from live.features import SIXTEENTHS, WINDOW_BEATS
from live.imagination.bars import MOST_BARS, turned
from live.ranking.query import Query, query
from live.types import PITCHES, ROLES, Floats

#: A role that is wanted or missed as much is imagined.
MISSED = 0.5

# What harmony and rhythm count of how near a loop is.
_HARMONY = np.float32(0.8)
_RHYTHM = np.float32(0.2)


@dataclass(frozen=True, slots=True)
class Imagined:
    """What tells how near a loop is.

    Attributes
    ----------
    harmony, rhythm
        (192,) of length 1, and (32,) of length 1 in each of its two bands, as in
        `live.features.Profile`; 0 without tones or accents. Where loops meet it with their fixes,
        (n, 192) and (n, 32).
    """

    harmony: Floats
    rhythm: Floats

    @classmethod
    def of(cls, harmony: Floats, rhythm: Floats) -> Self:
        """Of four bars with those harmonies (4, 4, 12) and rhythms (4, 2, 16), of any length."""
        return cls(_directed(harmony.ravel()), _directed(rhythm.mean(axis=0)).ravel())

    def query(self, factor: float, shifts: tuple[int, ...]) -> Query:
        """As loops meet it whose beats last `factor` beats of the session, moved by `shifts`."""
        harmony = self.harmony.reshape(WINDOW_BEATS, len(PITCHES))
        return query(harmony, self.rhythm.reshape(-1, SIXTEENTHS), factor, shifts)

    def fit(self, harmony: Floats, rhythm: Floats) -> Floats:
        """0..1 for loops (n, 192) and (n, 32): 0.5 for what is neither near nor far.

        A weighted mean of two cosines. A harmony or rhythm without length, as that of what has no
        tones, does not count in it, and a short one counts little.
        """
        near, most = np.zeros((2, len(harmony)), np.float32)
        for weight, own, other in (
            (_HARMONY, self.harmony, harmony),
            (_RHYTHM, _accents(self.rhythm), _accents(rhythm)),
        ):
            near += weight * (own * other).sum(axis=-1)
            most += weight * np.linalg.norm(own, axis=-1) * np.linalg.norm(other, axis=-1)
        cosines = np.divide(near, most, out=np.zeros_like(near), where=most > 0)
        fit: Floats = np.float32(0.5) + np.float32(0.5) * cosines
        return fit


def imagine(power: Floats, wanted: Floats, bundles: Sequence[Bundle]) -> Imagined | None:
    """What completes `power` (192, 212), of the role that is most `wanted` (6,).

    Of several bundles of a role the last counts: the performer's own come last. None if none
    imagines a role that is missing.
    """
    able = [bundle for bundle in reversed(bundles) if bundle.task == "generate"]
    missed = [float(wanted[ROLES.index(bundle.role)]) for bundle in able]
    if max(missed, default=0.0) < MISSED or not power.any():
        return None
    bundle = able[int(np.argmax(missed))]
    return Imagined.of(*bundle.guess(turned(power, MOST_BARS)))


def _accents(rhythm: Floats) -> Floats:
    """The direction of a rhythm (..., 32): less its mean, for hits on every sixteenth tell none."""
    bands = rhythm.reshape(*rhythm.shape[:-1], -1, SIXTEENTHS)
    above: Floats = bands - bands.mean(axis=-1, keepdims=True)
    return _directed(above.reshape(rhythm.shape))


def _directed(rows: Floats) -> Floats:
    """`rows` (..., d) at length 1; what is nearly 0 becomes 0."""
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    directed: Floats = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 1e-6)
    return directed
