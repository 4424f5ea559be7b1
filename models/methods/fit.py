"""A trained `FitNet` with its weights, as the engine uses it: loops are listened to once.

What a loop offers rolls as the loop does, so every transposition and every rotation is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

import torch

from live.errors import ConfigError
from live.mixing import mixed
from live.types import Floats
from models import blend, experiment, runs
from models.blend import Known
from models.cache import Cache
from models.draws import power
from models.kinds import Experiment
from models.nets.fit import FitNet, matches
from models.variants import Variant


class Fit:
    """The run in the folder `run`, on the loops of `cache`."""

    def __init__(self, cache: Cache, run: Path) -> None:
        self._cache = cache
        self.net = load(run)
        self._weights = blend.saved(run)
        self._known: dict[Variant, Known] = {}

    @property
    def parameters(self) -> int:
        return sum(each.numel() for each in self.net.parameters()) + len(self._weights)

    def scores(self, context: Sequence[int], variants: Sequence[Variant]) -> Floats:
        """What alters a loop counts as the network has learnt it inside pairs, not by the weights,
        which are for different loops. So it is on stage.
        """
        sounds = mixed(power(self._cache, row) for row in context)
        asked = blend.asked(self.net, sounds[None])
        plain = self._offered([Variant(each.row) for each in variants])
        gained = _inside(asked, self._offered(variants)) - _inside(asked, plain)
        found: Floats = blend.terms(asked, plain) @ self._weights + gained
        return found

    def _offered(self, variants: Sequence[Variant]) -> Known:
        unmoved = [replace(each, transpose=0, rotate=0) for each in variants]
        unknown = [each for each in dict.fromkeys(unmoved) if each not in self._known]
        if unknown:
            sounds = [each.of(power(self._cache, each.row)) for each in unknown]
            made = blend.offered(self.net, sounds)
            self._known |= {each: made.some([n]) for n, each in enumerate(unknown)}
        moved = (
            self._known[own].moved([each.rotate], [each.transpose])
            for own, each in zip(unmoved, variants, strict=True)
        )
        return Known.joined(list(moved))


def _inside(asked: Known, offered: Known) -> Floats:
    """(n,) log-odds of n offers as the network was trained to have them."""
    harmony, rhythm = matches(asked.side, offered.side)
    found: Floats = (harmony + rhythm)[0].numpy()
    return found


def load(run: Path) -> FitNet:
    """The best network of a run, for use. Raises `ConfigError`."""
    made = experiment.saved(run)
    if not isinstance(made, Experiment):
        raise ConfigError(f"{run}: is no run of a FitNet; `python -m models train fit` makes one")
    net = FitNet(**asdict(made.net))
    net.load_state_dict(torch.load(run / runs.BEST, weights_only=True))
    return net.eval()
