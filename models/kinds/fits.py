"""Networks of ours that say how loops fit."""

from __future__ import annotations

from dataclasses import dataclass, field

#: Kinds beside a `FitNet`, which has none.
PAIR, STAGES = "pair", "stages"


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
