"""The steps that all training of ours takes, whatever is asked of the network."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from models import experiment, runs
from models.kinds import Autoencoding, Experiment, Imagining, Pairing, Tagging
from models.runs import Figures

_WARM_UP = 50
_CLIP = 1.0

Watch = Callable[[int, Figures], None]


def silently(step: int, figures: Figures) -> None:
    """Watches nothing."""


def descend(
    net: nn.Module,
    made: Experiment | Pairing | Tagging | Autoencoding | Imagining,
    run: Path,
    ask: Callable[[], Mapping[str, Tensor]],
    validate: Callable[[], Figures],
    watch: Watch = silently,
) -> None:
    """Train `net` into the folder `run`, going on where an earlier call stopped.

    `ask` gives the losses of a step by their names in `made.losses`, and `validate` what they are
    on other songs. `watch` learns the step and its figures.
    """
    run.mkdir(parents=True, exist_ok=True)
    experiment.save(made, run)
    optimiser = torch.optim.AdamW(net.parameters(), made.rate, weight_decay=made.decay)
    state = runs.resumed(run, net, optimiser)
    weights = asdict(made.losses)

    while state["step"] < made.steps and state["stale"] < made.patience:
        # Seeded by the step: a run that was stopped goes on with the batches it would have had.
        torch.manual_seed(hash((made.seed, state["step"])))
        for group in optimiser.param_groups:
            group["lr"] = made.rate * _schedule(state["step"], made.steps)
        net.train()
        losses = ask()
        loss = sum((weights[name] * value for name, value in losses.items()), torch.zeros(()))
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), _CLIP)
        optimiser.step()
        state["step"] += 1
        if state["step"] % made.validate_every == 0 or state["step"] == made.steps:
            net.eval()
            figures = validate()
            score = sum(weights[name] * value for name, value in figures.items())
            trained = {f"train_{name}": value.item() for name, value in losses.items()}
            runs.keep(run, net, optimiser, state, score, {**trained, **figures})
            watch(state["step"], figures)


def _schedule(step: int, steps: int) -> float:
    """Up in a few steps, then down to 0 along a cosine."""
    return min(1.0, (step + 1) / _WARM_UP) * (1 + float(np.cos(np.pi * step / steps))) / 2
