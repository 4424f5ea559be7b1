"""The paper's network that tells roles: harmonic filters before a convolutional network.

After Won, Chun, Nieto and Serra, "Data-driven harmonic filters for audio representation learning"
(ICASSP 2020), as Ching, Ramires and Yang use it: every filter listens to one harmonic of one note,
and the harmonics of a note lie on top of each other as channels. How sharp the filters are is
learnt. With mel bands in their place it is the paper's ablation.

A training step takes a third of the time with channels side by side and half as many bits.
"""

from __future__ import annotations

from itertools import pairwise

import librosa
import numpy as np
import torch
from torch import Tensor, nn

from live.types import ROLES
from models.roles.material import AUDIO_RATE

_WINDOW, _HOP = 512, 256
_HARMONICS = 6
_NOTES = 128  # half semitones from C1 to where the sixth harmonic ends
_LOWEST = 32.70  # C1
_LAYERS = 7  # seven times half of 128 bands is one
# The equivalent rectangular bandwidth of hearing (Glasberg and Moore 1990): 0.1079 f + 24.7 Hz.
_BAND_SLOPE, _BAND_LEVEL = 0.1079, 24.7


class RoleCnn(nn.Module):
    """Sound (n, samples) at 16 kHz to log-odds (n, 6).

    Parameters
    ----------
    harmonic
        With its harmonic filters; otherwise on mel bands.
    width
        Channels of all layers. The paper does not say how many; Won et al. have 128, which takes
        sixteen times as long as 32.
    """

    def __init__(self, harmonic: bool, width: int = 32, dropout: float = 0.2) -> None:
        super().__init__()
        self.filters = HarmonicFilters() if harmonic else MelBands()
        channels = [_HARMONICS if harmonic else 1, *[width] * _LAYERS]
        self.normal = nn.BatchNorm2d(channels[0])
        self.layers = nn.Sequential(*(_layer(these, those) for these, those in pairwise(channels)))
        self.layers.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # not in its stubs
        self.decide = nn.Sequential(nn.Dropout(dropout), nn.Linear(width, len(ROLES)))
        self.window: Tensor
        self.register_buffer("window", torch.hann_window(_WINDOW), persistent=False)

    def forward(self, sound: Tensor) -> Tensor:
        spectra = torch.stft(sound, _WINDOW, _HOP, window=self.window, return_complex=True)
        power = spectra.abs().square()
        bands = 10 * torch.log10(self.filters(power).clamp_min(1e-10))
        with torch.autocast(sound.device.type, torch.bfloat16, enabled=self.training):
            seen = self.layers(self.normal(bands))
        logits: Tensor = self.decide(seen.float().amax((2, 3)))
        return logits


class HarmonicFilters(nn.Module):
    """Power (n, 257, frames) to that of each harmonic of each note (n, 6, 128, frames)."""

    def __init__(self) -> None:
        super().__init__()
        notes = _LOWEST * 2 ** (np.arange(_NOTES) / 24)
        centres = np.concatenate([notes * (k + 1) for k in range(_HARMONICS)])
        self.centres: Tensor
        self.bins: Tensor
        self.register_buffer("centres", torch.from_numpy(centres).float(), persistent=False)
        self.register_buffer("bins", torch.linspace(0, AUDIO_RATE / 2, _WINDOW // 2 + 1), False)
        self.sharpness = nn.Parameter(torch.ones(1))

    def forward(self, power: Tensor) -> Tensor:
        heard = torch.einsum("nbt,bc->nct", power, self.weights())
        return heard.reshape(len(power), _HARMONICS, _NOTES, -1)

    def weights(self) -> Tensor:
        """(257, 768): a triangle for each note and harmonic."""
        widths = (_BAND_SLOPE * self.centres + _BAND_LEVEL) / self.sharpness.clamp_min(0.1)
        apart = (self.bins[:, None] - self.centres).abs()
        triangles: Tensor = (1 - 2 * apart / widths).clamp_min(0)
        return triangles


class MelBands(nn.Module):
    """Power (n, 257, frames) to that of mel bands (n, 1, 128, frames)."""

    def __init__(self) -> None:
        super().__init__()
        bands = librosa.filters.mel(sr=AUDIO_RATE, n_fft=_WINDOW, n_mels=_NOTES)
        self.bands: Tensor
        self.register_buffer("bands", torch.from_numpy(bands.T.copy()), persistent=False)

    def forward(self, power: Tensor) -> Tensor:
        return torch.einsum("nbt,bc->nct", power, self.bands)[:, None]


def _layer(these: int, those: int) -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(these, those, 3, padding=1, bias=False),
        nn.BatchNorm2d(those),
        nn.ReLU(),
        nn.MaxPool2d(2),
    )
