"""What a training run is made of. An experiment file holds only what differs from this."""

from __future__ import annotations

import json
import tomllib
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from live import config
from live.errors import ConfigError

_SAVED = "experiment.json"

#: Networks and negative samplings of the Neural Loop Combiner.
KINDS = ("cnn", "snn")
NEGATIVES = ("random", "selected", "reverse", "shift", "rearrange")

#: Kinds of our own beside a `FitNet`, which has none.
PAIR, STAGES = "pair", "stages"

FOLDER = Path(__file__).parent / "experiments"


@dataclass(frozen=True, slots=True)
class Losses:
    """How much each question counts: the true key of 12, the true beat of 16, and the partner
    itself among its spoilt copies.
    """

    key: float = 1.0
    beat: float = 1.0
    spoilt: float = 1.0


@dataclass(frozen=True, slots=True)
class Net:
    width: int = 8
    dropout: float = 0.1


@dataclass(frozen=True, slots=True)
class Listening:
    """How a network of ours learns. `held_out` corpora are neither trained nor validated on.

    Attributes
    ----------
    draws, validation
        how many pairs are listened to, once, to train and to validate on.
    context
        the most loops that sound.
    gain_db, eq_db, swell
        see `models.draws.Disguise`.
    """

    held_out: tuple[str, ...] = ()
    context: int = 3
    gain_db: float = 6.0
    eq_db: float = 8.0
    swell: float = 0.7
    draws: int = 8000
    validation: int = 1000
    batch: int = 64
    steps: int = 800
    rate: float = 2e-3
    decay: float = 5e-2
    validate_every: int = 50
    patience: int = 6
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Experiment(Listening):
    """One run of `FitNet`."""

    name: str = "fit"
    net: Net = field(default_factory=Net)
    losses: Losses = field(default_factory=Losses)


@dataclass(frozen=True, slots=True)
class Pairing(Listening):
    """One run of `PairNet`.

    Attributes
    ----------
    after
        the folder, beside that of the run, of the `FitNet` that it begins as, and whose first
        loops it rescores.
    keys, beats
        how many transpositions and rotations the partner is told from in a step.
    lists
        how many lists of loops of the validation songs its weights are fitted to.
    """

    name: str = "pair"
    kind: str = PAIR
    after: str = "fit"
    net: Net = field(default_factory=Net)
    losses: Losses = field(default_factory=Losses)
    keys: int = 4
    beats: int = 4
    lists: int = 600


@dataclass(frozen=True, slots=True)
class Stages:
    """How much the first look at a loop counts, and how much the second, on a short list.

    Attributes
    ----------
    after
        the folder, beside that of the run, of the `PairNet` that looks again.
    draws
        lists of loops of the validation songs that it is fitted to.
    """

    name: str = "stages"
    kind: str = STAGES
    held_out: tuple[str, ...] = ()
    after: str = "pair"
    context: int = 3
    draws: int = 600
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Combiner:
    """One row of the Neural Loop Combiner (section 4 of the paper), as a run.

    Attributes
    ----------
    kind
        `cnn` or `snn`.
    negatives
        how what does not fit is made: `random`, `selected`, `reverse`, `shift` or `rearrange`.
    batch
        pairs, every second of which fits.
    """

    name: str = "nlc"
    kind: str = "cnn"
    negatives: str = "random"
    held_out: tuple[str, ...] = ()
    batch: int = 128
    steps: int = 250
    rate: float = 1e-2
    momentum: float = 0.9
    validate_every: int = 25
    validation: int = 256
    patience: int = 8
    seed: int = 0

    def __post_init__(self) -> None:
        for key, known in (("kind", KINDS), ("negatives", NEGATIVES)):
            if (value := getattr(self, key)) not in known:
                raise ConfigError(f"{key} = {value!r}: {config.nearest(value, known)}")


#: What `train` can be told to make.
AnyExperiment = Experiment | Pairing | Stages | Combiner

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
    if table["kind"] == PAIR:
        return config.read(Pairing, table)
    if table["kind"] == STAGES:
        return config.read(Stages, table)
    return config.read(Combiner, table)
