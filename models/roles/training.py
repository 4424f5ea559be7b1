"""The training of the networks that tell roles: ours and the paper's, from top to bottom.

All learn from the same loops and add loops of a batch to each other; each hears what it is made
for: ours the sketch's power, the paper's the sound.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional

from live import features
from live.types import Floats
from models import experiment, runs
from models.descent import Watch, descend, silently
from models.kinds import Tagging
from models.nets.hcnn import RoleCnn
from models.nets.tagger import TagNet
from models.roles import chances
from models.roles.material import FULL_SCALE, Material

Rows = npt.NDArray[np.intp]

_AT_ONCE = 64  # loops that are heard without training
_GAIN_DB = 6.0  # how much louder or quieter the loop that is added may be
_TILT_DB = 6.0  # by which ours hears the ends of the spectrum raised or lowered
_RAREST = 4.0  # what a rare role's loops count at most, beside those without it


class Batch(NamedTuple):
    """n loops: what the network hears of them (n, ...), and their roles (n, 6) as 0 and 1."""

    heard: Tensor
    roles: Tensor


class Ear(Protocol):
    """What a network hears of the loops, and what may be changed in it without changing roles."""

    def of(self, material: Material, rows: Rows) -> Tensor:
        """(n, ...) of `rows`; sounds add up in it."""

    def disguised(self, heard: Tensor) -> Tensor: ...


class OfSketch:
    """Power (n, 192, 212), for ours."""

    def of(self, material: Material, rows: Rows) -> Tensor:
        return torch.from_numpy(features.power(material.sketches[rows]))

    def disguised(self, heard: Tensor) -> Tensor:
        """Begun at another beat, brighter or darker."""
        beats = int(torch.randint(features.WINDOW_BEATS, ()))
        return heard.roll(beats * features.SKETCH_PER_BEAT, 1) * _tilt(len(heard))


class OfSound:
    """Samples (n, 48000), for the paper's."""

    def of(self, material: Material, rows: Rows) -> Tensor:
        return torch.from_numpy(material.audio[rows].astype(np.float32) / FULL_SCALE)

    def disguised(self, heard: Tensor) -> Tensor:
        """Begun elsewhere."""
        return heard.roll(int(torch.randint(heard.shape[1], ())), 1)


def train(made: Tagging, material: Material, run: Path, watch: Watch = silently) -> None:
    """Train into the folder `run`, going on where an earlier call stopped."""
    torch.manual_seed(made.seed)
    net, ear = network(made), ear_of(made)
    rows, held = (_allowed(material, split, made) for split in ("train", "valid"))
    held = np.random.default_rng(1).permutation(held)[: made.validation]
    counts = _counts(material.roles[rows])

    def ask() -> Mapping[str, Tensor]:
        some = rows[torch.randint(len(rows), (made.batch,)).numpy()]
        batch = _mixed(Batch(ear.of(material, some), _truth(material, some)), made.mixed)
        return {"roles": _loss(net(ear.disguised(batch.heard)), batch.roles, counts)}

    def validate() -> Mapping[str, float]:
        told = torch.from_numpy(logits(net, ear, material, held))
        return {"roles": _loss(told, _truth(material, held), counts).item()}

    descend(net, made, run, ask, validate, watch)
    chances.save(chances.fit(logits(load(run), ear, material, held), material.roles[held]), run)


def network(made: Tagging) -> nn.Module:
    """The untrained network of an experiment."""
    if made.kind == "tagger":
        return TagNet(made.width, made.dropout)
    return RoleCnn(made.kind == "hcnn", made.width, made.dropout)


def ear_of(made: Tagging) -> Ear:
    """What its network hears."""
    return OfSketch() if made.kind == "tagger" else OfSound()


def load(run: Path) -> nn.Module:
    """The best network of a run, for use. Raises `ConfigError`."""
    net = network(experiment.saved_as(Tagging, run))
    net.load_state_dict(torch.load(run / runs.BEST, weights_only=True, map_location="cpu"))
    return net.eval()


@torch.no_grad()
def logits(net: nn.Module, ear: Ear, material: Material, rows: Rows) -> Floats:
    """Log-odds (n, 6) of what loops play."""
    net.eval()
    parts = [rows[first : first + _AT_ONCE] for first in range(0, len(rows), _AT_ONCE)]
    told: Floats = np.concatenate([net(ear.of(material, part)).numpy() for part in parts])
    return told


def _allowed(material: Material, split: str, made: Tagging) -> Rows:
    rows = material.rows(split)
    return rows[[material.corpora[row] not in made.held_out for row in rows]]


def _truth(material: Material, rows: Rows) -> Tensor:
    return torch.from_numpy(material.roles[rows].astype(np.float32))


def _counts(roles: npt.NDArray[np.bool_]) -> Tensor:
    """What the loops of each role (6,) count: the rarer, the more."""
    share = roles.mean(axis=0).clip(1e-3, 1)
    return torch.from_numpy(np.sqrt((1 - share) / share).clip(1, _RAREST).astype(np.float32))


def _loss(told: Tensor, roles: Tensor, counts: Tensor) -> Tensor:
    return functional.binary_cross_entropy_with_logits(told, roles, pos_weight=counts)


def _mixed(batch: Batch, share: float) -> Batch:
    """Some loops of a batch with another one on top: they play what both do."""
    others = torch.randperm(len(batch.roles))
    chosen = (torch.rand(len(batch.roles)) < share).float()
    gains = chosen * 10 ** (torch.empty(len(chosen)).uniform_(-_GAIN_DB, _GAIN_DB) / 20)
    across = gains.reshape(-1, *[1] * (batch.heard.ndim - 1))
    return Batch(
        batch.heard + across * batch.heard[others],
        torch.maximum(batch.roles, chosen[:, None] * batch.roles[others]),
    )


def _tilt(loops: int) -> Tensor:
    """Factors of power (n, 1, 212): a random slope over mel bands and over semitones."""
    slopes = torch.empty(loops, 1, 1).uniform_(-_TILT_DB, _TILT_DB)
    ramps = [torch.linspace(-1, 1, size) for size in (features.N_MEL, features.N_SEMITONE)]
    return 10 ** (slopes * torch.cat(ramps) / 10)
