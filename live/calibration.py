"""What the score of a trained judge means: how often such a loop was a true partner.

It is measured, once a bundle, by `python -m export calibrate`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from live.types import Floats


@dataclass(frozen=True, slots=True)
class Calibration:
    """A score s stands for the probability 1 / (1 + exp(-(slope * s + offset))).

    `beside` are the labels of the other bundles that judged when that was measured: beside others
    it does not hold.
    """

    slope: float
    offset: float
    beside: tuple[str, ...] = ()

    @classmethod
    def read(cls, table: Mapping[str, Any]) -> Self:
        """Of a manifest. Raises `ValueError`, `TypeError` or `KeyError` if it cannot be meant."""
        slope, offset = float(table["slope"]), float(table["offset"])
        if not (math.isfinite(slope) and math.isfinite(offset) and slope > 0):
            raise ValueError(f"calibration: slope {slope}, offset {offset}")
        return cls(slope, offset, tuple(str(label) for label in table.get("beside", ())))

    def probabilities(self, scores: Floats) -> Floats:
        """0..1 for `scores`, in their order."""
        odds = self.slope * scores.astype(np.float64) + self.offset
        return (0.5 + 0.5 * np.tanh(odds / 2)).astype(np.float32)
