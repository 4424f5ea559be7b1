"""The training of `FitNet`, from top to bottom.

All questions but one are asked inside a pair: which of 12 transpositions, which of 16 rotations,
itself or a spoilt copy. Both sides of such a contrast share whatever gives a song away, so only how
they fit can answer. The true partner among those of other songs can be told by less, so it counts
less.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from models import draws as drawing
from models.cache import Cache
from models.draws import Disguise, Draw, Stage
from models.experiment import Experiment, save
from models.nets.fit import FitNet, Side

CHECKPOINT = "checkpoint.pt"
BEST = "best.pt"
CURVES = "curves.csv"

_WARM_UP = 50
_CLIP = 1.0

Figures = Mapping[str, float]


def train(
    experiment: Experiment,
    cache: Cache,
    splits: Mapping[str, Stage],
    run: Path,
    watch: Callable[[int, Figures], None] = lambda step, figures: None,
) -> None:
    """Train into the folder `run`, going on where an earlier call stopped.

    `splits` has the stages `train` and `valid`; `watch` learns the step and its figures.
    """
    run.mkdir(parents=True, exist_ok=True)
    save(experiment, run)
    torch.manual_seed(experiment.seed)
    net = FitNet(**asdict(experiment.net))
    optimiser = torch.optim.AdamW(net.parameters(), experiment.rate, weight_decay=experiment.decay)
    state = _resumed(run / CHECKPOINT, net, optimiser)
    held = splits["valid"].draws(experiment.validation, seed=1)
    disguise = Disguise(experiment.gain_db, experiment.eq_db)

    while state["step"] < experiment.steps and state["stale"] < experiment.patience:
        # Seeded by the step: a run that was stopped goes on with the draws it would have had.
        random = np.random.default_rng((experiment.seed, state["step"]))
        for group in optimiser.param_groups:
            group["lr"] = experiment.rate * _schedule(state["step"], experiment.steps)
        draws = splits["train"].batch(experiment.batch, random)
        context, partner = disguise.sides(cache, draws, random)
        net.train()
        losses = questions(net, context, partner, drawing.spoilt(partner, random))
        loss = _weighed(losses, asdict(experiment.losses))
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), _CLIP)
        optimiser.step()
        state["step"] += 1
        if state["step"] % experiment.validate_every == 0 or state["step"] == experiment.steps:
            figures = validate(net, cache, held)
            score = _weighed(figures, asdict(experiment.losses))
            state["stale"] = 0 if score < state["best"] else state["stale"] + 1
            if score < state["best"]:
                state["best"] = score
                torch.save(net.state_dict(), run / BEST)
            trained = {f"train_{name}": value.item() for name, value in losses.items()}
            _append(run / CURVES, {"step": state["step"], **trained, **figures})
            _checkpoint(run / CHECKPOINT, net, optimiser, state)
            watch(state["step"], figures)


def questions(net: FitNet, context: Tensor, partner: Tensor, spoilt: Tensor) -> dict[str, Tensor]:
    """Cross-entropies of the four questions, for pairs (n, 192, 212); the truth is always first."""
    asked, offered = net.asked(context), net.offered(partner)
    harmony, rhythm = net.fixes(asked, offered)
    first = torch.zeros(len(context), dtype=torch.long)
    itself = harmony[:, 0, 0] + rhythm[:, 0]
    return {
        "key": functional.cross_entropy(harmony[:, 0], first),
        "beat": functional.cross_entropy(harmony[:, :, 0] + rhythm, first),
        "partner": functional.cross_entropy(
            net.matches(asked, offered), torch.arange(len(context))
        ),
        "spoilt": functional.softplus(_fit(net, asked, net.offered(spoilt)) - itself).mean(),
    }


@torch.no_grad()
def validate(net: FitNet, cache: Cache, draws: list[Draw]) -> dict[str, float]:
    """The questions on `draws` without a disguise."""
    net.eval()
    disguise, random = Disguise(0.0, 0.0), np.random.default_rng(2)
    found = []
    for first in range(0, len(draws), 50):
        context, partner = disguise.sides(cache, draws[first : first + 50], random)
        losses = questions(net, context, partner, drawing.spoilt(partner, random))
        found.append({name: value.item() for name, value in losses.items()})
    return {name: float(np.mean([each[name] for each in found])) for name in found[0]}


def _fit(net: FitNet, asked: Side, offered: Side) -> Tensor:
    harmony, rhythm = net.fixes(asked, offered)
    return harmony[:, 0, 0] + rhythm[:, 0]


def _weighed(values: Mapping[str, Any], weights: Mapping[str, float]) -> Any:
    return sum(weights[name] * value for name, value in values.items())


def _schedule(step: int, steps: int) -> float:
    """Up in a few steps, then down to 0 along a cosine."""
    return min(1.0, (step + 1) / _WARM_UP) * (1 + float(np.cos(np.pi * step / steps))) / 2


def _resumed(file: Path, net: nn.Module, optimiser: torch.optim.Optimizer) -> dict[str, Any]:
    if not file.exists():
        return {"step": 0, "best": float("inf"), "stale": 0}
    saved = torch.load(file, weights_only=True)
    net.load_state_dict(saved["net"])
    optimiser.load_state_dict(saved["optimiser"])
    state: dict[str, Any] = saved["state"]
    return state


def _checkpoint(
    file: Path, net: nn.Module, optimiser: torch.optim.Optimizer, state: dict[str, Any]
) -> None:
    """All that is needed to go on, there as a whole or as it was before."""
    unfinished = file.with_suffix(".tmp")
    torch.save(
        {"net": net.state_dict(), "optimiser": optimiser.state_dict(), "state": state}, unfinished
    )
    unfinished.rename(file)


def _append(file: Path, row: Mapping[str, float]) -> None:
    fresh = not file.exists()
    with file.open("a", encoding="utf-8", newline="") as out:
        rows = csv.DictWriter(out, list(row))
        if fresh:
            rows.writeheader()
        rows.writerow(row)
