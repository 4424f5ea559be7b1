"""Twenty weights over what the rules know: what every network must beat."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from live.features import WINDOW_BEATS
from live.ranking.query import transpositions
from live.types import Floats
from models import listwise
from models.cache import Cache
from models.draws import Stage
from models.methods.profiles import Profiles
from models.methods.terms import TERMS, Meeting, terms
from models.variants import Variant

_DRAWS = 600
_STRANGERS = 31


class Linear:
    """`weights` (20,) of `models.methods.terms`."""

    parameters = len(TERMS)

    def __init__(self, cache: Cache, weights: Floats) -> None:
        self.weights = weights
        self._roles = np.asarray(cache.roles)
        self._profiles = Profiles(cache)

    @classmethod
    def fitted(cls, learnt: Stage, draws: int = _DRAWS, seed: int = 0) -> Linear:
        """The weights under which the truth is likeliest in lists of the songs of `learnt`.

        In lists of the partner among loops of other songs of its corpus, of its 12 transpositions
        and of its 16 rotations, all weighing the same.
        """
        made = cls(learnt.cache, np.zeros(len(TERMS), np.float32))
        made.weights = listwise.fitted(_lists(made, learnt, draws, seed))
        return made

    def scores(self, context: Sequence[int], variants: Sequence[Variant]) -> Floats:
        found: Floats = self.terms(context, variants) @ self.weights
        return found

    def terms(self, context: Sequence[int], variants: Sequence[Variant]) -> Floats:
        """(n, 20) of `variants` while `context` sounds."""
        heard_roles = self._roles[list(context)].max(axis=0, initial=0)
        loops = [self._profiles.offered(variant) for variant in variants]
        roles = self._roles[[variant.row for variant in variants]]
        return terms(Meeting.of(self._profiles.heard(context), heard_roles, loops, roles))


def _lists(linear: Linear, learnt: Stage, draws: int, seed: int) -> list[Floats]:
    """Three arrays (draws, candidates, 20), the truth first in each list."""
    random = np.random.default_rng(seed)
    partners, keys, beats = [], [], []
    for draw in learnt.draws(draws, seed):
        own, strangers = draw.partner, learnt.strangers(draw, random, _STRANGERS)
        partners.append(linear.terms(draw.context, [Variant(row) for row in (own, *strangers)]))
        moved = [Variant(own, transpose=shift) for shift in transpositions(6)]
        keys.append(linear.terms(draw.context, moved))
        turned = [Variant(own, rotate=beat) for beat in range(WINDOW_BEATS)]
        beats.append(linear.terms(draw.context, turned))
    shortest = min(map(len, partners))
    partners = [each[:shortest] for each in partners]
    return [np.stack(lists) for lists in (partners, keys, beats)]
