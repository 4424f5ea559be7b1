"""The rows of the Neural Loop Combiner."""

from __future__ import annotations

from dataclasses import dataclass

from live import config
from live.errors import ConfigError

#: Its networks and its negative samplings.
KINDS = ("cnn", "snn")
NEGATIVES = ("random", "selected", "reverse", "shift", "rearrange")


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
