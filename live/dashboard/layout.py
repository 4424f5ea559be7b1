"""Lays points out in a plane so that who is near in a space of more dimensions is near there.

Neighbours pull at each other and everybody is pushed away by some others at random, as in UMAP
(McInnes et al. 2018) with a = b = 1, every edge of the same weight and all points at once.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from live.types import Floats

Rows = npt.NDArray[np.intp]

_NEAR = 10
_OTHERS = 5
_STEPS = 150
_RATE = 0.1  # of the first step; the last is next to nothing
_REACH = 5.0  # of the places at the start, in which 1 is about the distance of neighbours
_STRONGEST = 4.0
_CHUNK = 1000
_SEED = 1


def laid_out(space: Floats, start: Floats) -> Floats:
    """Places (n, 2) of the points of `space` (n, any), beginning as `start` (n, 2) lies."""
    near = nearest(space, min(_NEAR, len(space) - 1))
    random = np.random.default_rng(_SEED)
    places: Floats = _REACH * start / max(float(start.std()), 1e-9)
    for step in range(_STEPS):
        others = random.integers(0, len(space), (len(space), _OTHERS))
        moved = _pushed(places, others) + _pulled(places, near)
        places = (places + _RATE * (1 - step / _STEPS) * moved).astype(np.float32)
    return places


def nearest(space: Floats, count: int) -> Rows:
    """(n, count): the nearest others of each point, in no order."""
    square = (space**2).sum(axis=1)
    found = np.empty((len(space), count), np.intp)
    for first in range(0, len(space), _CHUNK):
        rows = np.arange(first, min(first + _CHUNK, len(space)))
        distance = square - 2 * space[rows] @ space.T  # but for a constant in each row
        distance[rows - first, rows] = np.inf
        found[rows] = np.argpartition(distance, max(count - 1, 0), axis=1)[:, :count]
    return found


def _pulled(places: Floats, near: Rows) -> Floats:
    """Where its neighbours, and those whose neighbour it is, pull each point."""
    away = places[:, None] - places[near]
    force = 2 * away / (1 + (away**2).sum(axis=2, keepdims=True))
    back = [
        np.bincount(near.ravel(), each.ravel(), len(places)) for each in np.moveaxis(force, 2, 0)
    ]
    pulled: Floats = np.stack(back, axis=1) - force.sum(axis=1)
    return pulled


def _pushed(places: Floats, others: Rows) -> Floats:
    away = places[:, None] - places[others]
    square = (away**2).sum(axis=2, keepdims=True)
    force = 2 * away / ((0.001 + square) * (1 + square))
    pushed: Floats = force.clip(-_STRONGEST, _STRONGEST).sum(axis=1)
    return pushed
