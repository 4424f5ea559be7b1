"""Bars that stand for many: what is imagined is one of them, in some key.

A mean of all bars that would fit is a blur, and few songs do not teach a network to draw sharp ones
(`models/LOG.md`). So the latents are quantised, bar by bar (van den Oord et al., Neural discrete
representation learning, NeurIPS 2017): of bars that are alike but for their key the mean is sharp.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Self

import torch
from torch import Tensor
from torch.nn import functional

from live.errors import ConfigError
from live.features import N_SEMITONE
from models.imagine.bar import FRAMES

#: Semitones by which a code may be transposed.
SHIFTS = tuple(range(-6, 6))

_SIXTEENTHS = 16
_ROUNDS = 12
_SHARED = 2  # songs that a code must be of: no song is kept as it is
_NEAREST = 0.5  # of those songs, whose nearest bars it is the mean of
_AT_ONCE = 512


@dataclass(frozen=True, slots=True, eq=False)
class Codebook:
    """`codes` (k, latent, 48), each in whatever key, and the `shifts` that they may be moved by."""

    codes: Tensor
    shifts: tuple[int, ...]

    @classmethod
    def fitted(
        cls, latents: Tensor, songs: Sequence[Hashable], size: int, shifts: tuple[int, ...]
    ) -> Self:
        """Of `latents` (n, latent, 48) of bars of `songs`: k-means that looks through all `shifts`.

        `size` is how many it begins with; what only one song has is left out. Raises `ConfigError`
        if nothing is shared.
        """
        counts = Counter(songs)
        weights = torch.tensor([counts[song] ** -0.5 for song in songs])
        begin = torch.multinomial(weights, min(size, len(latents)))
        found = cls(latents[begin], shifts)
        for _ in range(_ROUNDS):
            found = found._moved(latents, weights)
        return found._shared(latents, songs)

    def nearest(self, latents: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Of each of `latents` (n, latent, 48) its code, by which of the shifts it is that (n,),
        and how far it is from it.
        """
        parts = [self._nearest(part) for part in torch.split(latents, _AT_ONCE)]
        codes, places, apart = (torch.cat(each) for each in zip(*parts, strict=True))
        return codes, places, apart

    def _nearest(self, latents: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        codes = _pooled(self.codes)
        size = codes.square().sum(1)
        # To move a bar back is as good as to move the code.
        apart = torch.stack(
            [size - 2 * _pooled(shifted(latents, -shift)) @ codes.T for shift in self.shifts]
        )
        least, places = apart.min(0)
        best, found = least.min(1)
        rows = torch.arange(len(latents))
        return found, places[rows, found], best + _pooled(latents).square().sum(1)

    def _moved(self, latents: Tensor, weights: Tensor) -> Self:
        found, places, _ = self.nearest(latents)
        return type(self)(
            torch.stack([
                self._mean(latents, weights, places, torch.nonzero(found == code)[:, 0], kept)
                for code, kept in enumerate(self.codes)
            ]),
            self.shifts,
        )  # fmt: skip

    def _shared(self, latents: Tensor, songs: Sequence[Hashable]) -> Self:
        """The codes of two songs or more, each the mean of one bar of half of those songs."""
        found, places, apart = self.nearest(latents)
        even = torch.ones(len(latents))
        made = []
        for code, kept in enumerate(self.codes):
            own = torch.nonzero(found == code)[:, 0]
            nearest: dict[Hashable, int] = {}
            for row in own[apart[own].argsort()].tolist():
                nearest.setdefault(songs[row], row)
            if len(nearest) >= _SHARED:
                rows = list(nearest.values())[: max(_SHARED, round(_NEAREST * len(nearest)))]
                made.append(self._mean(latents, even, places, torch.tensor(rows), kept))
        if not made:
            raise ConfigError(f"{len(self.codes)} codes: no two songs share one; give fewer codes")
        return type(self)(torch.stack(made), self.shifts)

    def _mean(
        self, latents: Tensor, weights: Tensor, places: Tensor, rows: Tensor, other: Tensor
    ) -> Tensor:
        """Of the bars `rows` in the key of their code; `other` where there are none."""
        if not len(rows):
            return other
        back = [-self.shifts[place] for place in places[rows].tolist()]
        bars = torch.stack(
            [shifted(latents[row], by) for row, by in zip(rows.tolist(), back, strict=True)]
        )
        share = weights[rows] / weights[rows].sum()
        mean: Tensor = (share[:, None, None] * bars).sum(0)
        return mean


def shifted(latents: Tensor, semitones: int) -> Tensor:
    """`latents` (..., latent, 48), whose first 84 numbers are tones, so many `semitones` higher."""
    tones, others = latents[..., :N_SEMITONE, :], latents[..., N_SEMITONE:, :]
    return torch.cat([tones.roll(semitones, -2), others], -2)


def _pooled(latents: Tensor) -> Tensor:
    """(n, latent * 16): by sixteenths, which is as near as bars need to be compared."""
    return functional.avg_pool1d(latents, FRAMES // _SIXTEENTHS).flatten(1)
