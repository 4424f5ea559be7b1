"""Which loops hold the same music, whatever their tables and file names say.

The same content in two splits makes a test worthless, and twice in one list of candidates makes
the rank of the true one a matter of luck. Two equal loops in one section are worse: as a pair they
teach that what fits a loop is the loop itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from live.features import N_MEL, Bytes
from live.types import Floats

Codes = npt.NDArray[np.int64]

_BLOCK = 1024  # rows compared with all others at once
_FRAMES, _BANDS = 6, 8  # of the sketch that are pooled to find who may be alike
_ALIKE_POOLED = 6.0  # steps of half a decibel, root mean square
_ALIKE = 2.0  # the same, of the mean difference in full detail
_RANGE = 100  # steps below the loudest that are heard: 50 dB


def alike(sketches: Bytes) -> Iterator[tuple[int, int]]:
    """Rows i < j of `sketches` (n, 192, 212) that are the same but for their level."""
    if not len(sketches):
        return
    pooled = np.stack([_pooled(sketch).ravel() for sketch in sketches])
    squares = np.einsum("ij,ij->i", pooled, pooled)
    nearest = _ALIKE_POOLED**2 * pooled.shape[1]
    for start in range(0, len(pooled), _BLOCK):
        rows = slice(start, start + _BLOCK)
        distances = squares[rows, None] + squares - 2 * pooled[rows] @ pooled.T
        for i, j in np.argwhere(distances < nearest).tolist():
            if start + i < j and is_same(sketches[start + i], sketches[j]):
                yield start + i, j


def is_same(one: Bytes, other: Bytes) -> bool:
    """Whether two sketches are the same but for their level; all silent ones are."""
    a, b = _heard(one), _heard(other)
    counts = (a > 0) | (b > 0)
    return not counts.any() or bool(np.abs(a - b)[counts].mean() < _ALIKE)


def joined(codes: Codes, pairs: Iterable[tuple[int, int]]) -> Codes:
    """`codes` (n,), where those of the two rows of each of `pairs` have become one."""
    links = codes[np.array(list(pairs), np.int64).reshape(-1, 2)].T
    size = int(codes.max(initial=-1)) + 1
    graph = coo_array((np.ones(links.shape[1]), (links[0], links[1])), (size, size))
    components = connected_components(graph, directed=False)[1].astype(np.int64)
    merged: Codes = components[codes]
    return merged


def _heard(sketch: Bytes) -> Floats:
    """(192, 128) steps above what is too quiet beside the loudest, in the mel bands."""
    steps = sketch[:, :N_MEL].astype(np.float32)
    heard: Floats = np.maximum(steps - (np.quantile(steps, 0.999) - _RANGE), 0)
    heard[steps == 0] = 0
    return heard


def _pooled(sketch: Bytes) -> Floats:
    heard = _heard(sketch)
    pooled: Floats = heard.reshape(len(heard) // _FRAMES, _FRAMES, -1, _BANDS).mean(axis=(1, 3))
    return pooled
