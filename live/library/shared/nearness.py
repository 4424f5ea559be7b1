"""How near a loop is to what is asked for, as one inner product: what pgvector can put in order.

The terms of a score that are linear in what is known of a loop: harmony by its outline, rhythm from
the first beat on, and roles. They are those of `live.ranking.coarse`, without their limits.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from live import outline
from live.features import SIXTEENTHS
from live.library import roles, rows
from live.ranking import fix, terms
from live.ranking.moment import Moment
from live.ranking.query import FACTORS
from live.types import ROLES, Floats

#: The judge of what no bundle has heard.
RULES = "rules"

#: outline | how tonal | rhythm | roles
SIZE = outline.SIZE + 1 + 2 * SIXTEENTHS + len(ROLES)

_SMALL = np.float32(0.01)


def by_rules(profile: Floats, chances: Floats) -> Floats:
    """(SIZE,) of a `profile` as the catalogue has it and the `chances` of roles (6,).

    To the rules harmony counts as far as a loop is plainly tonal.
    """
    tonal = profile[rows.TONAL] ** 2
    drawn = outline.outlined(profile[rows.HARMONY])
    return _joined(tonal * drawn, tonal, profile[rows.RHYTHM], chances)


def by_bundle(harmony: Floats, rhythm: Floats, profile: Floats, chances: Floats) -> Floats:
    """(SIZE,) of what a bundle offers of a loop: (192,) and (32,)."""
    return _joined(outline.outlined(harmony), profile[rows.TONAL], rhythm, chances)


def _joined(drawn: Floats, tonal: np.float32, rhythm: Floats, chances: Floats) -> Floats:
    joined = np.concatenate([drawn, [tonal], rhythm, chances]).astype(np.float32)
    return np.nan_to_num(joined)  # pgvector takes no nan


def chances(heard: Floats, hinted: Floats) -> Floats:
    """The probabilities of the roles (n, 6), the performer's word apart."""
    return roles.probabilities(heard, hinted)


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """Of loops from `slowest` to `fastest` bpm the score is `level`, what the tempo gives, and the
    inner product with `vector` (SIZE,).
    """

    vector: Floats
    level: float
    slowest: float
    fastest: float


def questions(moment: Moment) -> list[Question]:
    """What is asked at normal, double and half tempo, in every transposition."""
    return [
        Question(vector, level, *_tempi(factor, moment))
        for factor in FACTORS
        for vector, level in _vectors(moment, factor)
    ]


def tempo_share(bpm: Floats, moment: Moment) -> Floats:
    """What the tempo of loops adds to their scores (n,)."""
    octaves = np.log2(np.float32(moment.heard.bpm) / bpm)
    apart = np.abs(octaves - np.rint(octaves)) / moment.widest
    fit = 1 - apart - terms.OCTAVE_COST * np.abs(np.rint(octaves))
    share: Floats = moment.shares["tempo"] * np.maximum(fit, 0)
    return share


def _tempi(factor: float, moment: Moment) -> tuple[float, float]:
    centre, widest = moment.heard.bpm / factor, 2**moment.widest
    return centre / widest, centre * widest


def _vectors(moment: Moment, factor: float) -> list[tuple[Floats, float]]:
    judge, shares, shifts = moment.judge, moment.shares, np.array(moment.shifts)
    asked, scale = moment.query(factor), judge.harmony_scale(np.array([0, 1], np.float32))
    rhythm = shares["rhythm"] * _rhythm_slope(moment) * asked.rhythm[0]
    role = shares["role"] * moment.wanted
    slope = shares["harmony"] * scale.slope[1]
    tonal = shares["harmony"] * (scale.level[1] - scale.level[0])
    cost = slope * judge.transposing(shifts) + shares["transpose"] * fix.effort(shifts)
    return [
        (_joined(slope * drawn, tonal, rhythm, role), -float(lost))
        for drawn, lost in zip(asked.outlines, cost, strict=False)
    ]


def _rhythm_slope(moment: Moment) -> float:
    """What a product of rhythms from the first beat on is worth."""
    products = np.full((1, len(moment.query(1.0).rhythm)), _SMALL)
    nothing = np.zeros_like(products)
    gain = moment.judge.rhythm_fit(products)[0, 0] - moment.judge.rhythm_fit(nothing)[0, 0]
    return float(gain / _SMALL)
