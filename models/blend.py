"""From what a `FitNet` hears to one score: few weights, so that no song can be learnt by heart.

The network itself learns inside pairs only, and cannot know how much a good key is worth beside a
good rhythm when loops of other songs are the alternative. The weights are fitted to lists of such,
of the songs that the network was validated on.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np
import torch
from torch import Tensor

from live.types import Floats
from models import partners
from models.draws import Stage
from models.nets import form
from models.nets.fit import FitNet, Side, matches
from models.nets.terms import TERMS as TERMS
from models.nets.terms import columns

#: What is kept of it in the folder of a run.
WEIGHTS = "weights.json"

_AT_ONCE = 32  # loops: what is computed of more no longer fits into the processor's cache
_DRAWS = 1500


class Known(NamedTuple):
    """What a `FitNet` knows of n sounds: (n, 16, 12), (n, 2, 16), (n,) and (n, 23)."""

    harmony: Tensor
    rhythm: Tensor
    tonal: Tensor
    form: Tensor

    @property
    def side(self) -> Side:
        return Side(self.harmony, self.rhythm)

    def some(self, rows: Sequence[int]) -> Known:
        return Known(*(part[list(rows)] for part in self))

    def moved(self, beats: Sequence[int], semitones: Sequence[int]) -> Known:
        """Copies of the only one, begun so many beats later and that much higher."""
        fixes = list(zip(beats, semitones, strict=True))
        return self.some([0] * len(fixes))._replace(
            harmony=torch.stack([self.harmony[0].roll(fix, (0, 1)) for fix in fixes]),
            rhythm=torch.stack([self.rhythm[0].roll(4 * beat, 1) for beat, _ in fixes]),
        )

    @classmethod
    def joined(cls, parts: Sequence[Known]) -> Self:
        return cls(*map(torch.cat, zip(*parts, strict=True)))


@torch.no_grad()
def asked(net: FitNet, sounds: Floats) -> Known:
    """What `sounds` (n, 192, 212) ask for."""
    heard = net.front(torch.from_numpy(sounds))
    return Known(*net.asked(heard), heard.tonal, form.form(heard))


@torch.no_grad()
def offered(net: FitNet, sounds: Sequence[Floats]) -> Known:
    """What loops (192, 212) offer."""
    parts = []
    for first in range(0, len(sounds), _AT_ONCE):
        heard = net.front(torch.from_numpy(np.stack(sounds[first : first + _AT_ONCE])))
        parts.append(Known(*net.offered(heard), heard.tonal, form.form(heard)))
    return Known.joined(parts)


def terms(asked: Known, offered: Known) -> Floats:
    """(n, 27) of n offers to the one that asks: see `TERMS`."""
    harmony, rhythm = (part[0] for part in matches(asked.side, offered.side))
    tonal, forms = (asked.tonal, offered.tonal), (asked.form, offered.form)
    found: Floats = columns(harmony, rhythm, tonal, forms).numpy()
    return found


def fit(net: FitNet, stage: Stage, draws: int = _DRAWS, seed: int = 0) -> Floats:
    """The weights (27,) of `TERMS`, for lists of the partner among loops of other songs of its
    corpus, from the songs of `stage`.
    """
    return partners.weights(
        stage,
        lambda sounds: offered(net, sounds),
        lambda sounding, among: terms(asked(net, sounding[None]), among),
        draws,
        seed,
    )


def save(weights: Floats, run: Path) -> None:
    """Keep `weights` in the folder of the run."""
    named = dict(zip(TERMS, map(float, weights), strict=True))
    (run / WEIGHTS).write_text(json.dumps(named, indent=2) + "\n", encoding="utf-8")


def saved(run: Path) -> Floats:
    """The weights of the run in the folder `run`."""
    named = json.loads((run / WEIGHTS).read_text(encoding="utf-8"))
    return np.array([named[term] for term in TERMS], np.float32)
