"""Ours: how a loop fits what sounds, at every transposition and every beat offset at once.

A transposition is a roll of pitch classes and a beat offset is a roll of time, so both are built
into the network: it treats all pitches and all times alike, and what it makes of a loop rolls as
the loop does. It hears the context as a question (`ask`) and a loop as an answer (`offer`); how
well they fit is their correlation, and one pass of each side answers for all 12 x 16 fixes. That is
the shape of the rules' chroma and accents, so the engine can multiply the same matrices.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from live.features import N_MEL, SKETCH_SHAPE, WINDOW_BEATS

PITCHES = 12
#: Steps of time that accents are told apart by: sixteenths of the 16 beats.
STEPS = 4 * WINDOW_BEATS

_OCTAVES = 7
_REGISTERS = 3
_LOUDNESS = 1 / 3  # the exponent: Stevens' law, as in `live.features`
_QUIET = 1e-9


@dataclass(frozen=True, slots=True)
class Side:
    """What one side of n pairs is heard as: `harmony` (n, k, 16, 12) and `rhythm` (n, k, 64)."""

    harmony: Tensor
    rhythm: Tensor


class FitNet(nn.Module):
    """Power (n, 192, 212) to what each loop asks for and what it offers.

    Parameters
    ----------
    width
        Channels inside.
    harmonies, rhythms
        Channels of the two outputs.
    """

    def __init__(self, width: int = 16, harmonies: int = 1, rhythms: int = 4) -> None:
        super().__init__()
        self.tones = _Tones(width)
        self.accents = _Accents(2 * width)
        self.ask = _Head(2 * width, harmonies, rhythms)
        self.offer = _Head(2 * width, harmonies, rhythms)
        self.scale = nn.Parameter(torch.zeros(2))

    def asked(self, power: Tensor) -> Side:
        """What `power`, the sum of all that sounds, asks for."""
        made: Side = self.ask(self.tones(power[..., N_MEL:]), self.accents(power[..., :N_MEL]))
        return made

    def offered(self, power: Tensor) -> Side:
        """What `power`, one loop, has to offer."""
        made: Side = self.offer(self.tones(power[..., N_MEL:]), self.accents(power[..., :N_MEL]))
        return made

    def fixes(self, asked: Side, offered: Side) -> tuple[Tensor, Tensor]:
        """How the two sides of each pair fit: harmony (n, 16, 12) and rhythm (n, 16).

        At [rotation, transposition]: the offer moved by as many beats and semitones.
        """
        harmony = correlation(asked.harmony, offered.harmony)
        rhythm = correlation(asked.rhythm, offered.rhythm)[:, :: STEPS // WINDOW_BEATS]
        by_harmony, by_rhythm = self.scale.exp()
        return by_harmony * harmony / WINDOW_BEATS, by_rhythm * rhythm / STEPS

    def matches(self, asked: Side, offered: Side) -> Tensor:
        """(m, n): how each of n offers fits each of m questions as it is."""
        by_harmony, by_rhythm = self.scale.exp()
        harmony = asked.harmony.flatten(1) @ offered.harmony.flatten(1).T
        rhythm = asked.rhythm.flatten(1) @ offered.rhythm.flatten(1).T
        matched: Tensor = by_harmony * harmony / WINDOW_BEATS + by_rhythm * rhythm / STEPS
        return matched


def correlation(asked: Tensor, offered: Tensor) -> Tensor:
    """Sums over the channels (dimension 1) of cyclic correlations over all later dimensions.

    At [i, ...] it is the product with `offered` rolled by i.
    """
    sizes = asked.shape[2:]
    axes = tuple(range(2, asked.dim()))
    product = torch.fft.rfftn(asked, dim=axes) * torch.fft.rfftn(offered, dim=axes).conj()
    summed: Tensor = torch.fft.irfftn(product, s=sizes, dim=axes).sum(1)
    return summed


class _Tones(nn.Module):
    """Semitone power (n, 192, 84) to channels over beats and pitch classes (n, 2 width, 16, 12)."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = _Layer(nn.Conv2d(1, width, (5, 3)), width)
        self.second = _Layer(nn.Conv2d(width, width, 3), width)
        self.fold = _Layer(nn.Conv2d(width * _REGISTERS, 2 * width, 1), 2 * width)
        self.mix = _Layer(nn.Conv2d(2 * width, 2 * width, (3, PITCHES)), 2 * width)
        self.registers: Tensor
        self.register_buffer("registers", _registers(), persistent=False)

    def forward(self, power: Tensor) -> Tensor:
        loud = _levelled(power.clamp_min(_QUIET) ** _LOUDNESS)
        steps = loud.reshape(len(loud), 1, STEPS, -1, loud.shape[-1]).mean(3)
        x = self.second(_beside(self.first(_beside(steps, 2)), 1))
        x = functional.avg_pool2d(x, (STEPS // WINDOW_BEATS, 1))
        x = self.fold(self._by_pitch_class(x))
        mixed: Tensor = x + self.mix(_around(x, 1, PITCHES - 1))
        return mixed

    def _by_pitch_class(self, x: Tensor) -> Tensor:
        """(n, k, 16, 84) to (n, k registers, 16, 12): octaves are summed, each register apart."""
        weighted = x[:, :, None] * self.registers[:, None]
        return weighted.reshape(*weighted.shape[:4], -1, PITCHES).sum(4).flatten(1, 2)


class _Accents(nn.Module):
    """Mel power (n, 192, 128) to channels over sixteenths (n, width, 64)."""

    _BANDS = 32

    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = _Layer(nn.Conv1d(2 * self._BANDS, width, 5), width, flat=True)
        self.gather = _Layer(nn.Conv1d(width, width, 3, stride=3), width, flat=True)
        self.mix = _Layer(nn.Conv1d(width, width, 9), width, flat=True)

    def forward(self, power: Tensor) -> Tensor:
        loud = power.clamp_min(100 * _QUIET) ** _LOUDNESS
        loud = _levelled(loud.reshape(*loud.shape[:2], self._BANDS, -1).mean(3))
        rise = (loud - loud.roll(1, 1)).clamp_min(0)
        x = torch.cat([loud / 3, rise], 2).transpose(1, 2)
        x = self.first(functional.pad(x, (2, 2), mode="circular"))
        x = self.gather(x.roll(1, 2))  # an onset lies in the frames around its sixteenth
        mixed: Tensor = x + self.mix(functional.pad(x, (4, 4), mode="circular"))
        return mixed


class _Head(nn.Module):
    """A side's view of what was heard, less its mean: what is everywhere says nothing of a fix."""

    def __init__(self, width: int, harmonies: int, rhythms: int) -> None:
        super().__init__()
        self.harmony = nn.Conv2d(width, harmonies, (1, PITCHES))
        self.rhythm = nn.Conv1d(width, rhythms, 1)

    def forward(self, tones: Tensor, accents: Tensor) -> Side:
        harmony = self.harmony(_around(tones, 0, PITCHES - 1))
        rhythm = self.rhythm(accents)
        return Side(harmony - harmony.mean(3, keepdim=True), rhythm - rhythm.mean(2, keepdim=True))


class _Layer(nn.Module):
    def __init__(self, convolution: nn.Module, width: int, *, flat: bool = False) -> None:
        super().__init__()
        norm = nn.BatchNorm1d(width) if flat else nn.BatchNorm2d(width)
        self.layers = nn.Sequential(convolution, norm, nn.ReLU())

    def forward(self, x: Tensor) -> Tensor:
        made: Tensor = self.layers(x)
        return made


def _registers() -> Tensor:
    """(3, 84): how much each semitone counts as low, middle and high; the same for all pitches.

    They go over into each other slowly, so that a transposition stays nearly a roll.
    """
    places = torch.linspace(0, _REGISTERS - 1, _OCTAVES * PITCHES)
    shares = (1 - (places - torch.arange(_REGISTERS)[:, None]).abs()).clamp_min(0)
    octaves = shares.reshape(_REGISTERS, _OCTAVES, PITCHES)
    return (octaves / octaves.sum(1, keepdim=True)).reshape(_REGISTERS, -1)


def _beside(x: Tensor, steps: int) -> Tensor:
    """`x` (n, k, time, semitone) with `steps` before and after, and a semitone on both sides.

    What is beyond the range sounds as its end, or silence would have a pitch.
    """
    wide = functional.pad(x, (1, 1, 0, 0), mode="replicate")
    return functional.pad(wide, (0, 0, steps, steps), mode="circular")


def _around(x: Tensor, beats: int, pitches: int) -> Tensor:
    """`x` (n, k, time, pitch) continued as what comes round: time on both sides, pitch upwards."""
    return functional.pad(x, (0, pitches, beats, beats), mode="circular")


def _levelled(loud: Tensor) -> Tensor:
    """At one mean level, so that gain changes nothing."""
    return loud / loud.mean((1, 2), keepdim=True).clamp_min(1e-4) / 2


assert SKETCH_SHAPE == (3 * STEPS, N_MEL + _OCTAVES * PITCHES)
