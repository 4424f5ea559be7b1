"""Twenty things that the rules' profiles say of a loop beside what sounds, a function each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from live.features import WINDOW_BEATS, Profile
from live.ranking.judges import Rules
from live.ranking.query import transpositions
from live.ranking.terms import FULL_MIX
from live.types import PITCHES, ROLES, Floats

_PERCUSSION = ROLES.index("percussion")
_BARS = 4


@dataclass(frozen=True, slots=True, eq=False)
class Meeting:
    """What sounds, and n loops that may join it.

    Attributes
    ----------
    heard, heard_roles
        what sounds, and (6,) the most there is of each role.
    harmony, rhythm, balance, tonal, density, roles
        of the loops: (n, 16, 12), (n, 2, 16), (n, 16), (n,), (n,) and (n, 6).
    chroma, accents
        how harmony agrees at each of `transpositions(6)` (n, 12), and onsets at each of
        `live.ranking.query.OFFSETS` (n, 4); the first is as the loops are.
    """

    heard: Profile
    heard_roles: Floats
    harmony: Floats
    rhythm: Floats
    balance: Floats
    tonal: Floats
    density: Floats
    roles: Floats
    chroma: Floats
    accents: Floats

    @classmethod
    def of(
        cls, heard: Profile, heard_roles: Floats, loops: Sequence[Profile], roles: Floats
    ) -> Meeting:
        """`roles` are (n, 6)."""
        harmony, rhythm, balance = (
            np.stack([getattr(loop, name) for loop in loops])
            for name in ("harmony", "rhythm", "balance")
        )
        tonal, density = (
            np.array([getattr(loop, name) for loop in loops], np.float32)
            for name in ("tonal", "density")
        )
        asked = Rules(heard).query(1.0, transpositions(6))
        chroma = tonal[:, None] * (harmony.reshape(len(loops), -1) @ asked.harmony[0].T)
        accents = rhythm.reshape(len(loops), -1) @ asked.rhythm.T
        return cls(
            heard, heard_roles, harmony, rhythm, balance, tonal, density, roles, chroma, accents
        )

    @property
    def both_tonal(self) -> Floats:
        return np.float32(self.heard.tonal) * self.tonal

    @property
    def hits(self) -> Floats:
        """(n, 2, 2): how onsets of the context's low and high band meet those of the loops'."""
        found: Floats = np.einsum("as,nbs->nab", _less_mean(self.heard.rhythm), self.rhythm)
        return found


def harmony(met: Meeting) -> Floats:
    """The rules' own, at the loop's pitch."""
    return met.chroma[:, 0]


def harmony_of_tones(met: Meeting) -> Floats:
    return np.float32(met.heard.tonal) * met.chroma[:, 0]


def harmony_margin(met: Meeting) -> Floats:
    """How much better its own pitch is than the best other."""
    margin: Floats = met.chroma[:, 0] - met.chroma[:, 1:].max(axis=1)
    return margin


def harmony_of_bars(met: Meeting) -> Floats:
    """Chord by chord, where a chord lasts a bar."""
    heard, loops = (
        _unit(each.reshape(-1, _BARS, WINDOW_BEATS // _BARS, len(PITCHES)).sum(2))
        for each in (met.heard.harmony[None], met.harmony)
    )
    agreement: Floats = (heard * loops).sum(axis=(1, 2))
    return met.both_tonal * agreement


def key(met: Meeting) -> Floats:
    """All pitches of 16 beats, whenever they sound."""
    heard, loops = (_unit(each.sum(-2)) for each in (met.heard.harmony[None], met.harmony))
    agreement: Floats = (heard * loops).sum(axis=1)
    return met.both_tonal * agreement


def tones_to_tones(met: Meeting) -> Floats:
    return met.both_tonal


def tones(met: Meeting) -> Floats:
    return met.tonal


def low_to_low(met: Meeting) -> Floats:
    return met.hits[:, 0, 0]


def low_to_high(met: Meeting) -> Floats:
    return met.hits[:, 0, 1]


def high_to_low(met: Meeting) -> Floats:
    return met.hits[:, 1, 0]


def high_to_high(met: Meeting) -> Floats:
    return met.hits[:, 1, 1]


def rhythm_margin(met: Meeting) -> Floats:
    """How much better its own beat is than the best near it."""
    margin: Floats = met.accents[:, 0] - met.accents[:, 1:].max(axis=1)
    return margin


def rhythm_of_drums(met: Meeting) -> Floats:
    return met.accents[:, 0] * met.roles[:, _PERCUSSION]


def density(met: Meeting) -> Floats:
    return met.density


def density_apart(met: Meeting) -> Floats:
    apart: Floats = np.abs(met.density - np.float32(met.heard.density))
    return apart


def density_together(met: Meeting) -> Floats:
    return met.density * np.float32(met.heard.density)


def balance_of_sum(met: Meeting) -> Floats:
    """How far the spectrum of both, equally loud, is from that of a full mix."""
    total = met.heard.balance + met.balance
    shares = np.cbrt(total / np.maximum(total.sum(axis=1, keepdims=True), 1e-9))
    apart: Floats = np.linalg.norm(shares - FULL_MIX, axis=1)
    return apart


def balance_shared(met: Meeting) -> Floats:
    """How much of their power is in the same bands."""
    shared: Floats = np.sqrt(met.heard.balance * met.balance).sum(axis=1)
    return shared


def role_again(met: Meeting) -> Floats:
    """How likely its part is played already."""
    again: Floats = met.roles @ met.heard_roles
    return again


def drums_to_drums(met: Meeting) -> Floats:
    return np.float32(met.heard_roles[_PERCUSSION]) * met.roles[:, _PERCUSSION]


TERMS: tuple[Callable[[Meeting], Floats], ...] = (
    harmony,
    harmony_of_tones,
    harmony_margin,
    harmony_of_bars,
    key,
    tones_to_tones,
    tones,
    low_to_low,
    low_to_high,
    high_to_low,
    high_to_high,
    rhythm_margin,
    rhythm_of_drums,
    density,
    density_apart,
    density_together,
    balance_of_sum,
    balance_shared,
    role_again,
    drums_to_drums,
)


def terms(met: Meeting) -> Floats:
    """(n, 20)."""
    return np.stack([term(met) for term in TERMS], axis=1)


def _less_mean(rhythm: Floats) -> Floats:
    """Where every sixteenth is hit alike, no rhythm is better than another."""
    less: Floats = rhythm - rhythm.mean(axis=1, keepdims=True)
    return less


def _unit(rows: Floats) -> Floats:
    """(n, ...), each of norm 1, or 0."""
    norms = np.linalg.norm(rows.reshape(len(rows), -1), axis=1)
    unit: Floats = rows / np.maximum(norms, 1e-9).reshape(-1, *[1] * (rows.ndim - 1))
    return unit
