"""What a training run is made of. An experiment file holds only what differs from this."""

from __future__ import annotations

import json
import tomllib
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from live import config
from live.errors import ConfigError

_SAVED = "experiment.json"

FOLDER = Path(__file__).parent / "experiments"


@dataclass(frozen=True, slots=True)
class Losses:
    """How much each question counts: the true key of 12, the true beat of 16, the true partner of
    the batch, and the partner itself among its spoilt copies.
    """

    key: float = 1.0
    beat: float = 1.0
    partner: float = 0.3
    spoilt: float = 0.3


@dataclass(frozen=True, slots=True)
class Net:
    width: int = 16
    harmonies: int = 1
    rhythms: int = 4


@dataclass(frozen=True, slots=True)
class Experiment:
    """One run. `held_out` corpora are neither trained nor validated on."""

    name: str = "fit"
    held_out: tuple[str, ...] = ()
    net: Net = field(default_factory=Net)
    losses: Losses = field(default_factory=Losses)
    context: int = 3
    gain_db: float = 6.0
    eq_db: float = 8.0
    batch: int = 64
    steps: int = 1500
    rate: float = 2e-3
    decay: float = 1e-2
    validate_every: int = 100
    validation: int = 400
    patience: int = 8
    seed: int = 0


def load(name: str) -> Experiment:
    """The experiment `name` of those that ship, or of a TOML file. Raises `ConfigError`."""
    path = Path(name) if name.endswith(".toml") else FOLDER / f"{name}.toml"
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        return config.read(Experiment, {"name": path.stem, **table})
    except FileNotFoundError:
        known = sorted(file.stem for file in FOLDER.glob("*.toml"))
        raise ConfigError(f"no experiment {name}: {config.nearest(name, known)}") from None
    except (tomllib.TOMLDecodeError, ConfigError) as error:
        raise ConfigError(f"{path}: {error}") from None


def changed(experiment: Experiment, **values: Any) -> Experiment:
    """`experiment` with the `values` that are not None or empty."""
    return replace(experiment, **{k: v for k, v in values.items() if v not in (None, ())})


def save(experiment: Experiment, run: Path) -> None:
    """Keep all of `experiment` beside what comes of it."""
    (run / _SAVED).write_text(json.dumps(asdict(experiment), indent=2) + "\n", encoding="utf-8")


def saved(run: Path) -> Experiment:
    """The experiment whose run is in the folder `run`. Raises `ConfigError`."""
    try:
        return config.read(Experiment, json.loads((run / _SAVED).read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise ConfigError(f"{run}: no run; make one with `python -m models train`") from None
