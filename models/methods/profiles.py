"""What the rules know of loops and of their variants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from live.features import Profile, profile
from live.mixing import mixed
from models.cache import Cache
from models.draws import power
from models.variants import Variant


class Profiles:
    """The profiles of a cache's loops; those of loops as they are are made once."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._known: dict[int, Profile] = {}

    def heard(self, context: Sequence[int]) -> Profile:
        """The profile of all that sounds."""
        return profile(mixed(power(self._cache, row) for row in context))

    def offered(self, variant: Variant) -> Profile:
        """A rotation rolls a profile; a transposition leaves accents where they are."""
        if variant.is_plain:
            return self._plain(variant.row)
        still = replace(variant.unturned, transpose=0)
        own = self._plain(variant.row) if still.is_plain else self._made(still)
        if variant.transpose:
            moved = self._made(variant.unturned)
            own = replace(moved, rhythm=own.rhythm, density=own.density)
        return _rotated(own, variant.rotate)

    def _plain(self, row: int) -> Profile:
        if row not in self._known:
            self._known[row] = self._made(Variant(row))
        return self._known[row]

    def _made(self, variant: Variant) -> Profile:
        return profile(variant.of(power(self._cache, variant.row)))


def _rotated(own: Profile, beats: int) -> Profile:
    """`own`, begun `beats` later."""
    return replace(
        own,
        harmony=np.roll(own.harmony, beats, axis=0),
        rhythm=np.roll(own.rhythm, 4 * beats, axis=1),
    )
