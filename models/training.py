"""The training of `FitNet`, from top to bottom.

All questions are asked inside a pair: which of 12 transpositions, which of 16 rotations, itself or
a spoilt copy. Both sides of such a contrast share whatever gives a song away, so only how they fit
can answer. Telling the partner from loops of other songs can be learnt by less, and is: see
`models/LOG.md`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from models import draws as drawing
from models.cache import Cache
from models.descent import Watch, descend, silently
from models.draws import Disguise, Draw, Stage
from models.kinds import Experiment
from models.nets.fit import FitNet, Side, fixes
from models.nets.front import Front, Heard

_AT_ONCE = 50  # draws


class Pairs(NamedTuple):
    """n pairs as they are heard: what sounds, its partner, and the partner spoilt in two ways."""

    context: Heard
    partner: Heard
    reversed: Heard
    rearranged: Heard

    def some(self, rows: Tensor) -> Pairs:
        return Pairs(*(Heard(*(part[rows] for part in heard)) for heard in self))

    def map(self, change: Callable[[Heard], Heard]) -> Pairs:
        return Pairs(*map(change, self))


def train(
    experiment: Experiment,
    cache: Cache,
    splits: Mapping[str, Stage],
    run: Path,
    watch: Watch = silently,
) -> None:
    """Train into the folder `run`, going on where an earlier call stopped.

    `splits` has the stages `train` and `valid`; `watch` learns the step and its figures.
    """
    torch.manual_seed(experiment.seed)
    net = FitNet(**asdict(experiment.net))
    disguise = Disguise(experiment.gain_db, experiment.eq_db, experiment.swell)
    drawn = splits["train"].draws(experiment.draws, experiment.seed)
    learnt = listened(cache, drawn, disguise, experiment.seed)
    held = listened(cache, splits["valid"].draws(experiment.validation, 1), Disguise(0, 0, 0), 1)

    def ask() -> dict[str, Tensor]:
        rows = torch.randperm(len(drawn))[: experiment.batch]
        return questions(net, learnt.some(rows).map(disguise.swelling))

    descend(net, experiment, run, ask, lambda: validate(net, held), watch)


@torch.no_grad()
def listened(cache: Cache, draws: Sequence[Draw], disguise: Disguise, seed: int) -> Pairs:
    """What `draws` sound like under `disguise`; every step hears the same again, swelling anew."""
    front, random = Front(), np.random.default_rng(seed)
    parts = []
    for first in range(0, len(draws), _AT_ONCE):
        context, partner = disguise.sides(cache, draws[first : first + _AT_ONCE], random)
        copies = (drawing.spoilt(partner, kind, random) for kind in ("reverse", "rearrange"))
        parts.append(Pairs(*map(front, (context, partner, *copies))))
    return Pairs(
        *(Heard(*map(torch.cat, zip(*side, strict=True))) for side in zip(*parts, strict=True))
    )


def questions(net: FitNet, pairs: Pairs) -> dict[str, Tensor]:
    """Cross-entropies of the three questions; the truth is always first."""
    asked = net.asked(pairs.context)
    # In one go: batch norm must not tell a spoilt copy by its batch.
    offers = net.offered(Heard(*map(torch.cat, zip(*pairs[1:], strict=True))))
    offered, *spoilt = (
        Side(*parts) for parts in zip(*(part.chunk(3) for part in offers), strict=True)
    )
    harmony, rhythm = fixes(asked, offered)
    first = torch.zeros(len(harmony), dtype=torch.long)
    own = _fit(asked, offered)
    return {
        "key": functional.cross_entropy(harmony[:, 0], first),
        "beat": functional.cross_entropy(harmony[:, :, 0] + rhythm, first),
        "spoilt": torch.stack([functional.softplus(_fit(asked, s) - own) for s in spoilt]).mean(),
    }


@torch.no_grad()
def validate(net: FitNet, pairs: Pairs) -> dict[str, float]:
    """The questions about `pairs`."""
    net.eval()
    return {name: value.item() for name, value in questions(net, pairs).items()}


def _fit(asked: Side, offered: Side) -> Tensor:
    parts = zip(asked, offered, strict=True)
    return torch.stack([(one * other).flatten(1).sum(1) for one, other in parts]).sum(0)
