"""Convolutions on a circle: the end of a bar is next to its beginning, as in a loop."""

from __future__ import annotations

import torch
from torch import Tensor, nn


def padded(x: Tensor, before: int, after: int) -> Tensor:
    """`x` (..., steps) with its last steps before it and its first after it."""
    parts = [x[..., x.shape[-1] - before :], x, x[..., :after]]
    return torch.cat(parts, -1) if before or after else x


def risen(x: Tensor, factor: int) -> Tensor:
    """`factor` times as many steps of `x` (n, channels, steps), on straight lines between them."""
    following = padded(x, 0, 1)[..., 1:]
    ramp = torch.arange(factor, device=x.device) / factor
    return (x[..., None] + (following - x)[..., None] * ramp).flatten(2)


class Conv(nn.Conv1d):
    """As many steps out as in, divided by `stride`."""

    def __init__(self, into: int, out: int, kernel: int, stride: int = 1, dilation: int = 1):
        super().__init__(into, out, kernel, stride, dilation=dilation)
        self._reach = dilation * (kernel - 1) + 1 - stride

    def forward(self, x: Tensor) -> Tensor:
        before = self._reach // 2
        return super().forward(padded(x, before, self._reach - before))


class Widened(nn.Module):
    """`factor` times as many steps, each from three."""

    def __init__(self, into: int, out: int, factor: int) -> None:
        super().__init__()
        self.steps = Conv(into, out * factor, 3)
        self.factor = factor

    def forward(self, x: Tensor) -> Tensor:
        # A transposed convolution adds up unequally many terms, which is heard as a tone.
        steps: Tensor = self.steps(x)
        n, _, count = steps.shape
        return steps.reshape(n, -1, self.factor, count).transpose(2, 3).flatten(2)
