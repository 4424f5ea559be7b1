"""What decomposition splits in two is put together again: the Neural Loop Combiner's refinement.

Chen, Smith & Yang (ISMIR 2020), section 3.2: loops of a song whose pictures have nearly the same
average hash are duplicates. The one with the better SNR is kept and plays wherever either did.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from live.types import Floats
from models.extraction.cube import RATE, WINDOW
from models.extraction.loops import BarLoop

Bits = npt.NDArray[np.bool_]

#: Hashes of 64 bits that differ in fewer are of duplicates.
DUPLICATE_BITS = 5

_SIDE = 8
_EDGES = np.rint(np.geomspace(40.0, RATE / 2, _SIDE + 1) / RATE * WINDOW).astype(int)
_LEAST = 1e-10


@dataclass(frozen=True, slots=True)
class Refined:
    """The loops that remain, and their `activations` (bars, n): 1 for the loudest of each bar."""

    loops: tuple[BarLoop, ...]
    activations: Floats


def refine(loops: Sequence[BarLoop], activations: Floats) -> Refined:
    """Merge duplicates, then normalise per bar; `activations` is (bars, loops)."""
    kept = merged(loops, activations)
    loudest = kept.activations.max(axis=1, keepdims=True, initial=0)
    return Refined(kept.loops, kept.activations / np.maximum(loudest, _LEAST))


def merged(loops: Sequence[BarLoop], activations: Floats) -> Refined:
    """Every loop that has a better duplicate gives its activation to that one."""
    total = activations.copy()
    kept: list[int] = []
    hashes = [average_hash(loop.spectrum) for loop in loops]
    for number in sorted(range(len(loops)), key=lambda n: -loops[n].snr):
        better = next((k for k in kept if is_duplicate(hashes[k], hashes[number])), None)
        if better is None:
            kept.append(number)
        else:
            total[:, better] += activations[:, number]
    kept.sort()
    return Refined(tuple(loops[n] for n in kept), total[:, kept])


def is_duplicate(a: Bits, b: Bits) -> bool:
    return int(np.count_nonzero(a != b)) < DUPLICATE_BITS


def average_hash(spectrum: Floats) -> Bits:
    """64 bits: where the picture (log bands x time, level) of a spectrum (bins, frames) is bright.

    On linear frequency, or in decibels, every fifteenth to fortieth pair of true stems would have
    been a duplicate; so one in a thousand is.
    """
    bands = np.sqrt(np.add.reduceat(spectrum[: _EDGES[-1]] ** 2, _EDGES[:-1]))
    picture = np.stack([piece.mean(axis=1) for piece in np.array_split(bands, _SIDE, 1)], 1)
    bits: Bits = (picture > picture.mean()).ravel()
    return bits
