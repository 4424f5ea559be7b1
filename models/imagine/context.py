"""What a predictor hears of the 16 beats that sound: steady tones, onsets and levels.

Nothing of it is learnt (`models.nets.front`), so training hears every query once.
"""

from __future__ import annotations

from typing import NamedTuple, Self

import torch
from torch import Tensor

from live.features import N_MEL, N_SEMITONE
from models.nets.front import FIRST_TONE, REGIONS, levels, loudness, onsets, steady_tones

#: Numbers that are told of a sixteenth.
HITS = 2 * REGIONS

_EQ_DB = 6.0
_CUBE_ROOT = 1 / 3
_QUIET = 1e-6
_USUAL_TONES, _USUAL_ONSETS, _USUAL_LEVELS = 4.0, 2.0, 3.0  # beside the mean of what is heard


class Context(NamedTuple):
    """n windows of 16 beats, the bar that is asked about first.

    Attributes
    ----------
    tones
        (n, 84, 192) loudness of what is steady and narrow.
    hits
        (n, 16, 64) onsets and levels of eight regions, a column a sixteenth.
    """

    tones: Tensor
    hits: Tensor

    @classmethod
    def of(cls, power: Tensor) -> Self:
        """What is heard of `power` (n, 192, 212), at any level."""
        loud = loudness(power[..., :N_MEL])
        rises, holds = onsets(loud), levels(loud)
        level = holds.mean((1, 2), keepdim=True).clamp_min(1e-4)
        hits = torch.cat([rises / _USUAL_ONSETS, holds / _USUAL_LEVELS], 2) / level
        tones = steady_tones(power[..., N_MEL:])
        mean = tones.mean((1, 2), keepdim=True).clamp_min(_QUIET)
        return cls((tones / mean / _USUAL_TONES).transpose(1, 2), hits.transpose(1, 2))

    def disguised(self) -> Self:
        """Through an equaliser each, so that no song is known by its sound."""
        decibels = torch.empty(len(self.hits), REGIONS, 1).uniform_(-_EQ_DB, _EQ_DB)
        gains = 10 ** (decibels / 10 * _CUBE_ROOT)
        return self._replace(hits=self.hits * gains.repeat(1, 2, 1))

    def transposed(self, semitones: int) -> Self:
        """The tones higher by so many `semitones`."""
        return self._replace(tones=self.tones.roll(semitones, 1))


def chroma(tones: Tensor) -> Tensor:
    """(n, 12, frames) of `tones` (n, 84, frames): each column's mean is 0, the whole about 1."""
    heard = torch.cat([torch.zeros_like(tones[:, :FIRST_TONE]), tones[:, FIRST_TONE:]], 1)
    found = folded(heard)
    found = found - found.mean(1, keepdim=True)
    level = found.square().mean((1, 2), keepdim=True).sqrt()
    return found / level.clamp_min(1e-3)


def folded(tones: Tensor) -> Tensor:
    """(n, 12, ...): semitones (n, 84, ...) of all octaves together."""
    return tones.reshape(tones.shape[0], N_SEMITONE // 12, 12, *tones.shape[2:]).sum(1)
