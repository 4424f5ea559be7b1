"""How far two sounds are apart for an ear that hears no phase: RAVE's multi-scale distance."""

from __future__ import annotations

import torch
from torch import Tensor

from models.imagine.circle import padded

#: Samples of the windows: the long ones tell low notes apart, the short ones when they begin. Those
#: of RAVE that are shorter hear the phase of a bass: its wave takes longer than they do.
WINDOWS = (4096, 2048, 1024, 512, 256)

_OVERLAP = 2
_QUIET = 1e-3  # beside a sound at unit level: what is 60 dB below it is not heard
_LEAST = 1e-6


def distances(one: Tensor, other: Tensor) -> Tensor:
    """(n,) of sounds (n, samples) from the true ones `other` at unit level.

    The mean over all windows of the relative difference of magnitudes and that of their logarithms.
    """
    return torch.stack([_distances(one, other, window) for window in WINDOWS]).mean(0)


def _distances(one: Tensor, other: Tensor, window: int) -> Tensor:
    a = magnitudes(one, window)
    with torch.no_grad():
        b = magnitudes(other, window)
    apart = (a - b).flatten(1).norm(dim=1) / b.flatten(1).norm(dim=1).clamp_min(_LEAST)
    found: Tensor = apart + ((a + _QUIET).log() - (b + _QUIET).log()).abs().flatten(1).mean(1)
    return found


def magnitudes(sound: Tensor, window: int) -> Tensor:
    """(n, bins, frames) of cyclic sounds (n, samples); a sine's is half of its amplitude."""
    hop = window // _OVERLAP
    hann = torch.hann_window(window, device=sound.device)
    bins = torch.stft(
        padded(sound, 0, window - hop),
        window,
        hop,
        window=hann / hann.sum(),
        center=False,
        return_complex=True,
    )
    # The gradient of a magnitude of 0 is no number.
    return (torch.view_as_real(bins).square().sum(-1) + _LEAST**2).sqrt()
