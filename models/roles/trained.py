"""A trained network as one of the methods that tell roles."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from live.types import Floats
from models import experiment
from models.kinds import Tagging
from models.roles import chances, training
from models.roles.material import Material


class Trained:
    """The best network of the run in a folder. Raises `ConfigError`."""

    def __init__(self, run: Path) -> None:
        self._net = training.load(run)
        self._ear = training.ear_of(experiment.saved_as(Tagging, run))
        self._chances = chances.saved(run)

    @property
    def parameters(self) -> int:
        return sum(weights.numel() for weights in self._net.parameters())

    def probabilities(self, material: Material, rows: Sequence[int]) -> Floats:
        """(n, 6)."""
        told = training.logits(self._net, self._ear, material, np.asarray(rows, np.intp))
        return self._chances.of(told)
