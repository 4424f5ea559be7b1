"""Ours: how a loop fits what sounds, at every transposition and every beat offset at once.

A transposition is a roll of pitch classes and a beat offset is a roll of time, so both are built
into the network: it treats all pitches and all times alike, and what it makes of a loop rolls as
the loop does. It hears the context as a question (`asked`) and a loop as an answer (`offered`);
how well they fit is their correlation, and one pass of each side answers for all fixes. Both sides
begin as the rules' chroma and accents, of which they have the shape: training learns what these
miss, and the engine multiplies the same matrices.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from live.features import N_SEMITONE, SIXTEENTHS, WINDOW_BEATS
from live.ranking.query import CONSONANCE
from models.nets.front import FIRST_TONE, REGIONS, STEPS, Front, Heard

PITCHES = 12

_OCTAVES = N_SEMITONE // PITCHES
_REGISTERS = 3
_LOW, _HIGH = slice(0, 1), slice(4, None)  # regions whose accents are told apart
_QUIET = 1e-6
_BAR = 4  # beats
_ONE_OF_FOUR = 2.0  # the mean of four bars that agree keeps the norm of one


class Side(NamedTuple):
    """What n sounds ask for or offer: `harmony` (n, 16, 12), `rhythm` (n, 2, 16).

    Rhythm is that of a bar, the mean of four: what enters when within the window is known of all
    stems of a song, and says more about the song than about rhythm.
    """

    harmony: Tensor
    rhythm: Tensor


class FitNet(nn.Module):
    """What sounds ask for and what loops offer.

    Parameters
    ----------
    width
        Channels inside for harmony; twice as many for rhythm.
    dropout
        Share of the channels' values that a training step leaves out.
    """

    def __init__(self, width: int = 8, dropout: float = 0.1) -> None:
        super().__init__()
        self.front = Front()
        self.tones = _Tones(width, dropout)
        self.accents = _Accents(2 * width, dropout)
        self.ask = _Heads(width)
        self.offer = _Heads(width)
        self.scale = nn.Parameter(torch.tensor([2.0, 1.0]))
        self.consonance: Tensor
        self.register_buffer("consonance", _consonance(), persistent=False)

    def asked(self, heard: Heard) -> Side:
        """What all that sounds asks for, so scaled that its products with offers are logits."""
        rules = chroma(heard)
        tones, steps = self.tones(heard, rules), self.accents(heard)
        side = self.ask(tones, steps, rules @ self.consonance, accents(heard))
        by_harmony, by_rhythm = self.scale.exp()
        return Side(side.harmony * by_harmony, side.rhythm * by_rhythm)

    def offered(self, heard: Heard) -> Side:
        """What loops have to offer."""
        rules = chroma(heard)
        tones, steps = self.tones(heard, rules), self.accents(heard)
        side: Side = self.offer(tones, steps, rules, accents(heard))
        return side


def fixes(asked: Side, offered: Side) -> tuple[Tensor, Tensor]:
    """How the two sides of each pair fit: harmony (n, 16, 12) and rhythm (n, 16).

    At [rotation, transposition]: the offer moved by as many beats and semitones.
    """
    harmony = _correlation(asked.harmony, offered.harmony, (1, 2))
    rhythm = _correlation(asked.rhythm, offered.rhythm, (2,)).sum(1)
    by_beat = rhythm[:, :: SIXTEENTHS // _BAR]
    return harmony, by_beat.repeat(1, WINDOW_BEATS // _BAR)


def matches(asked: Side, offered: Side) -> tuple[Tensor, Tensor]:
    """Harmony and rhythm, each (m, n): how each of n offers fits each of m questions as it is."""
    harmony = asked.harmony.flatten(1) @ offered.harmony.flatten(1).T
    rhythm = asked.rhythm.flatten(1) @ offered.rhythm.flatten(1).T
    return harmony, rhythm


def chroma(heard: Heard) -> Tensor:
    """(n, 16, 12) of unit norm as a whole, or 0 without tones: the harmony of the rules."""
    tones = functional.pad(heard.tones[..., FIRST_TONE:], (FIRST_TONE, 0))
    summed = tones.reshape(-1, WINDOW_BEATS, _OCTAVES, PITCHES).sum(2)
    centred = summed - summed.mean(2, keepdim=True)
    unit: Tensor = centred / centred.flatten(1).norm(dim=1)[:, None, None].clamp_min(_QUIET)
    return unit


def accents(heard: Heard) -> Tensor:
    """(n, 2, 64) low and high onsets, each of unit norm: the rhythm of the rules, bar by bar."""
    both = [heard.onsets[..., bands].sum(2) for bands in (_LOW, _HIGH)]
    stacked = torch.stack(both, 1)
    unit: Tensor = stacked / stacked.norm(dim=2, keepdim=True).clamp_min(_QUIET)
    return unit


class _Tones(nn.Module):
    """Tones to channels over beats and pitch classes (n, width, 16, 12)."""

    def __init__(self, width: int, dropout: float) -> None:
        super().__init__()
        self.first = nn.Conv2d(_REGISTERS + 1, width, (3, PITCHES))
        self.norm = nn.BatchNorm2d(width)
        self.second = nn.Conv2d(width, width, 1)
        self.drop = nn.Dropout(dropout)
        self.registers: Tensor
        self.register_buffer("registers", _registers(), persistent=False)

    def forward(self, heard: Heard, rules: Tensor) -> Tensor:
        level = heard.tones.mean((1, 2), keepdim=True).clamp_min(_QUIET)
        apart = (heard.tones / level / 4)[:, None] * self.registers[:, None]
        folded = apart.reshape(-1, _REGISTERS, WINDOW_BEATS, _OCTAVES, PITCHES).sum(3)
        x = torch.cat([folded, 8 * rules[:, None]], 1)
        around = functional.pad(x, (0, PITCHES - 1, 1, 1), mode="circular")
        x = functional.relu(self.norm(self.first(around)))
        made: Tensor = self.drop(functional.relu(self.second(x)))
        return made


class _Accents(nn.Module):
    """Onsets and levels to channels over sixteenths (n, width, 64)."""

    def __init__(self, width: int, dropout: float) -> None:
        super().__init__()
        self.first = nn.Conv1d(2 * REGIONS, width, 5)
        self.norm = nn.BatchNorm1d(width)
        self.second = nn.Conv1d(width, width, 9)
        self.norm_again = nn.BatchNorm1d(width)
        self.drop = nn.Dropout(dropout)

    def forward(self, heard: Heard) -> Tensor:
        level = heard.levels.mean((1, 2), keepdim=True).clamp_min(1e-4)
        x = torch.cat([heard.onsets / level / 2, heard.levels / level / 3], 2).transpose(1, 2)
        x = functional.relu(self.norm(self.first(_around(x, 2))))
        made: Tensor = self.drop(x + functional.relu(self.norm_again(self.second(_around(x, 4)))))
        return made


class _Heads(nn.Module):
    """A side's view: what the rules know, and what is learnt beside it.

    Less its mean over pitch classes and over time: what is everywhere says nothing of a fix.
    """

    def __init__(self, width: int) -> None:
        super().__init__()
        self.harmony = nn.Conv2d(width, 1, 1)
        self.rhythm = nn.Conv1d(2 * width, 2, 1)
        for head in (self.harmony, self.rhythm):
            nn.init.normal_(head.weight, std=0.02)  # the rules alone, nearly
            nn.init.zeros_(head.bias)  # type: ignore[arg-type]

    def forward(self, tones: Tensor, steps: Tensor, chroma: Tensor, accents: Tensor) -> Side:
        harmony = chroma + self.harmony(tones)[:, 0]
        rhythm = accents + self.rhythm(steps)
        bar = rhythm.reshape(-1, 2, STEPS // SIXTEENTHS, SIXTEENTHS).mean(2) * _ONE_OF_FOUR
        return Side(harmony - harmony.mean(2, keepdim=True), bar - bar.mean(2, keepdim=True))


def _correlation(asked: Tensor, offered: Tensor, axes: tuple[int, ...]) -> Tensor:
    """Products of `asked` with `offered` rolled by as much as the place along `axes`."""
    sizes = [asked.shape[axis] for axis in axes]
    product = torch.fft.rfftn(asked, dim=axes) * torch.fft.rfftn(offered, dim=axes).conj()
    found: Tensor = torch.fft.irfftn(product, s=sizes, dim=axes)
    return found


def _around(x: Tensor, steps: int) -> Tensor:
    return functional.pad(x, (steps, steps), mode="circular")


def _consonance() -> Tensor:
    """(12, 12), as `live.ranking.query` has it."""
    return torch.stack([torch.tensor(CONSONANCE).roll(pitch) for pitch in range(PITCHES)])


def _registers() -> Tensor:
    """(3, 84): how much each semitone counts as low, middle and high.

    They go over into each other slowly, so that a transposition stays nearly a roll.
    """
    places = torch.linspace(0, _REGISTERS - 1, N_SEMITONE)
    return (1 - (places - torch.arange(_REGISTERS)[:, None]).abs()).clamp_min(0)
