"""All that can say how well loops fit: what is measured, side by side on the same questions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from torch import nn

from live.errors import ConfigError
from live.types import Floats
from models import experiment, pair_training
from models.cache import Cache
from models.draws import Stage
from models.kinds import AnyExperiment, Combiner, Experiment, Pairing, Stages, Tagging
from models.methods import fit
from models.methods.chance import Chance
from models.methods.fit import Fit
from models.methods.linear import Linear
from models.methods.nlc import Nlc
from models.methods.pair import Pair
from models.methods.rules import Rules
from models.methods.stages import TwoStage
from models.roles import training as tagging
from models.variants import Variant

__all__ = [
    "NAMED",
    "Chance",
    "Fit",
    "Linear",
    "Method",
    "Nlc",
    "Pair",
    "Rules",
    "TwoStage",
    "load",
    "opened",
]


class Method(Protocol):
    """Something that says how well loops fit what sounds."""

    @property
    def parameters(self) -> int:
        """Numbers that were learnt from music."""

    def scores(self, context: Sequence[int], variants: Sequence[Variant]) -> Floats:
        """(n,) the more the better, of `variants` while the rows `context` of the cache sound.

        No context is silence. What it takes to describe plain loops may be remembered.
        """


#: Those that need no run: they learn at once, if at all, from the songs of a stage.
NAMED: Mapping[str, Callable[[Stage], Method]] = {
    "chance": lambda learnt: Chance(),
    "rules": lambda learnt: Rules(learnt.cache),
    "linear": Linear.fitted,
}


def opened(cache: Cache, run: Path) -> Method:
    """What was trained into the folder `run`. Raises `ConfigError`."""
    kind = type(experiment.saved(run))
    if kind not in _OPENED:
        raise ConfigError(f"{run}: tells roles, not how loops fit; `roles evaluate` measures it")
    return _OPENED[kind](cache, run)


_OPENED: Mapping[type[AnyExperiment], Callable[[Cache, Path], Method]] = {
    Experiment: Fit,
    Pairing: Pair,
    Stages: TwoStage,
    Combiner: Nlc,
}


def load(run: Path) -> nn.Module:
    """The best network of a run of what ships, for use. Raises `ConfigError`."""
    made = experiment.saved(run)
    if isinstance(made, Pairing):
        return pair_training.load(run)
    return tagging.load(run) if isinstance(made, Tagging) else fit.load(run)
