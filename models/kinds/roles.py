"""Networks that tell roles."""

from __future__ import annotations

from dataclasses import dataclass, field

from live import config
from live.errors import ConfigError

#: Ours, and the paper's with and without its harmonic filters.
TAGGERS = ("tagger", "hcnn", "mel-cnn")


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
