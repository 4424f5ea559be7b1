"""What anything must do better than."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from live.types import Floats
from models.variants import Variant


class Chance:
    """Answers at random."""

    parameters = 0

    def __init__(self, seed: int = 0) -> None:
        self._random = np.random.default_rng(seed)

    def scores(self, context: Sequence[int], variants: Sequence[Variant]) -> Floats:
        return self._random.random(len(variants), np.float32)
