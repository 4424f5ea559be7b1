"""What anything must do better than."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from live.types import Floats
from models.roles.material import Material


@dataclass(frozen=True, slots=True, eq=False)
class Prevalence:
    """Says of every loop how frequent each role (6,) is."""

    shares: Floats
    parameters: int = 0

    @classmethod
    def of(cls, material: Material, rows: Sequence[int]) -> Prevalence:
        """By the loops that are learnt from."""
        return cls(np.asarray(material.roles)[rows].mean(axis=0, dtype=np.float32))

    def probabilities(self, material: Material, rows: Sequence[int]) -> Floats:
        """(n, 6)."""
        return np.tile(self.shares, (len(rows), 1))
