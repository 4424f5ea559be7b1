"""What the engine ranks by without a model: chroma and accents, after AutoMashUpper."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from live.features import Profile
from live.ranking import judges
from live.ranking.query import Query
from live.types import Floats
from models.cache import Cache
from models.methods.profiles import Profiles
from models.variants import Variant


class Rules:
    """Davies et al., IEEE TASLP 2014, in the terms of `live.ranking`."""

    parameters = 0

    def __init__(self, cache: Cache) -> None:
        self._profiles = Profiles(cache)

    def scores(self, context: Sequence[int], variants: Sequence[Variant]) -> Floats:
        asked = judges.Rules(self._profiles.heard(context)).query(1.0, (0,))
        offered = (self._profiles.offered(variant) for variant in variants)
        return np.array([_agreement(asked, each) for each in offered])


def _agreement(asked: Query, offered: Profile) -> float:
    harmony = offered.tonal * (asked.harmony[0, 0] @ offered.harmony.ravel())
    return float(harmony) + float(asked.rhythm[0] @ offered.rhythm.ravel())
