"""The two networks of the Neural Loop Combiner (Chen, Smith, Yang, ISMIR 2020, section 4.2).

Both are built on one skeleton. Its first fully connected layer holds nearly all the parameters,
22.7 million, because nothing is pooled before it: that is how the paper has it.

The time of a training step goes into moving what the first layers make, 45 million numbers for a
batch. So they are half as long while training, channels lie side by side, and what drops out is
drawn in bytes: 1.0 s instead of 1.8 for 128 mixes on one thread.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.nets.logmel import levelled, logmel

#: Log-mel frames and bands of a bar of 2 s.
SHAPE = (173, 128)

_DROPPED = 26  # of 256: the paper's 10 %
_MARGIN = 1.0  # how far apart loops must be that do not fit


class Skeleton(nn.Module):
    """Log-mel (n, 173, 128) to 16 numbers (n, 16)."""

    def __init__(self) -> None:
        super().__init__()
        frames, bands = SHAPE
        self.convolutions = nn.Sequential(_convolution(1, 16), _convolution(16, 4))
        self.dense = nn.Sequential(
            _dense(4 * frames * bands, 256), _dense(256, 128), _dense(128, 16)
        )
        self.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # not in its stubs

    def forward(self, mel: Tensor) -> Tensor:
        with torch.autocast(mel.device.type, torch.bfloat16, enabled=self.training):
            made: Tensor = self.dense(self.convolutions(mel[:, None]).flatten(1))
        return made.float()


class CombinerNet(nn.Module, ABC):
    """Tells how well bars combine."""

    @abstractmethod
    def side(self, bars: Tensor) -> Tensor:
        """What is to be known (n, ...) of `bars` (n, 44100) on their own."""

    @abstractmethod
    def match(self, one: Tensor, other: Tensor) -> Tensor:
        """How well two sides fit (n,), the more the better."""

    @abstractmethod
    def loss(self, fits: Tensor, fits_not: Tensor) -> Tensor:
        """The paper's, of matches of both kinds."""

    def contrast(self, context: Tensor, partner: Tensor, negative: Tensor) -> tuple[Tensor, Tensor]:
        """Matches (n,) of bars that fit, and of bars that do not, in one batch."""
        asked, *offered = self.side(torch.cat([context, partner, negative])).chunk(3)
        fits, fits_not = self.match(torch.cat([asked, asked]), torch.cat(offered)).chunk(2)
        return fits, fits_not


class MixNet(CombinerNet):
    """The paper's CNN: whether a mix of two loops is one that belongs together, as a logit (n,)."""

    def __init__(self) -> None:
        super().__init__()
        self.skeleton = Skeleton()
        self.decide = nn.Linear(16, 1)

    def forward(self, mix: Tensor) -> Tensor:
        logit: Tensor = self.decide(self.skeleton(mix))[:, 0]
        return logit

    def side(self, bars: Tensor) -> Tensor:
        return levelled(bars)

    def match(self, one: Tensor, other: Tensor) -> Tensor:
        return self.forward(logmel(one + other))

    def loss(self, fits: Tensor, fits_not: Tensor) -> Tensor:
        """Binary cross-entropy."""
        return (functional.softplus(-fits).mean() + functional.softplus(fits_not).mean()) / 2


class TwinNet(CombinerNet):
    """The paper's SNN: one skeleton for both; the closer the two, the better they combine."""

    def __init__(self) -> None:
        super().__init__()
        self.skeleton = Skeleton()

    def forward(self, one: Tensor, other: Tensor) -> Tensor:
        """Euclidean distances (n,)."""
        return -self.match(self.skeleton(one), self.skeleton(other))

    def side(self, bars: Tensor) -> Tensor:
        made: Tensor = self.skeleton(logmel(bars))
        return made

    def match(self, one: Tensor, other: Tensor) -> Tensor:
        apart: Tensor = torch.linalg.vector_norm(one - other, dim=1)
        return -apart

    def loss(self, fits: Tensor, fits_not: Tensor) -> Tensor:
        """The contrastive loss of Hadsell, Chopra and LeCun (2006)."""
        return (fits.square().mean() + functional.relu(_MARGIN + fits_not).square().mean()) / 2


class Dropout(nn.Module):
    """Drops 26 of 256 numbers. A random byte for each is a third of the time of `nn.Dropout`."""

    def forward(self, values: Tensor) -> Tensor:
        if not self.training:
            return values
        kept = torch.empty_like(values, dtype=torch.uint8).random_() >= _DROPPED
        return values * kept.to(values.dtype).mul_(256 / (256 - _DROPPED))


def _convolution(inputs: int, outputs: int) -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, padding=1), nn.BatchNorm2d(outputs), nn.PReLU(), Dropout()
    )


def _dense(inputs: int, outputs: int) -> nn.Module:
    return nn.Sequential(nn.Linear(inputs, outputs), nn.BatchNorm1d(outputs), nn.PReLU(), Dropout())
