"""What a training run leaves in its folder: the best network, curves, and all it takes to go on."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.optim import Optimizer

CHECKPOINT = "checkpoint.pt"
BEST = "best.pt"
CURVES = "curves.csv"

Figures = Mapping[str, float]

#: How far a run is: its `step`, the `best` score yet, and for how many validations that stands.
State = dict[str, Any]


def resumed(run: Path, net: nn.Module, optimiser: Optimizer) -> State:
    """Where the run in the folder `run` goes on; `net` and `optimiser` become as they were."""
    if not (run / CHECKPOINT).exists():
        return {"step": 0, "best": float("inf"), "stale": 0}
    saved = torch.load(run / CHECKPOINT, weights_only=True, map_location="cpu")
    net.load_state_dict(saved["net"])
    optimiser.load_state_dict(saved["optimiser"])
    state: State = saved["state"]
    return state


def keep(
    run: Path, net: nn.Module, optimiser: Optimizer, state: State, score: float, figures: Figures
) -> None:
    """Write down a validation, and the network if its `score`, the less the better, is the best."""
    state["stale"] = 0 if score < state["best"] else state["stale"] + 1
    if score < state["best"]:
        state["best"] = score
        torch.save(net.state_dict(), run / BEST)
    _append(run / CURVES, {"step": state["step"], **figures})
    _checkpoint(run / CHECKPOINT, net, optimiser, state)


def _checkpoint(file: Path, net: nn.Module, optimiser: Optimizer, state: State) -> None:
    """All that is needed to go on, there as a whole or as it was before."""
    unfinished = file.with_suffix(".tmp")
    torch.save(
        {"net": net.state_dict(), "optimiser": optimiser.state_dict(), "state": state}, unfinished
    )
    unfinished.rename(file)


def _append(file: Path, row: Figures) -> None:
    fresh = not file.exists()
    with file.open("a", encoding="utf-8", newline="") as out:
        rows = csv.DictWriter(out, list(row))
        if fresh:
            rows.writeheader()
        rows.writerow(row)
