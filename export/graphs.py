"""Trained networks as `live.tasks` wants them: what goes in and comes out has the right names.

A network of another kind is a line in `_GRAPHS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from live.errors import ConfigError
from live.tasks import TASKS, WHOLE, Shapes
from live.types import Floats
from models import blend, methods
from models.nets import form
from models.nets.fit import FitNet
from models.nets.pair import PairNet
from models.nets.tagger import TagNet
from models.roles import chances
from models.roles.chances import Chances


class Graph(nn.Module):
    """A network whose inputs are those of `task`, in their order; it answers by name."""

    task: str

    def __init__(self, net: nn.Module) -> None:
        super().__init__()
        self.net = net
        self.eval()

    @property
    def inputs(self) -> Shapes:
        return TASKS[self.task][WHOLE].inputs

    @property
    def parameter_count(self) -> int:
        return sum(weights.numel() for weights in self.net.parameters())

    @torch.no_grad()
    def run(self, **arrays: Floats) -> dict[str, Floats]:
        """As `live.bundle.Bundle.run`, by torch."""
        made = self(*(torch.from_numpy(arrays[name]) for name in self.inputs))
        return {name: tensor.numpy() for name, tensor in made.items()}


class Embed(Graph):
    """Both sides of a `FitNet` and how a sound is made up, weighed as in `models.blend`.

    But for rhythm: on stage it chooses between the offsets of a loop, as it has learnt to.
    """

    task = "embed"
    net: FitNet

    def __init__(self, net: FitNet, weights: Floats) -> None:
        """`weights` (27,) of `models.blend.TERMS`."""
        super().__init__(net)
        self.weights: Tensor
        self.register_buffer("weights", torch.from_numpy(weights))

    def forward(self, power: Tensor) -> dict[str, Tensor]:
        heard = self.net.front(power)
        asked, offered = self.net.asked(heard), self.net.offered(heard)
        tonal = heard.tonal[:, None, None]
        to_tones, to_drums, harmony, _ = self.weights[: -len(form.NAMES)].unbind()
        return {
            "harmony": offered.harmony * tonal,
            "rhythm": offered.rhythm,
            "form": form.form(heard) * self.weights[-len(form.NAMES) :],
            "asked_harmony": asked.harmony * tonal * harmony,
            "asked_rhythm": asked.rhythm,
            "asked_tones": to_drums + (to_tones - to_drums) * heard.tonal,
        }


class Pair(Graph):
    """A network that answers one context and n candidates with log-odds (n,)."""

    task = "pair"

    def forward(self, heard: Tensor, candidate: Tensor) -> dict[str, Tensor]:
        return {"score": self.net(heard, candidate).sigmoid()}


class Tag(Graph):
    """A network that tells roles, as chances that can be believed."""

    task = "tag"

    def __init__(self, net: nn.Module, believed: Chances) -> None:
        super().__init__(net)
        self.slopes: Tensor
        self.levels: Tensor
        self.register_buffer("slopes", torch.from_numpy(believed.slopes))
        self.register_buffer("levels", torch.from_numpy(believed.levels))

    def forward(self, power: Tensor) -> dict[str, Tensor]:
        return {"roles": (self.net(power) * self.slopes + self.levels).sigmoid()}


_GRAPHS: Mapping[type[nn.Module], Callable[[Any, Path], Graph]] = {
    FitNet: lambda net, run: Embed(net, blend.saved(run)),
    PairNet: lambda net, run: Pair(net),
    TagNet: lambda net, run: Tag(net, chances.saved(run)),
}


def of_run(run: Path) -> Graph:
    """The best network of the training run in the folder `run`. Raises `ConfigError`."""
    net = methods.load(run)
    for kind, made in _GRAPHS.items():
        if isinstance(net, kind):
            return made(net, run)
    raise ConfigError(f"{run}: a {type(net).__name__} has no graph; give it one in {__name__}")
