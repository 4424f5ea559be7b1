"""What the networks hear first: tones and onsets, told apart as the rules do, without weights.

It is `live.features.profile` before anything is summed up, in operations that ONNX has. Because
nothing here is learnt, training listens to each draw once and keeps what it heard.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from live.features import (
    N_MEL,
    N_SEMITONE,
    SKETCH_PER_BEAT,
    SKETCH_SHAPE,
    WINDOW_BEATS,
)

#: Regions of the mel bands in which onsets are told apart.
REGIONS = 8
#: Steps of time at which they are: the sixteenths of 16 beats.
STEPS = 4 * WINDOW_BEATS

#: The lowest semitone that counts: below it kick drums sound.
FIRST_TONE = 16

_TONAL = (0.1, 0.2)  # the share of tones in drum loops, and in most others
_STEADY = 5  # frames, and semitones: medians over them tell tones from percussion and from noise
_FLAT = 7
_SPILL = 0.15  # of a tone's power reaches each neighbour
_INAUDIBLE = 1e-7
_CUBE_ROOT = 1 / 3  # loudness after Stevens' law


class Heard(NamedTuple):
    """n sounds of 16 beats.

    Attributes
    ----------
    tones
        (n, 16, 84) loudness of what is steady and narrow, a row a beat.
    onsets, levels
        (n, 64, 8) rises of loudness and loudness itself, a row a sixteenth.
    tonal
        (n,) 0..1: `Profile.tonal`.
    """

    tones: Tensor
    onsets: Tensor
    levels: Tensor
    tonal: Tensor


class Front(nn.Module):
    """Power (n, 192, 212) to `Heard`."""

    def forward(self, power: Tensor) -> Heard:
        mel, semitone = power[..., :N_MEL], power[..., N_MEL:]
        loud = loudness(mel)
        tones = steady_tones(semitone)
        by_beat = tones.reshape(-1, WINDOW_BEATS, SKETCH_PER_BEAT, N_SEMITONE).mean(2)
        return Heard(by_beat, onsets(loud), levels(loud), _tonal(tones, semitone))


def median(of: list[Tensor]) -> Tensor:
    """The element-wise median of an odd number of tensors, by exchanges alone.

    A sort that stops when half of them are in place: ONNX has no median.
    """
    left = list(of)
    for last in range(len(of) - 1, len(of) // 2 - 1, -1):
        for i in range(last):
            low = torch.minimum(left[i], left[i + 1])
            left[i + 1] = torch.maximum(left[i], left[i + 1])
            left[i] = low
    return left[len(of) // 2]


def loudness(mel: Tensor) -> Tensor:
    """Of the power of mel bands, of any shape; 0 for silence."""
    loud: Tensor = mel.clamp_min(_INAUDIBLE) ** _CUBE_ROOT - _INAUDIBLE**_CUBE_ROOT
    return loud


def steady_tones(semitone: Tensor) -> Tensor:
    """(n, 192, 84): loudness of what is steady and narrow in the power of semitones."""
    beside = functional.pad(semitone, (1, 1))
    narrow = semitone - _SPILL * (beside[..., :-2] + beside[..., 2:])
    loud = narrow.clamp_min(1e-20) ** _CUBE_ROOT
    steady = median([loud.roll(k, 1) for k in range(-(_STEADY // 2), _STEADY // 2 + 1)])
    wide = functional.pad(steady, (_FLAT // 2, _FLAT // 2), mode="replicate")
    flat = median([wide[..., k : k + N_SEMITONE] for k in range(_FLAT)])
    return (steady - flat).clamp_min(0)


def _tonal(tones: Tensor, semitone: Tensor) -> Tensor:
    loud = semitone[..., FIRST_TONE:].clamp_min(1e-20) ** _CUBE_ROOT
    share = tones[..., FIRST_TONE:].sum((1, 2)) / loud.sum((1, 2)).clamp_min(1e-9)
    low, high = _TONAL
    return ((share - low) / (high - low)).clamp(0, 1)


def onsets(loud: Tensor) -> Tensor:
    """(n, 64, 8): rises of the loudness (n, 192, 128) of mel bands, by sixteenth and region."""
    rise = (loud - loud.roll(1, 1)).clamp_min(0)
    return _by_region(rise.roll(1, 1)).sum(2)  # an onset lies in the frames around its sixteenth


def levels(loud: Tensor) -> Tensor:
    """(n, 64, 8): the loudness itself."""
    return _by_region(loud).mean(2)


def _by_region(frames: Tensor) -> Tensor:
    """(n, 192, 128) to (n, 64, 3, 8)."""
    return frames.reshape(-1, STEPS, SKETCH_SHAPE[0] // STEPS, REGIONS, N_MEL // REGIONS).sum(4)
