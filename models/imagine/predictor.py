"""Ours: what sounds to the code of the bar that is missing and its key, and to what it is like.

A transposition moves what is expected as it moves what is heard: that is built in, and begins as
"the tones that sound already". Which code it is, is told by all 16 beats, so that the bars of a
loop have the same; which key, by the bar.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from live.features import N_SEMITONE, SIXTEENTHS
from models.imagine.bar import FRAMES
from models.imagine.circle import Conv
from models.imagine.codebook import Codebook
from models.imagine.context import HITS, Context, chroma, folded
from models.items import BEATS_PER_BAR

_DILATIONS = (1, 2, 4, 8)
_PITCHES = 12
_OCTAVES = N_SEMITONE // _PITCHES
_BEAT = FRAMES // BEATS_PER_BAR  # frames
_HEARD = 3  # ways to hear what sounds at a beat: there, in the bar, in all 16
_FORGETFUL = 0.5
_QUIET = 1e-3


class Guess(NamedTuple):
    """What is expected of the bar that is missing.

    `harmony` (n, 4, 12) is the chroma of its beats and `rhythm` (n, 2, 16) its low and high
    accents, as in `live.features.Profile` but at any level; `codes` (n, k) are log-probabilities.
    """

    harmony: Tensor
    rhythm: Tensor
    codes: Tensor


class Predictor(nn.Module):
    """Context to `Guess`, and what is guessed to latents.

    Parameters
    ----------
    codebook
        What it chooses among.
    width
        Channels of what hears rhythm.
    """

    def __init__(self, codebook: Codebook, width: int = 64, dropout: float = 0.2) -> None:
        super().__init__()
        self.harmony = _Harmony()
        self.rhythm = _Rhythm(width, dropout)
        self.style = _Style(len(codebook.codes), width)
        self.sure = nn.Parameter(torch.tensor(1.0))
        self.codes: Tensor
        self.pitches: Tensor
        self.rows: Tensor
        self.register_buffer("codes", codebook.codes)
        self.register_buffer("pitches", _told(codebook.codes))
        self.register_buffer("rows", _moved_rows(codebook))
        self.shifts = codebook.shifts

    def forward(self, context: Context) -> Guess:
        harmony = self.harmony(context.tones)
        if len(self.shifts) == 1:
            harmony = torch.zeros_like(harmony)  # what is in no key is expected in none
        return Guess(harmony, self.rhythm(context.hits), self.style(context))

    def keys(self, harmony: Tensor, codes: Tensor) -> Tensor:
        """How probable each of the shifts of `codes` (n,) is, (n, shifts) logarithms, where
        `harmony` (n, 4, 12) is expected.
        """
        expected = harmony / harmony.flatten(1).norm(dim=1)[:, None, None].clamp_min(_QUIET)
        own = self.pitches[codes]
        alike = [(expected * own.roll(shift, 2)).sum((1, 2)) for shift in self.shifts]
        return functional.log_softmax(self.sure.exp() * torch.stack(alike, 1), 1)

    def drawn(self, guess: Guess, noise: Tensor) -> Tensor:
        """Latents (n, latent, 48) of one of the bars that could be missing.

        `noise` (n, k) from Gumbel's distribution draws codes as probable as they are; less of it
        keeps to what is more probable, and 0 is the most probable. The key is always that: a part
        in another one would be as real, but who asks for one wants it in this.
        """
        codes = (guess.codes + noise).argmax(1)
        shifts = self.keys(guess.harmony, codes).argmax(1)
        rows = self.rows[shifts][..., None].expand(-1, -1, FRAMES)
        return self.codes[codes].gather(1, rows)


class _Harmony(nn.Module):
    """Tones (n, 84, 192) to the chroma (n, 4, 12) that is expected in the beats of the first bar.

    The same in every key.
    """

    def __init__(self) -> None:
        super().__init__()
        self.weights = nn.Parameter(0.01 * torch.randn(1, _HEARD, _PITCHES))
        self.weights.data[:, :, 0] = 1 / _HEARD  # the pitch itself

    def forward(self, tones: Tensor) -> Tensor:
        beats = functional.avg_pool1d(chroma(tones), _BEAT)
        own = beats[..., :BEATS_PER_BAR]
        bar, ever = (each.mean(2, keepdim=True).expand_as(own) for each in (own, beats))
        heard = torch.stack([own, bar, ever], 1)
        around = torch.cat([heard, heard[:, :, :-1]], 2)
        found = functional.conv2d(around, self.weights[..., None])[:, 0].transpose(1, 2)
        return found - found.mean(2, keepdim=True)


class _Rhythm(nn.Module):
    """Hits (n, 16, 64) to the accents (n, 2, 16) that are expected in the first bar."""

    def __init__(self, width: int, dropout: float) -> None:
        super().__init__()
        self.first = nn.Conv1d(2 * HITS, width, 1)
        self.places = nn.Parameter(0.1 * torch.randn(width, SIXTEENTHS))
        self.layers = nn.ModuleList(_Layer(width, step, dropout) for step in _DILATIONS)
        self.last = nn.Conv1d(width, 2, 1)

    def forward(self, hits: Tensor) -> Tensor:
        seen = self.first(torch.cat([hits[..., :SIXTEENTHS], _usual(hits)], 1)) + self.places
        for layer in self.layers:
            seen = layer(seen)
        found: Tensor = self.last(functional.relu(seen))
        return found


class _Style(nn.Module):
    """A context to log-probabilities (n, k) of codes, from what all 16 beats have in common."""

    def __init__(self, codes: int, width: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(HITS * SIXTEENTHS + _OCTAVES, width),
            nn.ReLU(),
            nn.Dropout(_FORGETFUL),
            nn.Linear(width, codes),
        )

    def forward(self, context: Context) -> Tensor:
        loud = context.tones.mean(2)
        octaves = loud.reshape(loud.shape[0], _OCTAVES, _PITCHES).mean(2)
        told = torch.cat([_usual(context.hits).flatten(1), octaves], 1)
        return functional.log_softmax(self.layers(told), 1)


class _Layer(nn.Module):
    """What a sixteenth makes of those around it, and of the whole bar."""

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


def _usual(hits: Tensor) -> Tensor:
    """(n, 16, 16): the mean bar of `hits` (n, 16, 64)."""
    return hits.reshape(*hits.shape[:2], -1, SIXTEENTHS).mean(2)


def _told(codes: Tensor) -> Tensor:
    """(k, 4, 12) of length 1: the chroma of the beats of `codes`, whose tones are logarithms."""
    found = folded(functional.avg_pool1d(codes[:, :N_SEMITONE].exp(), _BEAT)).transpose(1, 2)
    found = found - found.mean(2, keepdim=True)
    unit: Tensor = found / found.flatten(1).norm(dim=1)[:, None, None].clamp_min(_QUIET)
    return unit


def _moved_rows(codebook: Codebook) -> Tensor:
    """(shifts, latent): which number of a code comes to each place if it is shifted."""
    rows = torch.arange(codebook.codes.shape[1])
    tones, others = rows[:N_SEMITONE], rows[N_SEMITONE:]
    return torch.stack([torch.cat([tones.roll(shift), others]) for shift in codebook.shifts])
