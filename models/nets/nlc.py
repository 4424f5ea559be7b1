"""The two networks of the Neural Loop Combiner (Chen, Smith, Yang, ISMIR 2020, section 4.2).

Both are built on one skeleton. Its first fully connected layer holds nearly all the parameters,
22.7 million, because nothing is pooled before it: that is how the paper has it.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

#: Log-mel frames and bands of a bar of 2 s.
SHAPE = (173, 128)

_DROPOUT = 0.1


class Skeleton(nn.Module):
    """Log-mel (n, 173, 128) to 16 numbers (n, 16)."""

    def __init__(self) -> None:
        super().__init__()
        frames, bands = SHAPE
        self.convolutions = nn.Sequential(_convolution(1, 16), _convolution(16, 4))
        self.dense = nn.Sequential(
            _dense(4 * frames * bands, 256), _dense(256, 128), _dense(128, 16)
        )

    def forward(self, mel: Tensor) -> Tensor:
        made: Tensor = self.dense(self.convolutions(mel[:, None]).flatten(1))
        return made


class MixNet(nn.Module):
    """The paper's CNN: whether a mix of two loops is one that belongs together, as a logit (n,)."""

    def __init__(self) -> None:
        super().__init__()
        self.skeleton = Skeleton()
        self.decide = nn.Linear(16, 1)

    def forward(self, mix: Tensor) -> Tensor:
        logit: Tensor = self.decide(self.skeleton(mix))[:, 0]
        return logit


class TwinNet(nn.Module):
    """The paper's SNN: one skeleton for both; the closer the two, the better they combine."""

    def __init__(self) -> None:
        super().__init__()
        self.skeleton = Skeleton()

    def forward(self, one: Tensor, other: Tensor) -> Tensor:
        """Euclidean distances (n,)."""
        apart: Tensor = torch.linalg.vector_norm(self.skeleton(one) - self.skeleton(other), dim=1)
        return apart


def _convolution(inputs: int, outputs: int) -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, padding=1),
        nn.BatchNorm2d(outputs),
        nn.PReLU(),
        nn.Dropout(_DROPOUT),
    )


def _dense(inputs: int, outputs: int) -> nn.Module:
    return nn.Sequential(
        nn.Linear(inputs, outputs), nn.BatchNorm1d(outputs), nn.PReLU(), nn.Dropout(_DROPOUT)
    )
