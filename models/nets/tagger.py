"""Ours: which of the six roles a loop can play, from the sketch that the library keeps of it.

Two stacks of small convolutions look at mel bands, where drums and noise show, and at semitones,
where tones do. Over time only the mean and the maximum are kept, for a role has no place in the
bar; over frequency everything is, for a bass is low.
"""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor, nn

from live.features import N_MEL, N_SEMITONE
from live.types import ROLES

_LAYERS = 4
_RANGE_DB = 60.0  # below the loudest place of a loop: what is quieter is silence
_HIDDEN = 64


class TagNet(nn.Module):
    """Power (n, 192, 212) to log-odds (n, 6), whatever its level.

    Parameters
    ----------
    width
        Channels of the first layers; the last have four times as many.
    dropout
        Share of what was heard that a training step leaves out.
    """

    def __init__(self, width: int = 12, dropout: float = 0.2) -> None:
        super().__init__()
        self.mel, self.semitone = _stack(width), _stack(width)
        places = _halved(N_MEL) + _halved(N_SEMITONE)
        self.decide = nn.Sequential(
            nn.Dropout(dropout),
            nn.Linear(2 * 4 * width * places, _HIDDEN),
            nn.ReLU(),
            nn.Dropout(dropout),
            nn.Linear(_HIDDEN, len(ROLES)),
        )

    def forward(self, power: Tensor) -> Tensor:
        seen = levels(power)[:, None]
        heard = [_pooled(self.mel(seen[..., :N_MEL])), _pooled(self.semitone(seen[..., N_MEL:]))]
        logits: Tensor = self.decide(torch.cat(heard, 1))
        return logits


def levels(power: Tensor) -> Tensor:
    """Decibels of `power` (n, frames, bands) below the loudest of either half, -1 to 0."""
    return torch.cat([_levels(power[..., :N_MEL]), _levels(power[..., N_MEL:])], -1)


def _levels(power: Tensor) -> Tensor:
    loudest = power.amax((1, 2), keepdim=True).clamp_min(1e-12)
    decibels = 10 * torch.log10(power / loudest + 10 ** (-_RANGE_DB / 10))
    return decibels / _RANGE_DB


def _stack(width: int) -> nn.Sequential:
    channels = [1, width, 2 * width, 4 * width, 4 * width]
    assert len(channels) == _LAYERS + 1
    return nn.Sequential(
        *(
            nn.Sequential(
                nn.Conv2d(these, those, 3, stride=2, padding=1, bias=False),
                nn.BatchNorm2d(those),
                nn.ReLU(),
            )
            for these, those in pairwise(channels)
        )
    )


def _pooled(seen: Tensor) -> Tensor:
    """Mean and maximum over time of (n, channels, frames, bands), flat."""
    return torch.cat([seen.mean(2), seen.amax(2)], 1).flatten(1)


def _halved(bands: int) -> int:
    for _ in range(_LAYERS):
        bands = (bands + 1) // 2
    return bands
