"""The report of `roles evaluate`: what every method came to, and on how many loops."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np

from live.types import ROLES
from models import reports
from models.roles.material import Material

#: Its file, without the suffix.
NAME = "roles"

Figures = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Row:
    """What one method came to; for figures see `models.roles.evaluation`.

    Attributes
    ----------
    command, learnt
        what was run, and how many loops the method has learnt from.
    parameters
        None where they cannot be counted.
    milliseconds
        for one loop; see `models.roles.timing`.
    thresholds
        role -> above which it counts as said, chosen on validation loops.
    parts
        which loops -> figures over all roles.
    roles
        which loops -> role -> figures.
    confusion
        role -> role -> how often it is said of loops that play the first and nothing else; under
        `loops` how many these are.
    reliability
        ten bins of what is said of all roles: how many, their mean, and the share that is true.
    """

    command: str
    learnt: int
    parameters: int | None
    milliseconds: float
    thresholds: Figures
    parts: Mapping[str, Figures]
    roles: Mapping[str, Mapping[str, Figures]]
    confusion: Mapping[str, Figures]
    reliability: Sequence[Figures]


@dataclass(frozen=True, slots=True)
class Report:
    """The rows of all methods on one material; `counts` are corpus -> split -> role -> loops."""

    material: str
    counts: Mapping[str, Mapping[str, Mapping[str, int]]]
    rows: Mapping[str, Row]

    @classmethod
    def of(cls, material: Material) -> Self:
        """Without rows."""
        return cls(material.digest, counts(material), {})


def counts(material: Material) -> dict[str, dict[str, dict[str, int]]]:
    """How many loops of each corpus and split play each role; under `loops` how many there are."""
    found: dict[str, dict[str, dict[str, int]]] = {}
    places = list(zip(material.corpora, material.splits, strict=True))
    played = np.asarray(material.roles)
    for (corpus, split), loops in sorted(Counter(places).items()):
        own = played[[place == (corpus, split) for place in places]]
        by_role = dict(zip(ROLES, own.sum(axis=0).tolist(), strict=True))
        found.setdefault(corpus, {})[split] = {"loops": loops, **by_role}
    return found


def read(file: Path) -> Report:
    """Raises `FileError`."""
    return reports.read(file, Report, Row, "python -m models roles evaluate")


def write(report: Report, folder: Path) -> None:
    """Keep `report` in `folder`."""
    reports.write(report, folder / f"{NAME}.json")
