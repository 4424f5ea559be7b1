"""Outlines: a quarter of the numbers of a harmony, and what their products are worth."""

from __future__ import annotations

import numpy as np
import pytest

from live.outline import SIZE, outlined
from live.types import Floats


def slow(seed: int) -> Floats:
    """A chord a bar, of fifths, thirds and fourths alone: (1, 192)."""
    random = np.random.default_rng(seed)
    beats, pitches = np.arange(16) / 16, np.arange(12) / 12
    waves = [
        random.normal()
        * np.outer(np.cos(2 * np.pi * (c * beats + a)), np.cos(2 * np.pi * k * pitches))
        for c, a in ((0, 0.0), (1, 0.3), (2, 0.6), (4, 0.1))
        for k in (3, 4, 5)
    ]
    return np.sum(waves, axis=0).reshape(1, 192).astype(np.float32)


def test_an_outline_is_all_of_what_is_slow() -> None:
    one, other = slow(1), slow(2)
    assert outlined(one).shape == (1, SIZE)
    assert outlined(one) @ outlined(other).T == pytest.approx(one @ other.T, abs=1e-4)
    moved = np.roll(one.reshape(16, 12), (1, 5), axis=(0, 1)).reshape(1, 192)
    assert outlined(moved) @ outlined(other).T == pytest.approx(moved @ other.T, abs=1e-4)


def test_an_outline_holds_the_mean_chroma_and_nothing_fast() -> None:
    chroma = np.random.default_rng(3).random(12).astype(np.float32)
    steady = np.tile(chroma, 16)[None]
    assert np.linalg.norm(outlined(steady)) == pytest.approx(np.linalg.norm(steady), rel=1e-5)
    alternating = np.outer([1, -1] * 8, chroma).reshape(1, 192).astype(np.float32)
    assert np.abs(outlined(alternating)).max() < 1e-5
