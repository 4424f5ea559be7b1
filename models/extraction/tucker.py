"""Non-negative Tucker decomposition of the cube: sound templates x rhythm templates x recipes.

A recipe is a slice of the core: how much each sound plays in each rhythm. Multiplied out it is the
spectrogram of one bar, the loop; the third factor says how much of each loop is in each bar, the
layout.

The ranks follow Smith & Goto (2018), who take about 30 sounds and 20 to 25 rhythms for any song.
The number of recipes follows the song's length: as many as bars would make every bar its own loop,
few would merge loops that only sometimes sound together. Asking for too many does less harm, as
copies of one loop are merged afterwards: on songs of 8 to 32 bars whose parts are known, 3/4 of
the bars found a third more loops than 1/2, and no worse ones.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from tensorly.decomposition import non_negative_tucker_hals

from live.types import Floats

_LEAST = 1e-6


@dataclass(frozen=True, slots=True)
class Settings:
    """What a decomposition depends on; chosen with `python -m models extract_check`.

    Attributes
    ----------
    sounds, rhythms
        ranks of the first two modes.
    loops, loops_per_bar
        recipes: so many for every bar of the song, and `loops` at the most.
    sparsity
        weight of the L1 norm of the core: recipes of few ingredients.
    iterations
        at the most; it ends where the error no longer falls.
    """

    sounds: int = 32
    rhythms: int = 20
    loops: int = 24
    loops_per_bar: float = 0.75
    sparsity: float = 0.1
    iterations: int = 60
    seed: int = 0

    def ranks(self, shape: tuple[int, ...]) -> tuple[int, int, int]:
        """The ranks for a cube of `shape` (bins, frames, bars)."""
        bins, frames, bars = shape
        recipes = max(1, min(self.loops, int(bars * self.loops_per_bar)))
        return min(self.sounds, bins), min(self.rhythms, frames), recipes


@dataclass(frozen=True, slots=True)
class Recipes:
    """`spectra` (n, bins, frames), each at its loudest; `activations` (bars, n), at most 1."""

    spectra: Floats
    activations: Floats


def decompose(magnitude: Floats, settings: Settings) -> Recipes:
    """The loops of a cube (bins, frames, bars); those that came out empty are left out.

    The factors begin at random: from singular vectors the error ends higher, and so do the loops'.
    """
    core, (sounds, rhythms, layout) = non_negative_tucker_hals(
        magnitude / max(float(magnitude.max()), _LEAST),
        settings.ranks(magnitude.shape),
        n_iter_max=settings.iterations,
        init="random",
        tol=1e-4,
        core_sparsity_coefficient=settings.sparsity,
        random_state=settings.seed,
    )
    return _scaled(np.einsum("fi,ijr,tj->rft", sounds, core, rhythms, optimize=True), layout)


def _scaled(spectra: Floats, layout: Floats) -> Recipes:
    """The factors' arbitrary scales moved into the spectra."""
    loudest = layout.max(axis=0)
    spectra = spectra * loudest[:, None, None]
    energy = np.linalg.norm(spectra, axis=(1, 2))
    kept = energy > _LEAST * max(float(energy.max(initial=0)), _LEAST)
    return Recipes(spectra[kept], layout[:, kept] / loudest[kept])
