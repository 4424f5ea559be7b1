"""How a loop is made up: after how many beats it comes round, and where within a beat it plays.

What fits a song repeats as the song does. That was learnt from no song's sound, and of all that
tells loops of one song from loops of others it is what held on songs from elsewhere.
"""

from __future__ import annotations

import torch
from torch import Tensor

from live.features import WINDOW_BEATS
from models.nets.fit import chroma
from models.nets.front import STEPS, Heard

_LAGS = (1, 2, 4, 8)  # beats
_SHORT = (1, 2, 3)  # sixteenths
_SIXTEENTHS = STEPS // WINDOW_BEATS

#: What `form` says, in its order.
NAMES = (
    *(f"onsets again after {lag}" for lag in _LAGS),
    *(f"harmony again after {lag}" for lag in _LAGS),
    *(f"onsets on sixteenth {place}" for place in range(1, _SIXTEENTHS + 1)),
    *(f"loudness again after {lag} sixteenths" for lag in _SHORT),
    *(f"loudness again after {lag}" for lag in _LAGS),
    *(f"low onsets again after {lag}" for lag in _LAGS),
)


def form(heard: Heard) -> Tensor:
    """(n, 23), each -1..1 or about it: see `NAMES`."""
    lags = [lag * _SIXTEENTHS for lag in _LAGS]
    hits, loud = heard.onsets.sum(2), heard.levels.sum(2)
    onsets = _again(hits, lags)
    harmony = _again(chroma(heard), _LAGS) * heard.tonal[:, None]
    places = hits.reshape(-1, WINDOW_BEATS, _SIXTEENTHS).mean(1)
    shares = places / places.sum(1, keepdim=True).clamp_min(1e-9)
    loudness = _again(loud - loud.mean(1, keepdim=True), [*_SHORT, *lags])
    low = _again(heard.onsets[..., 0], lags)
    return torch.cat([onsets, harmony, shares, loudness, low], 1)


def _again(x: Tensor, lags: tuple[int, ...] | list[int]) -> Tensor:
    """(n, lags): how alike `x` (n, time, ...) is to itself so much later; 0 in silence."""
    flat = x.flatten(1)
    whole = flat.square().sum(1).clamp_min(1e-9)
    return torch.stack([(flat * x.roll(lag, 1).flatten(1)).sum(1) / whole for lag in lags], 1)
