"""What of a latent tells which loops are alike: few enough numbers for a library of 100,000 loops.

Latents of 6,144 numbers would take 2.5 GB. Pooled to sixteenths and turned to where the bars of a
role differ most, 128 of them order loops nearly as all of them do.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from models.imagine.bar import FRAMES
from models.metrics import Numbers

_SIXTEENTHS = 16

#: Numbers of a bar.
SIZE = 128


class Nearness(nn.Module):
    """Latents (n, latent, 48) of unit variance to (n, 128), whose cosine is how alike two are."""

    def __init__(self, axes: Tensor) -> None:
        """`axes` (128, latent * 16)."""
        super().__init__()
        self.axes: Tensor
        self.register_buffer("axes", axes)

    def forward(self, latent: Tensor) -> Tensor:
        return functional.linear(pooled(latent), self.axes)

    @classmethod
    def fitted(cls, latents: Tensor) -> Nearness:
        """Where `latents` (n, latent, 48), whose mean is 0, differ most."""
        rows = pooled(latents).double().numpy()
        return cls(torch.from_numpy(_axes(rows).astype(np.float32)))


def pooled(latent: Tensor) -> Tensor:
    """(n, latent * 16): means of sixteenths."""
    return functional.avg_pool1d(latent, FRAMES // _SIXTEENTHS).flatten(1)


def _axes(rows: Numbers) -> Numbers:
    """(128, numbers): the eigenvectors of the largest variances; 0 if there are not so many."""
    values, vectors = np.linalg.eigh(rows.T @ rows)
    largest = values.argsort()[::-1][:SIZE]
    return np.asarray((vectors[:, largest] * (values[largest] > 0)).T)
