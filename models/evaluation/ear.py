"""What can be told by ear at all: no method can be asked for more."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from live.features import WINDOW_BEATS
from live.types import ROLES
from models.cache import Cache
from models.methods.profiles import Profiles
from models.negatives import is_spoilt
from models.variants import Variant

_TONAL = 0.5  # of a profile's tonality: below it a key means nothing
_PERCUSSION = ROLES.index("percussion")


class Ear:
    """Judges loops of a cache; what takes long is remembered."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._profiles = Profiles(cache)
        self._turns: dict[int, frozenset[int]] = {}

    def tells(self, variant: Variant) -> bool:
        """Whether `variant` sounds like another loop than it was."""
        sketch = np.asarray(self._cache.sketches[variant.row])
        return is_spoilt(sketch, variant.of(sketch))

    def same_turns(self, context: Sequence[int], partner: int) -> frozenset[int]:
        """Rotations of `partner`, 1 to 15 beats, that change nothing.

        Because it sounds the same, or because all of `context` would: what matters is how the two
        lie to each other.
        """
        of_context = (self._turns_of(row) for row in context)
        return self._turns_of(partner) | frozenset.intersection(*of_context)

    def is_tonal(self, context: Sequence[int], partner: int) -> bool:
        """Whether both have a key."""
        tones = self._profiles.heard(context), self._profiles.offered(Variant(partner))
        return all(profile.tonal > _TONAL for profile in tones)

    def parts(self, context: Sequence[int], partner: int) -> str:
        """Which kinds of parts meet, such as `mixed + tonal`: the context's and the partner's."""
        kinds = {self._kind(row) for row in context}
        return f"{kinds.pop() if len(kinds) == 1 else 'mixed'} + {self._kind(partner)}"

    def _kind(self, row: int) -> str:
        return "percussion" if self._cache.roles[row, _PERCUSSION] > 0.5 else "tonal"

    def _turns_of(self, row: int) -> frozenset[int]:
        if row not in self._turns:
            turns = range(1, WINDOW_BEATS)
            self._turns[row] = frozenset(n for n in turns if not self.tells(Variant(row, rotate=n)))
        return self._turns[row]
