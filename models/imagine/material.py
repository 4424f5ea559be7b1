"""The bars that an autoencoder learns from: those of the loops of one role."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import soxr
import torch
from torch import Tensor

from live.types import ROLES
from models.cache import Cache
from models.describe import BAR_RATE
from models.imagine.bar import RATE
from models.split import Splits

Rows = npt.NDArray[np.intp]

_FULL_SCALE = 32767
_AUDIBLE = 0.005  # a peak of less is silence, which tells an autoencoder nothing


class Bars:
    """Those of the loops of `cache` whose likeliest role is `role`, but for corpora held out."""

    def __init__(
        self, cache: Cache, splits: Splits, role: str, held_out: Sequence[str] = ()
    ) -> None:
        self._cache = cache
        self._rows = of_role(cache, role)
        self._songs = [(cache.items[row].corpus, cache.items[row].song) for row in self._rows]
        self._splits = ["" if song[0] in held_out else splits.get(song, "") for song in self._songs]

    def songs(self, split: str) -> list[Rows]:
        """The rows of each song of `split`, which may have many or few."""
        found: dict[tuple[str, str], list[int]] = {}
        for row, song, own in zip(self._rows.tolist(), self._songs, self._splits, strict=True):
            if own == split:
                found.setdefault(song, []).append(row)
        return [np.array(rows) for rows in found.values()]

    def sounds(self, rows: Sequence[int] | Rows) -> Tensor:
        return sounds(self._cache, rows)


def of_role(cache: Cache, role: str) -> Rows:
    """The rows whose likeliest role that is, and whose bar is not silent."""
    rows = np.flatnonzero(np.asarray(cache.roles).argmax(axis=1) == ROLES.index(role))
    peaks = [int(np.abs(cache.bars[row].astype(np.int32)).max()) for row in rows]
    return rows[np.array(peaks, np.intp) >= _AUDIBLE * _FULL_SCALE]


def sounds(cache: Cache, rows: Sequence[int] | Rows) -> Tensor:
    """The bars (n, 49152) of `rows`."""
    bars = np.asarray(cache.bars[np.asarray(rows)], np.float32).T / _FULL_SCALE
    # All in one go, as if they were channels.
    return torch.from_numpy(np.ascontiguousarray(soxr.resample(bars, BAR_RATE, RATE).T))


def drawn(songs: Sequence[Rows], count: int) -> list[int]:
    """`count` rows by torch's generator, all songs equally often whatever they have."""
    chosen = [songs[int(torch.randint(len(songs), ()))] for _ in range(count)]
    return [int(rows[int(torch.randint(len(rows), ()))]) for rows in chosen]
