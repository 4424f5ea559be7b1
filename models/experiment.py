"""What a training run is made of. An experiment file holds only what differs from this."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from live import config
from live.errors import ConfigError
from live.types import ROLES

_SAVED = "experiment.json"

#: Networks and negative samplings of the Neural Loop Combiner.
KINDS = ("cnn", "snn")
NEGATIVES = ("random", "selected", "reverse", "shift", "rearrange")

#: Kinds of our own beside a `FitNet`, which has none.
PAIR, STAGES = "pair", "stages"

#: Autoencoders of the bars of a role, and what maps what sounds to their latents.
VAE = "vae"
MLP_LATENT, MLP_DEC, PREDICTOR = MAPPINGS = ("mlp-latent", "mlp-dec", "predictor")

#: Networks that tell roles: ours, and the paper's with and without its harmonic filters.
TAGGERS = ("tagger", "hcnn", "mel-cnn")

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


@dataclass(frozen=True, slots=True)
class RoleLosses:
    """The one question: which of the six roles it plays."""

    roles: float = 1.0


@dataclass(frozen=True, slots=True)
class Tagging:
    """One network that tells roles, as a run. `held_out` corpora are neither trained nor validated
    on.

    Attributes
    ----------
    kind
        `tagger`, `hcnn` or `mel-cnn`.
    width
        channels of its first layer (of all, in the paper's).
    mixed
        share of a batch to which another loop of it is added.
    validation
        how many loops it is validated on.
    """

    name: str = "tagger"
    kind: str = "tagger"
    held_out: tuple[str, ...] = ()
    losses: RoleLosses = field(default_factory=RoleLosses)
    width: int = 12
    dropout: float = 0.2
    mixed: float = 0.3
    validation: int = 1000
    batch: int = 64
    steps: int = 2000
    rate: float = 2e-3
    decay: float = 1e-2
    validate_every: int = 100
    patience: int = 8
    seed: int = 0

    def __post_init__(self) -> None:
        if self.kind not in TAGGERS:
            raise ConfigError(f"kind = {self.kind!r}: {config.nearest(self.kind, TAGGERS)}")


@dataclass(frozen=True, slots=True)
class VaeLosses:
    """The multi-scale spectral distance, and what a nat of a latent frame costs."""

    distance: float = 1.0
    nats: float = 3e-4


@dataclass(frozen=True, slots=True)
class Autoencoding:
    """One autoencoder of the bars of a role, as a run.

    Attributes
    ----------
    width, most, latent
        see `models.imagine.vae.Vae`.
    warm_up
        steps in which the price of nats rises to what it is.
    batch
        half bars.
    validation
        how many bars it is validated on.
    """

    name: str = "vae"
    kind: str = VAE
    role: str = "bass"
    held_out: tuple[str, ...] = ()
    losses: VaeLosses = field(default_factory=VaeLosses)
    width: int = 32
    most: int = 192
    latent: int = 128
    warm_up: int = 300
    validation: int = 48
    batch: int = 8
    steps: int = 320
    rate: float = 1.5e-3
    decay: float = 1e-4
    validate_every: int = 100
    patience: int = 100
    seed: int = 0

    def __post_init__(self) -> None:
        if self.role not in ROLES:
            raise ConfigError(f"role = {self.role!r}: {config.nearest(self.role, ROLES)}")


@dataclass(frozen=True, slots=True)
class MappingLosses:
    """How far what was imagined is from what sounded."""

    distance: float = 1.0


@dataclass(frozen=True, slots=True)
class Imagining:
    """What maps that which sounds to the latent of the bar that is missing, as a run.

    Attributes
    ----------
    kind
        `mlp-latent`, `mlp-dec` or `predictor`.
    after, heard
        the folders, beside that of the run, of the autoencoder of the role, and of that of drums,
        which are what the two mappings hear.
    width
        channels of its layers.
    """

    name: str = PREDICTOR
    kind: str = PREDICTOR
    held_out: tuple[str, ...] = ()
    after: str = "vae-bass"
    heard: str = "vae-percussion"
    losses: MappingLosses = field(default_factory=MappingLosses)
    width: int = 96
    dropout: float = 0.2
    validation: int = 300
    batch: int = 16
    steps: int = 500
    rate: float = 2e-3
    decay: float = 1e-2
    validate_every: int = 50
    patience: int = 6
    seed: int = 0

    def __post_init__(self) -> None:
        if self.kind not in MAPPINGS:
            raise ConfigError(f"kind = {self.kind!r}: {config.nearest(self.kind, MAPPINGS)}")


#: What `train` can be told to make.
AnyExperiment = Experiment | Pairing | Stages | Combiner | Tagging | Autoencoding | Imagining

_KINDS: Mapping[str, type[AnyExperiment]] = {
    PAIR: Pairing,
    STAGES: Stages,
    **dict.fromkeys(KINDS, Combiner),
    **dict.fromkeys(TAGGERS, Tagging),
    VAE: Autoencoding,
    **dict.fromkeys(MAPPINGS, Imagining),
}

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
    if (kind := table["kind"]) not in _KINDS:
        raise ConfigError(f"kind = {kind!r}: {config.nearest(kind, list(_KINDS))}")
    return config.read(_KINDS[kind], table)
