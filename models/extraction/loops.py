"""From recipes to sound: each loop is cut out of the bar of the song where it is clearest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from live.types import Floats
from models.extraction.cube import Cube
from models.extraction.tucker import Recipes

#: Of its loudest: in bars where a loop is quieter it is not looked for.
_PRESENT = 0.5
_LEAST = 1e-9


@dataclass(frozen=True, slots=True)
class BarLoop:
    """One bar of audio: `samples` (frames,) cut out of `bar` of the song.

    `snr` is its level there against everything else in that bar, in dB; `spectrum` (bins, frames)
    is what the decomposition says it is.
    """

    bar: int
    samples: Floats
    snr: float
    spectrum: Floats


def clearest(cube: Cube, recipes: Recipes) -> tuple[BarLoop, ...]:
    """One loop for each recipe, in their order."""
    snr = np.stack(list(_clearness(cube, recipes)))
    bars = snr.argmax(axis=0)
    return tuple(
        BarLoop(
            int(bar),
            cube.audio(int(bar), _masks(recipes, int(bar))[number]),
            float(snr[bar, number]),
            recipes.spectra[number],
        )
        for number, bar in enumerate(bars)
    )


def _clearness(cube: Cube, recipes: Recipes) -> Iterator[Floats]:
    """For each bar, every loop's level against the rest of that bar in dB."""
    for bar, spectra in enumerate(cube.spectra):
        heard = np.abs(spectra.T)
        masks = _masks(recipes, bar)
        loop = np.sum((masks * heard) ** 2, axis=(1, 2))
        rest = np.sum(((1 - masks) * heard) ** 2, axis=(1, 2))
        snr = 10 * np.log10((loop + _LEAST) / (rest + _LEAST))
        yield np.where(recipes.activations[bar] >= _PRESENT, snr, -np.inf)


def _masks(recipes: Recipes, bar: int) -> Floats:
    """Every loop's share of each bin of the bar: (n, bins, frames), summing to 1 or 0."""
    parts = recipes.spectra * recipes.activations[bar][:, None, None]
    masks: Floats = parts / np.maximum(parts.sum(axis=0), _LEAST)
    return masks
