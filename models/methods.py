"""All that can say how well loops fit: what is measured, side by side on the same lists.

Every method answers with scores, the more the better, of candidates as they are (`matches`), of
the partner at 12 transpositions (`keys`) and at 16 rotations by a beat (`beats`). The truth is
first.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import torch

from live.errors import ConfigError
from live.features import WINDOW_BEATS, Profile, profile
from live.mixing import transposed
from live.ranking.query import Query, query, transpositions
from live.types import Floats
from models import experiment, training
from models.cache import Cache
from models.draws import power
from models.nets.fit import FitNet, Side


class Method(Protocol):
    """Something that says how well loops fit what sounds, a power (192, 212)."""

    def matches(self, sounds: Floats, candidates: Sequence[int]) -> Floats:
        """Scores (n,) of rows of the cache."""

    def keys(self, sounds: Floats, partner: int) -> Floats:
        """Scores (12,)."""

    def beats(self, sounds: Floats, partner: int) -> Floats:
        """Scores (16,)."""


class Rules:
    """Chroma and accents as the engine ranks by without a model, after AutoMashUpper."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._known: dict[int, Profile] = {}

    def matches(self, sounds: Floats, candidates: Sequence[int]) -> Floats:
        asked = _asked(sounds)
        return np.array([_agreement(asked, self._profile(row)) for row in candidates])

    def keys(self, sounds: Floats, partner: int) -> Floats:
        asked = _asked(sounds)
        own = power(self._cache, partner)
        moved = (profile(transposed(own, shift)) for shift in transpositions(6))
        return np.array([_harmony(asked, each) for each in moved])

    def beats(self, sounds: Floats, partner: int) -> Floats:
        asked = _asked(sounds)
        own = self._profile(partner)
        rotated = (_rotated(own, beats) for beats in range(WINDOW_BEATS))
        return np.array([_agreement(asked, each) for each in rotated])

    def _profile(self, row: int) -> Profile:
        if row not in self._known:
            self._known[row] = profile(power(self._cache, row))
        return self._known[row]


def _asked(sounds: Floats) -> Query:
    return query(profile(sounds), 1.0, (0,))


def _harmony(asked: Query, offered: Profile) -> float:
    return float(offered.tonal * (asked.harmony[0, 0] @ offered.harmony.ravel()))


def _agreement(asked: Query, offered: Profile) -> float:
    return _harmony(asked, offered) + float(asked.rhythm[0] @ offered.rhythm.ravel())


def _rotated(own: Profile, beats: int) -> Profile:
    """`own` begun `beats` later."""
    return Profile(
        np.roll(own.harmony, beats, axis=0),
        own.tonal,
        np.roll(own.rhythm, 4 * beats, axis=1),
        own.balance,
        own.density,
    )


class Chance:
    """Answers at random."""

    def __init__(self, seed: int = 0) -> None:
        self._random = np.random.default_rng(seed)

    def matches(self, sounds: Floats, candidates: Sequence[int]) -> Floats:
        return self._random.random(len(candidates), np.float32)

    def keys(self, sounds: Floats, partner: int) -> Floats:
        return self._random.random(12, np.float32)

    def beats(self, sounds: Floats, partner: int) -> Floats:
        return self._random.random(WINDOW_BEATS, np.float32)


class Fit:
    """A trained `FitNet`: the run in the folder `run`."""

    def __init__(self, cache: Cache, run: Path, corpus: str = "") -> None:
        """Raises `ConfigError` if the run learnt from `corpus`, on which it is to be measured."""
        if corpus and corpus not in experiment.saved(run).held_out:
            raise ConfigError(
                f"{run}: has learnt from {corpus}; train one with --hold-out {corpus}"
            )
        self._cache = cache
        self.net = load(run)
        self._known: dict[int, Side] = {}

    @torch.no_grad()
    def matches(self, sounds: Floats, candidates: Sequence[int]) -> Floats:
        sides = [self._offered(row) for row in candidates]
        harmony, rhythm = (torch.cat([getattr(s, name) for s in sides]) for name in _PARTS)
        scores: Floats = self.net.matches(self._asked(sounds), Side(harmony, rhythm))[0].numpy()
        return scores

    @torch.no_grad()
    def keys(self, sounds: Floats, partner: int) -> Floats:
        own = power(self._cache, partner)
        moved = np.stack([transposed(own, shift) for shift in transpositions(6)])
        offered = self.net.offered(torch.from_numpy(moved))
        scores: Floats = self.net.matches(self._asked(sounds), offered)[0].numpy()
        return scores

    @torch.no_grad()
    def beats(self, sounds: Floats, partner: int) -> Floats:
        harmony, rhythm = self.net.fixes(self._asked(sounds), self._offered(partner))
        scores: Floats = (harmony[0, :, 0] + rhythm[0]).numpy()
        return scores

    def _asked(self, sounds: Floats) -> Side:
        return self.net.asked(torch.from_numpy(sounds)[None])

    def _offered(self, row: int) -> Side:
        if row not in self._known:
            self._known[row] = self.net.offered(torch.from_numpy(power(self._cache, row))[None])
        return self._known[row]


_PARTS = ("harmony", "rhythm")


def load(run: Path) -> FitNet:
    """The best network of a run, for use."""
    made = experiment.saved(run)
    net = FitNet(made.net.width, made.net.harmonies, made.net.rhythms)
    net.load_state_dict(torch.load(run / training.BEST, weights_only=True))
    return net.eval()
