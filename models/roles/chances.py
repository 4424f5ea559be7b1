"""From a network's log-odds to chances that can be believed, role by role.

Rare roles count more in training than they are, so its log-odds are too high: a slope and a level
for each role, fitted to validation loops, put that right (Platt 1999).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from live.errors import ConfigError
from live.types import ROLES, Floats

FILE = "chances.json"


@dataclass(frozen=True, slots=True)
class Chances:
    """`slopes` and `levels` (6,) of log-odds."""

    slopes: Floats
    levels: Floats

    def of(self, logits: Floats) -> Floats:
        """Probabilities (n, 6)."""
        chances: Floats = 1 / (1 + np.exp(-(logits * self.slopes + self.levels)))
        return chances


def fit(logits: Floats, roles: npt.NDArray[np.bool_]) -> Chances:
    """Of logits (n, 6) of loops whose roles are known; a role that none or all play stays as is."""
    slopes, levels = np.ones(len(ROLES), np.float32), np.zeros(len(ROLES), np.float32)
    for role, known in enumerate(roles.T):
        if known.any() and not known.all():
            line = LogisticRegression().fit(logits[:, role, None], known)
            slopes[role], levels[role] = line.coef_[0, 0], line.intercept_[0]
    return Chances(slopes, levels)


def save(chances: Chances, run: Path) -> None:
    found = {"slopes": chances.slopes.tolist(), "levels": chances.levels.tolist()}
    (run / FILE).write_text(json.dumps(found) + "\n", encoding="utf-8")


def saved(run: Path) -> Chances:
    """Of a finished run. Raises `ConfigError`."""
    try:
        found = json.loads((run / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"{run}: not finished; run its `roles train` again") from None
    return Chances(*(np.array(found[name], np.float32) for name in ("slopes", "levels")))
