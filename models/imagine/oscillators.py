"""The semitones as tones that only wait to be told how loud.

Convolutions take very long to learn what keeps a low note's pitch: hundreds of thousands of steps
in RAVE, of which we have thousands. So the decoder has oscillators, as in DDSP (Engel et al., ICLR
2020), and the encoder hears what each of them has in common with the sound.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from live.features import N_SEMITONE
from live.types import Floats
from models.imagine.bar import BAR_SAMPLES, RATE
from models.imagine.circle import padded, risen
from models.imagine.pqmf import Pqmf

_C1_HZ = 440 * 2 ** (-45 / 12)
_WINDOWS = (512, 256)  # steps: 333 and 167 ms, as long as a sketch listens to its semitones

_INAUDIBLE = 1e-4
_HALVED = float(np.log(2))  # what a window takes of a sine that turns with the oscillator
_SHARPLY = 8.0

#: The logarithm of a loudness that counts as silence.
QUIET = float(np.log(1e-3))

#: Two of each semitone from C1 to B7, a quarter turn apart.
OSCILLATORS = 2 * N_SEMITONE

#: What is heard of a frame: each semitone through a longer and through a shorter window.
HEARD = len(_WINDOWS) * N_SEMITONE


class Oscillators(nn.Module):
    """Neither learns nor does it sound in more than one band at once."""

    def __init__(self) -> None:
        super().__init__()
        waves, bands = _waves()
        self.waves: Tensor
        self.bands: Tensor
        self.windows: Tensor
        self.register_buffer("waves", torch.from_numpy(waves), persistent=False)
        self.register_buffer("bands", torch.from_numpy(bands), persistent=False)
        self.register_buffer("windows", _hann(), persistent=False)

    def sounding(self, loudness: Tensor, factor: int) -> Tensor:
        """Bands (n, 16, factor * steps) of oscillators that are so loud (n, 168, steps)."""
        loud = risen(loudness, factor)
        waves = loud * self.waves[:, : loud.shape[-1]]
        return functional.conv1d(waves, self.bands.t()[..., None])

    def heard(self, bands: Tensor, hop: int) -> Tensor:
        """How loud each semitone is in `bands` (n, 16, steps), squared, through both windows.

        (n, 168, steps / hop), the windows of a semitone side by side.
        """
        own = functional.conv1d(bands, self.bands[..., None])
        alike = (own * self.waves[:, : bands.shape[-1]]).flatten(0, 1)[:, None]
        around = (max(_WINDOWS) - hop) // 2
        found = functional.conv1d(padded(alike, around, around), self.windows, stride=hop)
        turns = found.reshape(bands.shape[0], 2, HEARD, -1)
        power: Tensor = turns.square().sum(1)
        return power


def sharpened(heard: Tensor) -> Tensor:
    """Logarithms of how loud oscillators are that sound as what is `heard` (n, 168, frames) does.

    (n, 84, frames). Through a window a tone is heard in semitones around it as well: what is not
    louder than its neighbours is taken to be that.
    """
    shortest = heard[:, len(_WINDOWS) - 1 :: len(_WINDOWS)]
    logs = (shortest + _INAUDIBLE**2).log() / 2 + _HALVED
    loudest = functional.max_pool1d(logs.transpose(1, 2), 3, 1, 1).transpose(1, 2)
    return (logs + _SHARPLY * (logs - loudest)).clamp_min(QUIET)


def _hann() -> Tensor:
    """(2, 1, 512): the windows, one around the middle of the other."""
    windows = torch.zeros(len(_WINDOWS), 1, max(_WINDOWS))
    for window, size in zip(windows, _WINDOWS, strict=True):
        first = (max(_WINDOWS) - size) // 2
        window[0, first : first + size] = torch.hann_window(size) * 2 / size
    return windows


@cache
def _waves() -> tuple[Floats, Floats]:
    """The waves (168, 3072) in that band of 16 which each is loudest in, and which that is."""
    # Whole numbers of turns in a second, so that they go on where a bar or half of it begins anew.
    hertz = np.rint(_C1_HZ * 2 ** (np.arange(N_SEMITONE) / 12))
    turns = np.outer(hertz, np.arange(BAR_SAMPLES) / RATE)
    sounds = np.concatenate([np.sin(2 * np.pi * turns), np.cos(2 * np.pi * turns)])
    bands = Pqmf().analyse(torch.from_numpy(sounds.astype(np.float32))).numpy()
    loudest = np.square(bands).sum(axis=2).argmax(axis=1)
    chosen = np.eye(bands.shape[1], dtype=np.float32)[loudest]
    return np.einsum("obt,ob->ot", bands, chosen), chosen
