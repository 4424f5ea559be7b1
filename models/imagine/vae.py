"""The autoencoder of a role's bars, in the manner of RAVE (Caillon and Esling, 2021), made small.

Strided convolutions over the bands of a filter bank. A bar is a circle, so the latent of a bar that
begins a frame later is the same, rolled.
"""

from __future__ import annotations

from itertools import pairwise
from math import prod
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from live.features import N_SEMITONE
from models.imagine.bar import BAR_SAMPLES, LEVEL, STRIDES, levelled
from models.imagine.circle import Conv, Widened, risen
from models.imagine.oscillators import HEARD, OSCILLATORS, QUIET, Oscillators, sharpened
from models.imagine.pqmf import BANDS, Pqmf

_DILATIONS = (1, 3)
_USUAL, _RANGE = -6.0, 1.5  # logarithms of the loudness of semitones: mean and deviation
_QUIET = 1e-3  # beside a sound at unit level
_LARGEST = 8.0  # logarithm of a variance, either way
_FAINT = 1e-3
_BELOW, _LOUDEST = 7.0, 1.4  # logarithms of what noise and tones begin at, and of the most
_SURE = -6.0  # the same to begin with: from mostly noise a decoder learns nothing


class Latent(NamedTuple):
    """Means and logarithms of variances, (n, latent, 48) each."""

    mean: Tensor
    spread: Tensor

    def drawn(self) -> Tensor:
        return self.mean + torch.randn_like(self.mean) * (self.spread / 2).exp()

    def surprise(self) -> Tensor:
        """Nats a frame, (n,): the divergence from noise of unit variance."""
        nats = (self.mean.square() + self.spread.exp() - 1 - self.spread) / 2
        return nats.sum(1).mean(1)


class Vae(nn.Module):
    """Sounds (n, 49152) to latents (n, latent, 48) and back.

    Parameters
    ----------
    width
        Channels beside the bands; each stride doubles them, up to `most`.
    latent
        Numbers of a frame.
    """

    def __init__(self, width: int = 32, most: int = 128, latent: int = 128) -> None:
        super().__init__()
        widths = [min(width * 2**n, most) for n in range(len(STRIDES) + 1)]
        self.encoder = Encoder(widths, latent)
        self.decoder = Decoder(widths[::-1], latent)
        #: How often it was trained; kept with the weights, so that a run goes on as it began.
        self.steps: Tensor
        self.register_buffer("steps", torch.zeros(()))

    def forward(self, sound: Tensor) -> tuple[Tensor, Latent]:
        """What is heard again of `sound`, and its latent."""
        latent = self.encoder(sound)
        return self.decoder(latent.drawn() if self.training else latent.mean), latent


class Encoder(nn.Module):
    """Hears sounds (n, 49152) of any level: their bands, and how loud each semitone is."""

    def __init__(self, widths: list[int], latent: int) -> None:
        super().__init__()
        self.bank, self.oscillators = Pqmf(), Oscillators()
        self.first = Conv(BANDS, widths[0], 7)
        self.down = nn.Sequential(*map(_Down, *zip(*pairwise(widths), strict=True), STRIDES))
        self.tones = Conv(HEARD, widths[-1], 1)
        self.between = _Residual(widths[-1], 1)
        self.last = _faint(Conv(widths[-1], 2 * latent, 3))

    def forward(self, sound: Tensor) -> Latent:
        bands = self.bank.analyse(levelled(sound))
        tones = self.oscillators.heard(bands, prod(STRIDES))
        seen = self.down(self.first(bands)) + self.tones((tones + _QUIET).log() / 2 + 2)
        mean, spread = self.last(functional.leaky_relu(self.between(seen), 0.2)).chunk(2, 1)
        mean = mean + widened((sharpened(tones) - _USUAL) / _RANGE, mean.shape[1])
        return Latent(mean, _LARGEST * ((spread + _SURE) / _LARGEST).tanh())


class Decoder(nn.Module):
    """Makes sounds (n, 49152) whose root mean square is about `LEVEL`.

    Of oscillators, and in each band of a wave with its loudness, and of noise.
    """

    def __init__(self, widths: list[int], latent: int) -> None:
        super().__init__()
        self.first = Conv(latent, widths[0], 3)
        self.up = nn.Sequential(*map(_Up, *zip(*pairwise(widths), strict=True), STRIDES[::-1]))
        self.tones = _faint(Conv(widths[0], OSCILLATORS, 1))
        self.swell = _faint(Conv(widths[-2], OSCILLATORS, 3))
        self.last = _faint(Conv(widths[-1], 3 * BANDS, 7))
        self.bank, self.oscillators = Pqmf(), Oscillators()
        # The same for every bar: what is imagined twice sounds alike.
        noise = torch.randn(BANDS, BAR_SAMPLES // BANDS, generator=torch.Generator().manual_seed(0))
        self.noise: Tensor
        self.register_buffer("noise", noise, persistent=False)

    def forward(self, latent: Tensor) -> Tensor:
        return LEVEL * self.bank.synthesise(self.bands(latent))

    def bands(self, latent: Tensor) -> Tensor:
        """(n, 16, 64 times as many steps) of a sound at unit level."""
        *coarse, finest = self.up
        first = seen = self.first(latent)
        for each in coarse:
            seen = each(seen)
        loudness = self._loudness(latent, first, seen)
        tones = self.oscillators.sounding(loudness, STRIDES[0])
        made = self.last(functional.leaky_relu(finest(seen), 0.2))
        wave, gate, noisiness = made.chunk(3, 1)
        noise = torch.randn_like(wave) if self.training else self.noise[:, : wave.shape[-1]]
        # Oscillators are loud at once; the rest begins much below them.
        mixed: Tensor = (
            tones + wave * gate.sigmoid() + noise * (noisiness - _BELOW).clamp_max(_LOUDEST).exp()
        )
        return mixed

    def _loudness(self, latent: Tensor, first: Tensor, fine: Tensor) -> Tensor:
        """Of oscillators: how loud in a frame, and how that changes within it."""
        told = latent[:, :N_SEMITONE] * _RANGE + _USUAL - QUIET
        decided = QUIET + widened(told, OSCILLATORS) + self.tones(first)
        held = risen(decided.clamp_max(_LOUDEST).exp(), fine.shape[-1] // first.shape[-1])
        loud: Tensor = held * 2 * self.swell(fine).sigmoid()
        return loud


def _faint(conv: Conv) -> Conv:
    """`conv` that begins with next to nothing: what oscillators do alone is a good beginning."""
    for weights in conv.parameters():
        nn.init.normal_(weights, std=_FAINT)
    return conv


def widened(x: Tensor, channels: int) -> Tensor:
    """`x` (n, some channels, steps) with more of them, that are 0; or with less."""
    added = channels - x.shape[1]
    return functional.pad(x, (0, 0, 0, added))


class _Down(nn.Sequential):
    def __init__(self, into: int, out: int, stride: int) -> None:
        halved = Conv(into, out, 2 * stride, stride)
        super().__init__(_Residual(into, 1), nn.LeakyReLU(0.2), halved)


class _Up(nn.Sequential):
    def __init__(self, into: int, out: int, factor: int) -> None:
        residuals = (_Residual(out, dilation) for dilation in _DILATIONS)
        super().__init__(nn.LeakyReLU(0.2), Widened(into, out, factor), *residuals)


class _Residual(nn.Module):
    def __init__(self, width: int, dilation: int) -> None:
        super().__init__()
        self.wide = Conv(width, width, 3, dilation=dilation)
        self.narrow = nn.Conv1d(width, width, 1)

    def forward(self, x: Tensor) -> Tensor:
        seen = functional.leaky_relu(self.wide(functional.leaky_relu(x, 0.2)), 0.2)
        added: Tensor = x + self.narrow(seen)
        return added
