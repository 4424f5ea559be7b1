"""What a training run is made of, read and written. An experiment file holds only what differs."""

from __future__ import annotations

import json
import tomllib
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, TypeVar

from live import config
from live.errors import ConfigError
from models.kinds import BY_KIND, AnyExperiment, Experiment

_SAVED = "experiment.json"

FOLDER = Path(__file__).parent / "experiments"

Made = TypeVar("Made", bound=AnyExperiment)


def load(name: str) -> AnyExperiment:
    """The experiment `name` of those that ship, or of a TOML file. Raises `ConfigError`."""
    path = Path(name) if name.endswith(".toml") else FOLDER / f"{name}.toml"
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        return _read({"name": path.stem, **table})
    except FileNotFoundError:
        known = sorted(file.stem for file in FOLDER.glob("*.toml"))
        raise ConfigError(f"no experiment {name}: {config.nearest(name, known)}") from None
    except (tomllib.TOMLDecodeError, ConfigError) as error:
        raise ConfigError(f"{path}: {error}") from None


def changed(experiment: Made, **values: Any) -> Made:
    """`experiment` with the `values` that are not None or empty. Raises `ConfigError`."""
    given = {key: value for key, value in values.items() if value not in (None, ())}
    if unknown := given.keys() - asdict(experiment).keys():
        raise ConfigError(f"{experiment.name}: has no {unknown.pop()}; leave that option out")
    return replace(experiment, **given)


def save(experiment: AnyExperiment, run: Path) -> None:
    """Keep all of `experiment` beside what comes of it."""
    (run / _SAVED).write_text(json.dumps(asdict(experiment), indent=2) + "\n", encoding="utf-8")


def saved(run: Path) -> AnyExperiment:
    """The experiment whose run is in the folder `run`. Raises `ConfigError`."""
    try:
        return _read(json.loads((run / _SAVED).read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise ConfigError(f"{run}: no run; make one with `python -m models train`") from None


def saved_as(kind: type[Made], run: Path) -> Made:
    """The same, if it is of that `kind`. Raises `ConfigError`."""
    made = saved(run)
    if not isinstance(made, kind):
        raise ConfigError(f"{run}: a run of {made.name!r}; one of {kind.__name__} is wanted")
    return made


def _read(table: dict[str, Any]) -> AnyExperiment:
    if "kind" not in table:
        return config.read(Experiment, table)
    if (kind := table["kind"]) not in BY_KIND:
        raise ConfigError(f"kind = {kind!r}: {config.nearest(kind, list(BY_KIND))}")
    return config.read(BY_KIND[kind], table)
