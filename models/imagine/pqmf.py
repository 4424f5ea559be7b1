"""Sixteen bands of a bar and back: the pseudo quadrature mirror filters that RAVE works in.

A cosine-modulated bank whose prototype is a Kaiser window's low-pass with the best cutoff (Lin and
Vaidyanathan, IEEE Signal Processing Letters 5, 1998). A bar is a circle here: what leaves at its
end enters at its beginning, so that whatever is made of it loops without a seam.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import torch
from scipy.optimize import minimize_scalar
from scipy.signal import firwin
from torch import Tensor, nn
from torch.nn import functional

from models.imagine.circle import padded
from models.metrics import Numbers

BANDS = 16

_BLOCKS = 16  # of BANDS samples that a filter is long
_LOUDER = BANDS**0.5  # is a band that holds all energy in a sixteenth of the samples
_KAISER = 7.86  # 80 dB below the pass band


class Pqmf(nn.Module):
    """Neither learns nor has a delay: frame t of each band is centred on sample 16 t.

    A tone is about as loud in its band as it is in the sound.
    """

    def __init__(self) -> None:
        super().__init__()
        filters = torch.from_numpy(_filters().astype(np.float32))
        # As a convolution over blocks of samples: filter, sample within a block, block.
        blocks = filters.reshape(BANDS, _BLOCKS, BANDS).transpose(1, 2)
        self.apart: Tensor
        self.together: Tensor
        self.register_buffer("apart", blocks / _LOUDER, persistent=False)
        back = blocks.transpose(0, 1).flip(2) * _LOUDER
        self.register_buffer("together", back, persistent=False)

    def analyse(self, sound: Tensor) -> Tensor:
        """Bands (n, 16, samples / 16) of `sound` (n, samples)."""
        blocks = sound.reshape(sound.shape[0], -1, BANDS).transpose(1, 2)
        return functional.conv1d(padded(blocks, _BLOCKS // 2, _BLOCKS // 2 - 1), self.apart)

    def synthesise(self, bands: Tensor) -> Tensor:
        """The sound (n, samples) of `bands` (n, 16, samples / 16)."""
        blocks = padded(bands, _BLOCKS // 2 - 1, _BLOCKS // 2)
        return functional.conv1d(blocks, self.together).transpose(1, 2).flatten(1)


@cache
def _filters() -> Numbers:
    """(16, 256): the bands from low to high. Synthesis is their transpose."""
    taps = BANDS * _BLOCKS
    times = np.arange(taps) - (taps - 1) / 2
    bands = np.arange(BANDS)[:, None]
    phases = (-1.0) ** bands * np.pi / 4
    waves = np.cos((2 * bands + 1) * np.pi / (2 * BANDS) * times + phases)
    found: Numbers = waves * _prototype(_best_cutoff()) * np.sqrt(2 * BANDS)
    return found


def _prototype(cutoff: float) -> Numbers:
    """A low-pass (256,) of unit norm times 1 / sqrt(2)."""
    low: Numbers = firwin(BANDS * _BLOCKS, cutoff, window=("kaiser", _KAISER))
    unit: Numbers = low / np.linalg.norm(low) / np.sqrt(BANDS)
    return unit


def _best_cutoff() -> float:
    """Where the prototype overlaps itself least when it is moved by two blocks."""
    middle = 1 / (2 * BANDS)
    found = minimize_scalar(_overlap, bounds=(middle, 2 * middle), method="bounded")
    return float(found.x)


def _overlap(cutoff: float) -> float:
    low = _prototype(cutoff)
    with_itself = np.correlate(low, low, "full")[len(low) - 1 :: 2 * BANDS]
    return float(np.abs(with_itself[1:]).max())
