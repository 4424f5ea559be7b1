"""What maps that which sounds to the latent of a bar: the paper's perceptrons, and ours.

Ours hears the power of whatever sounds, not the latent of one drum loop, and answers with a
distribution: where music leaves a choice, the mean alone would be the blur of all answers.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from live.features import N_MEL, N_SEMITONE
from models.imagine.bar import FRAMES
from models.imagine.circle import Conv, padded
from models.imagine.vae import Latent, widened

_LAYERS = 4
_RANGE_DB = 60.0
_DILATIONS = (1, 2, 4, 8, 16)
_ABOUT, _REGISTER, _HIDDEN = 6, 3, 12
_SEMITONES_APART, _FRAMES_APART = 15, 5  # a fifth up and down, and a sixteenth
_SPREAD = 4.0  # logarithm of a variance, either way


class Mlp(nn.Module):
    """Latents (n, latent, 48) of drums to those of another role (Drum2Bass: four layers)."""

    def __init__(self, latent: int, width: int, dropout: float) -> None:
        super().__init__()
        size = latent * FRAMES
        hidden: list[nn.Module] = []
        for into in (size, *[width] * (_LAYERS - 2)):
            hidden += [nn.Linear(into, width), nn.ReLU(), nn.Dropout(dropout)]
        self.layers = nn.Sequential(*hidden, nn.Linear(width, size))

    def forward(self, latent: Tensor) -> Tensor:
        made: Tensor = self.layers(latent.flatten(1))
        return made.reshape(latent.shape)


class Predictor(nn.Module):
    """Power (n, 48, 212) of what sounds in a bar, at any level, to the latent that is missing."""

    def __init__(self, latent: int, width: int, dropout: float) -> None:
        super().__init__()
        self.first = nn.Conv1d(N_MEL + N_SEMITONE, width, 1)
        self.places = nn.Parameter(0.1 * torch.randn(width, FRAMES))
        self.layers = nn.ModuleList(_Layer(width, step, dropout) for step in _DILATIONS)
        self.last = nn.Conv1d(width, 2 * latent, 1)
        self.tones = _Tones(width)

    def forward(self, power: Tensor) -> Latent:
        loud = levels(power).transpose(1, 2)
        seen = self.first(loud) + self.places
        for layer in self.layers:
            seen = layer(seen)
        told = self.last(functional.relu(seen))
        of_tones = self.tones(loud[:, N_MEL:], functional.relu(seen))
        mean, spread = (
            each + widened(tones, each.shape[1])
            for each, tones in zip(told.chunk(2, 1), of_tones.unbind(1), strict=True)
        )
        return Latent(mean, _SPREAD * (spread / _SPREAD).tanh())


class _Tones(nn.Module):
    """Which semitones are missing: a question that is the same in every key.

    The first numbers of a latent are how loud each semitone is, so that a convolution over
    semitones can tell; where a role has its place is learnt beside it.
    """

    def __init__(self, width: int) -> None:
        super().__init__()
        self.about = nn.Conv1d(width, _ABOUT, 1)
        self.register = nn.Parameter(0.1 * torch.randn(_REGISTER, N_SEMITONE))
        seen = 3 + _ABOUT + _REGISTER
        self.across = nn.Conv2d(seen, _HIDDEN, (_SEMITONES_APART, 1), padding="same")
        self.along = nn.Conv2d(_HIDDEN, _HIDDEN, (1, _FRAMES_APART))
        self.decide = nn.Conv2d(_HIDDEN, 2, 1)

    def forward(self, loud: Tensor, seen: Tensor) -> Tensor:
        """(n, 2, 84, 48): means and spreads where semitones (n, 84, 48) and more is heard."""
        chroma = loud.reshape(-1, N_SEMITONE // 12, 12, loud.shape[2]).mean(1)
        chroma = chroma.repeat(1, N_SEMITONE // 12, 1)
        bar = chroma.mean(2, keepdim=True).expand_as(chroma)
        about = self.about(seen)[:, :, None].expand(-1, -1, N_SEMITONE, -1)
        register = self.register[None, ..., None].expand(loud.shape[0], -1, -1, loud.shape[2])
        all_of_it = torch.cat([torch.stack([loud, chroma, bar], 1), about, register], 1)
        near = functional.relu(self.across(all_of_it))
        reach = _FRAMES_APART // 2
        later = functional.relu(self.along(padded(near, reach, reach)))
        made: Tensor = self.decide(later)
        return made


class _Layer(nn.Module):
    """What a frame makes of frames around it, and of the whole bar."""

    def __init__(self, width: int, dilation: int, dropout: float) -> None:
        super().__init__()
        self.norm = nn.BatchNorm1d(width)
        self.around = Conv(width, width, 3, dilation=dilation)
        self.whole = nn.Linear(width, width)
        self.dropout = nn.Dropout(dropout)
        self.out = nn.Conv1d(width, width, 1)

    def forward(self, x: Tensor) -> Tensor:
        seen = functional.relu(self.norm(x))
        seen = functional.relu(self.around(seen) + self.whole(seen.mean(2))[..., None])
        made: Tensor = x + self.out(self.dropout(seen))
        return made


def levels(power: Tensor) -> Tensor:
    """Decibels of `power` (n, 48, 212) below the loudest of either half, 1 to 0."""
    return torch.cat([_levels(power[..., :N_MEL]), _levels(power[..., N_MEL:])], -1)


def _levels(power: Tensor) -> Tensor:
    loudest = power.amax((1, 2), keepdim=True).clamp_min(1e-12)
    return 1 + 10 * torch.log10(power / loudest + 10 ** (-_RANGE_DB / 10)) / _RANGE_DB
