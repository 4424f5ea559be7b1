"""The latents of all bars of a role, encoded once: encoders are frozen when mappings learn."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import torch
from torch import Tensor

from live.types import Floats
from models import experiment, runs
from models.cache import Cache
from models.imagine import training
from models.imagine.material import Rows, of_role, sounds
from models.imagine.vae import Vae
from models.kinds import Autoencoding

_FILE = "latents-{}.npz"
_AT_ONCE = 16


@dataclass(frozen=True, slots=True, eq=False)
class Latents:
    """The means (n, latent, 48) of the `rows` (n,) of a cache, in ascending order."""

    rows: Rows
    means: Floats

    @classmethod
    def of_run(cls, run: Path, cache: Cache) -> Self:
        """All bars of the role that the autoencoder in the folder `run` is of; kept there."""
        weights = hashlib.blake2b((run / runs.BEST).read_bytes(), digest_size=8).hexdigest()
        file = run / _FILE.format(f"{weights}-{cache.digest}")
        if not file.exists():
            rows = of_role(cache, experiment.saved_as(Autoencoding, run).role)
            unfinished = file.with_suffix(".tmp.npz")
            np.savez(unfinished, rows=rows, means=encoded(training.load(run), cache, rows))
            unfinished.rename(file)
        with np.load(file) as kept:
            return cls(kept["rows"], kept["means"])

    @property
    def mean(self) -> Floats:
        """(latent, 48): that of all of them."""
        found: Floats = self.means.mean(axis=0, dtype=np.float64).astype(np.float32)
        return found

    def of(self, rows: list[int]) -> Tensor:
        """(len(rows), latent, 48) of `rows`, all of which must be known."""
        return torch.from_numpy(self.means[np.searchsorted(self.rows, rows)])


@torch.no_grad()
def encoded(net: Vae, cache: Cache, rows: Rows) -> Floats:
    """The means (n, latent, 48) of the bars of `rows`."""
    parts = [rows[first : first + _AT_ONCE] for first in range(0, len(rows), _AT_ONCE)]
    means = [net.encoder(sounds(cache, part)).mean.numpy() for part in parts]
    found: Floats = np.concatenate(means)
    return found
