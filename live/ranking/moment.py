"""Everything a ranking depends on besides the library: what is heard, wished and configured."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from live.bundle import Bundle
from live.config import RankingConfig
from live.listening.hearing import Heard
from live.ranking.imagined import Imagined
from live.ranking.judges import Judge, Rules, Trained
from live.ranking.query import Query, transpositions
from live.types import ROLES, Floats

#: How much a track misses each part that does not sound.
MISSED = (1.0, 1.0, 1.0, 0.8, 0.5, 0.6)


#: How much more a role counts that was asked for by name.
NAMED = 2.0


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the performer wants.

    Attributes
    ----------
    role
        a name of `ROLES`, `any`, or `auto` for what is missing.
    surprise
        0..1: how much the suggestions must differ from each other.
    energy
        0..1: from calm to busy; 0.5 does not care.
    banned, favourites
        ids of loops.
    recent
        id -> bars since the loop was played or rejected.
    picked
        id of a loop that comes first whatever its score.
    """

    role: str = "any"
    surprise: float = 0.3
    energy: float = 0.5
    banned: frozenset[int] = frozenset()
    favourites: frozenset[int] = frozenset()
    recent: Mapping[int, float] = field(default_factory=dict)
    picked: int | None = None


@dataclass(frozen=True)
class Moment:
    """One ranking. `trained` judges in place of the rules, `rescoring` is there a pair bundle;
    `imagined` is what would complete what is heard.
    """

    heard: Heard
    wishes: Wishes
    config: RankingConfig
    trained: Trained | None = None
    rescoring: bool = False
    imagined: Imagined | None = None

    @cached_property
    def judge(self) -> Judge:
        return self.trained or Rules(self.heard.profile)

    def asks(self, bundle: Bundle) -> bool:
        """Whether `bundle` has a say."""
        if bundle.task == "pair":
            return self.rescoring
        return self.trained is not None and self.trained.label == bundle.label

    @property
    def widest(self) -> float:
        """The largest stretch in octaves; beyond half an octave, half or double time is nearer."""
        return min(max(math.log2(self.config.max_stretch), 1e-3), 0.5)

    @property
    def refused(self) -> frozenset[int]:
        """The ids of loops that must not be offered: banned, or sounding already."""
        return self.wishes.banned.union(self.heard.loops)

    @cached_property
    def shifts(self) -> tuple[int, ...]:
        """The transpositions to choose from, in semitones."""
        return transpositions(self.config.max_transpose)

    def query(self, factor: float) -> Query:
        """What is heard, as loops meet it whose beats last `factor` beats of the session."""
        if factor not in self._queries:
            self._queries[factor] = self.judge.query(factor, self.shifts)
        return self._queries[factor]

    @cached_property
    def _queries(self) -> dict[float, Query]:
        return {}

    @cached_property
    def wanted(self) -> Floats:
        """How welcome each role is (6,); all zero when no role is preferred."""
        if self.wishes.role in ROLES:
            return np.array([role == self.wishes.role for role in ROLES], np.float32)
        knows = self.heard.source == "silence" or any(self.heard.roles)
        if self.wishes.role == "any" or not knows:
            return np.zeros(len(ROLES), np.float32)
        return np.array(
            [m * (1 - p) for m, p in zip(MISSED, self.heard.roles, strict=True)], np.float32
        )

    @property
    def _role_counts(self) -> float:
        if self.wishes.role in ROLES:
            return NAMED
        return 1.0 if self.wanted.any() else 0.0

    @cached_property
    def shares(self) -> Mapping[str, float]:
        """What each term counts: its weight over the sum of the weights of the terms that apply.

        Bonuses and penalties are in the same measure, but do not belong to the sum: a score is
        about 0..1 in every bar, whatever applies.
        """
        weights = self.config.weights
        sounds = self.heard.source != "silence"
        applied = {
            "tempo": weights.tempo,
            "harmony": weights.harmony * (1.0 if self.trained else self.heard.profile.tonal),
            "rhythm": weights.rhythm * sounds,
            "balance": weights.balance * sounds,
            "role": weights.role * self._role_counts,
            "energy": weights.energy * abs(2 * self.wishes.energy - 1),
            "form": weights.form * (self.trained is not None),
            "pair": weights.pair * self.rescoring,
            "imagined": weights.imagined * (self.imagined is not None),
        }
        beside = {
            "transpose": weights.transpose,
            "freshness": weights.freshness,
            "taste": weights.taste,
        }
        total = sum(applied.values()) or 1.0
        return {term: weight / total for term, weight in {**applied, **beside}.items()}
