"""The training of the Neural Loop Combiner's ten rows, from top to bottom.

As in the paper (section 4): two networks by five samplings of what does not fit, SGD with momentum,
batches of 128 pairs of which half fit. What the paper leaves open: the rate, and that the best
network by validation loss is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import torch

from live.errors import ConfigError
from models import experiment, metrics, runs
from models.kinds import Combiner
from models.nets.nlc import CombinerNet, MixNet, TwinNet
from models.runs import Figures
from models.trios import Trio, Trios

_AT_ONCE = 64  # pairs of validation


def train(
    made: Combiner,
    splits: Mapping[str, Trios],
    run: Path,
    watch: Callable[[int, Figures], None] = lambda step, figures: None,
) -> None:
    """Train into the folder `run`, going on where an earlier call stopped.

    `splits` has `train` and `valid`; `watch` learns the step and its figures.
    """
    run.mkdir(parents=True, exist_ok=True)
    experiment.save(made, run)
    torch.manual_seed(made.seed)
    net = network(made.kind).to(device())
    optimiser = torch.optim.SGD(net.parameters(), made.rate, momentum=made.momentum)
    state = runs.resumed(run, net, optimiser)
    held = _held(splits["valid"], made.validation // 2)

    while state["step"] < made.steps and state["stale"] < made.patience:
        # Seeded by the step: a run that was stopped goes on with the draws it would have had.
        random = np.random.default_rng((made.seed, state["step"]))
        torch.manual_seed(int(random.integers(2**63)))
        net.train()
        loss = net.loss(*net.contrast(*_moved(splits["train"].batch(made.batch // 2, random))))
        optimiser.zero_grad()
        torch.autograd.backward(loss)
        optimiser.step()
        state["step"] += 1
        if state["step"] % made.validate_every == 0 or state["step"] == made.steps:
            figures = {"train": loss.item(), **validate(net, held)}
            runs.keep(run, net, optimiser, state, figures["loss"], figures)
            watch(state["step"], figures)


def network(kind: str) -> CombinerNet:
    """The untrained network of a `kind` as experiments name it."""
    return MixNet() if kind == "cnn" else TwinNet()


def load(run: Path) -> CombinerNet:
    """The best network of a run, for use. Raises `ConfigError`."""
    made = experiment.saved(run)
    if not isinstance(made, Combiner):
        raise ConfigError(f"{run}: is no run of a Combiner; `python -m models train nlc-...` is")
    net = network(made.kind)
    net.load_state_dict(torch.load(run / runs.BEST, weights_only=True, map_location="cpu"))
    return net.eval()


@torch.no_grad()
def validate(net: CombinerNet, held: list[Trio]) -> dict[str, float]:
    """Loss, and how often what fits scores above what does not (area under ROC)."""
    net.eval()
    scores = [net.contrast(*_moved(trio)) for trio in held]
    fits, fits_not = (torch.cat(each).cpu() for each in zip(*scores, strict=True))
    area = metrics.area_under_roc(fits.numpy(), fits_not.numpy())
    return {"loss": net.loss(fits, fits_not).item(), "auc": area}


def device() -> torch.device:
    """A GPU where there is one."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def _held(trios: Trios, pairs: int) -> list[Trio]:
    random = np.random.default_rng(1)
    return [trios.batch(min(_AT_ONCE, pairs - n), random) for n in range(0, pairs, _AT_ONCE)]


def _moved(trio: Trio) -> Trio:
    context, partner, negative = (bars.to(device(), non_blocking=True) for bars in trio)
    return context, partner, negative
