"""How near loops are to one that was imagined: the cosine of the few numbers that bundles tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from live.types import Floats

#: The name under which the library keeps what is told of a loop.
PART = "nearness"


@dataclass(frozen=True, slots=True)
class Near:
    """What a bundle that imagines knows of n loops.

    Attributes
    ----------
    directions
        (n, d) of length 1; 0 for a loop that it has not heard.
    """

    directions: Floats

    @classmethod
    def of(cls, rows: Floats) -> Self:
        """Of rows (n, d) as `row` makes them, or 0."""
        return cls(directions(rows))


def row(bars: Floats) -> Floats:
    """(d,): of a loop, from what is told of its bars (n, d). They may come in any order."""
    mean: Floats = bars.mean(axis=0)
    return mean


def directions(rows: Floats) -> Floats:
    """`rows` (..., d) at length 1; 0 stays 0."""
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    made: Floats = rows / np.maximum(lengths, np.float32(1e-9))
    return made
