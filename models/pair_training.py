"""The training of `PairNet`, from top to bottom.

First what its sides tell together is taught inside pairs, as in `models.training`: to add what the
`FitNet` of another run, which stays as it is, misses. Then a weight for each of its terms is fitted
to lists of loops of the validation songs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from live.errors import ConfigError
from live.features import WINDOW_BEATS
from live.ranking.query import transpositions
from live.types import Floats
from models import experiment, partners, runs
from models.cache import Cache
from models.descent import Watch, descend, silently
from models.draws import Disguise, Stage
from models.kinds import Experiment, Pairing
from models.methods import fit
from models.nets.front import Heard
from models.nets.pair import TERMS, Inside, PairNet
from models.training import Pairs, listened

_KEYS = transpositions(6)[1:]
_BEATS = range(1, WINDOW_BEATS)

_FILE = "weights.json"
_AT_ONCE = 16  # loops: what is computed of more no longer fits into the processor's cache


def train(
    made: Pairing,
    cache: Cache,
    splits: Mapping[str, Stage],
    run: Path,
    watch: Watch = silently,
) -> None:
    """Train into the folder `run`, going on where an earlier call stopped.

    `splits` has the stages `train` and `valid`; `watch` learns the step and its figures. Raises
    `ConfigError` if the `FitNet` to build on is missing or has learnt from what is held out.
    """
    torch.manual_seed(made.seed)
    net = _begun(made, run)
    disguise = Disguise(made.gain_db, made.eq_db, made.swell)
    learnt = listened(cache, splits["train"].draws(made.draws, made.seed), disguise, made.seed)
    held = listened(cache, splits["valid"].draws(made.validation, 1), Disguise(0, 0, 0), 1)

    def ask() -> dict[str, Tensor]:
        pairs = learnt.some(torch.randperm(len(learnt.context.tones))[: made.batch])
        keys, beats = _some(_KEYS, made.keys), _some(_BEATS, made.beats)
        return questions(net, pairs.map(disguise.swelling), keys, beats)

    descend(net, made, run, ask, lambda: validate(net, held, made.batch), watch)
    net.load_state_dict(torch.load(run / runs.BEST, weights_only=True))
    _save(weighed(net.eval(), splits["valid"], made.lists), run)


def load(run: Path) -> PairNet:
    """The best network of a run, for use. Raises `ConfigError`."""
    made = experiment.saved_as(Pairing, run)
    net = PairNet(**asdict(made.net))
    net.load_state_dict(torch.load(run / runs.BEST, weights_only=True))
    named = json.loads((run / _FILE).read_text(encoding="utf-8"))
    net.weights.copy_(torch.tensor([named[term] for term in TERMS]))
    return net.eval()


def questions(
    net: PairNet, pairs: Pairs, keys: Sequence[int], beats: Sequence[int]
) -> dict[str, Tensor]:
    """Cross-entropies of the partner among what else is offered, by what is asked.

    The partner transposed by each of `keys`, begun by each of `beats` later, and spoilt.
    """
    context, partner, *spoilt = net.inside(_joined(pairs)).chunks(len(pairs))
    offered = {
        "key": [partner.moved(0, semitones) for semitones in keys],
        "beat": [partner.moved(later, 0) for later in beats],
        "spoilt": spoilt,
    }
    among = [partner, *(each for some in offered.values() for each in some)]
    # In one go: batch norm must not tell a spoilt copy by its batch.
    logits = net.taught(Inside.joined([context] * len(among)), Inside.joined(among))
    own, *rest = torch.split(logits.reshape(len(among), -1), [1, *map(len, offered.values())])
    return {name: _surprise(own, some) for name, some in zip(offered, rest, strict=True)}


@torch.no_grad()
def validate(net: PairNet, pairs: Pairs, batch: int) -> dict[str, float]:
    """The questions about `pairs`, with all transpositions and rotations."""
    rows = torch.split(torch.arange(len(pairs.context.tones)), batch)
    losses = [questions(net, pairs.some(some), _KEYS, _BEATS) for some in rows]
    return {name: float(np.mean([each[name] for each in losses])) for name in losses[0]}


@torch.no_grad()
def weighed(net: PairNet, stage: Stage, lists: int, seed: int = 0) -> Floats:
    """The weights (30,) of `TERMS`, for lists of the partner among loops of other songs of its
    corpus, from the songs of `stage`.
    """
    return partners.weights(
        stage,
        lambda sounds: inside(net, sounds),
        lambda sounding, among: net.terms(inside(net, [sounding]), among).numpy(),
        lists,
        seed,
    )


@torch.no_grad()
def inside(net: PairNet, sounds: Sequence[Floats]) -> Inside:
    """What `net` makes of `sounds` (192, 212)."""
    batches = (sounds[first : first + _AT_ONCE] for first in range(0, len(sounds), _AT_ONCE))
    heard = (net.fit.front(torch.from_numpy(np.stack(batch))) for batch in batches)
    return Inside.joined([net.inside(each) for each in heard])


def _begun(made: Pairing, run: Path) -> PairNet:
    """The untrained network around that of the run `made.after`. Raises `ConfigError`."""
    before = run.parent / made.after
    of_fit = experiment.saved_as(Experiment, before)
    if unheld := set(made.held_out) - set(of_fit.held_out):
        raise ConfigError(f"{before}: has learnt from {unheld.pop()}; build on another run")
    if made.net.width != of_fit.net.width:
        raise ConfigError(f"net.width = {made.net.width}: that of {before} is {of_fit.net.width}")
    net = PairNet(**asdict(made.net))
    net.fit.load_state_dict(fit.load(before).state_dict())
    return net


def _save(weights: Floats, run: Path) -> None:
    named = dict(zip(TERMS, map(float, weights), strict=True))
    (run / _FILE).write_text(json.dumps(named, indent=2) + "\n", encoding="utf-8")


def _joined(pairs: Pairs) -> Heard:
    return Heard(*map(torch.cat, zip(*pairs, strict=True)))


def _some(of: Sequence[int], count: int) -> list[int]:
    return [of[n] for n in torch.randperm(len(of))[:count].tolist()]


def _surprise(own: Tensor, others: Tensor) -> Tensor:
    """Mean cross-entropy of `own` (1, n) among `others` (m, n)."""
    lists = torch.cat([own, others]).T
    return functional.cross_entropy(lists, torch.zeros(lists.shape[0], dtype=torch.long))
