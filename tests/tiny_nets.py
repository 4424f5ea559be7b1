"""Networks of a few weights that can be exported, and runs that hold one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from live.features import N_MEL, N_SEMITONE
from live.types import ROLES, Floats
from models import blend, experiment, runs
from models.kinds import Experiment, Net, Tagging
from models.nets.fit import FitNet
from models.nets.pair import PairNet
from models.nets.tagger import TagNet
from models.roles import chances


def fit(seed: int = 0) -> FitNet:
    """Not yet trained, with more of its own than the rules have."""
    torch.manual_seed(seed)
    net = FitNet(width=3)
    for side in (net.ask, net.offer):
        nn.init.normal_(side.harmony.weight)
        nn.init.normal_(side.rhythm.weight)
    return net.eval()


#: Of `models.blend.TERMS`; no two alike.
WEIGHTS: Floats = np.linspace(0.5, 2.0, len(blend.TERMS), dtype=np.float32)


def run(folder: Path, *held_out: str, seed: int = 0) -> Path:
    """A training run whose best network is that of `fit`, with `WEIGHTS`."""
    folder.mkdir()
    experiment.save(Experiment(name="tiny", held_out=held_out, net=Net(width=3)), folder)
    torch.save(fit(seed).state_dict(), folder / runs.BEST)
    blend.save(WEIGHTS, folder)
    return folder


def pair(seed: int = 0) -> PairNet:
    """Not yet trained; all that it can tell counts."""
    torch.manual_seed(seed)
    net = PairNet(width=2)
    nn.init.normal_(net.weights)
    return net.eval()


class TinyPair(nn.Module):
    """Log-odds of the sum's loudness."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.bands = nn.Linear(N_MEL + N_SEMITONE, 1)

    def forward(self, heard: Tensor, candidate: Tensor) -> Tensor:
        loud = (heard + candidate).clamp_min(1e-9) ** (1 / 3)
        made: Tensor = self.bands(loud.mean(1)).squeeze(1)
        return made


def tagger(seed: int = 0) -> TagNet:
    """Not yet trained."""
    torch.manual_seed(seed)
    return TagNet(width=2).eval()


def tagger_run(folder: Path) -> Path:
    """A training run whose best network is that of `tagger`, with chances of its own."""
    folder.mkdir()
    experiment.save(Tagging(name="tiny", width=2), folder)
    torch.save(tagger().state_dict(), folder / runs.BEST)
    slopes = np.linspace(0.5, 2, len(ROLES), dtype=np.float32)
    chances.save(chances.Chances(slopes, slopes - 1), folder)
    return folder
