"""A list of loops that differ: maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998)."""

from __future__ import annotations

import numpy as np

from live.library.shelf import Shelf
from live.ranking.query import Indices
from live.types import Floats


def signatures(shelf: Shelf, rows: Indices) -> Floats:
    """Role, rhythm and spectrum of each of `rows` as (n, d); products are likenesses of 0..1."""
    parts = [shelf.roles[rows], shelf.rhythm[rows], np.sqrt(shelf.balance[rows])]
    joined: Floats = np.hstack([_unit(part) for part in parts])
    return joined / np.float32(len(parts) ** 0.5)


def chosen(scores: Floats, signatures: Floats, count: int, surprise: float) -> list[int]:
    """Which `count` of the n to offer, in their order.

    Each has the highest score less its likeness to the most alike of those before it; `surprise`
    (0..1) weighs likeness from not at all to as much as the score.
    """
    weight = np.float32(surprise / 2)
    value = (1 - weight) * scores
    alike = np.zeros(len(scores), np.float32)
    picked: list[int] = []
    for _ in range(min(count, len(scores))):
        marginal = value - weight * alike
        marginal[picked] = -np.inf
        picked.append(int(np.argmax(marginal)))
        np.maximum(alike, signatures @ signatures[picked[-1]], out=alike)
    return picked


def _unit(rows: Floats) -> Floats:
    norm: Floats = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.divide(rows, norm, out=np.zeros_like(rows), where=norm > 0)
