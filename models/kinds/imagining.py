"""Autoencoders of the bars of a role, and what maps what sounds to their latents."""

from __future__ import annotations

from dataclasses import dataclass, field

from live import config
from live.errors import ConfigError
from live.types import ROLES

VAE = "vae"
MLP_LATENT, MLP_DEC, PREDICTOR = MAPPINGS = ("mlp-latent", "mlp-dec", "predictor")


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
    warm_up: int = 1000
    validation: int = 48
    batch: int = 8
    steps: int = 4000
    rate: float = 1.5e-3
    decay: float = 1e-4
    validate_every: int = 500
    patience: int = 100
    seed: int = 0

    def __post_init__(self) -> None:
        if self.role not in ROLES:
            raise ConfigError(f"role = {self.role!r}: {config.nearest(self.role, ROLES)}")


@dataclass(frozen=True, slots=True)
class MappingLosses:
    """How far what was imagined is from what sounded; perceptrons have but the first.

    Attributes
    ----------
    distance
        squared, of latents, or of what is decoded.
    harmony, rhythm
        of what the bar is like.
    code, key
        surprise at the code that it has, and at its key.
    """

    distance: float = 1.0
    harmony: float = 1.0
    rhythm: float = 1.0
    code: float = 0.2
    key: float = 0.2


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
    codes
        that the bars are quantised to at first; what one song alone has is left out.
    queries
        that it learns from, drawn once.
    """

    name: str = PREDICTOR
    kind: str = PREDICTOR
    held_out: tuple[str, ...] = ()
    after: str = "vae-bass"
    heard: str = "vae-percussion"
    losses: MappingLosses = field(default_factory=MappingLosses)
    width: int = 64
    dropout: float = 0.2
    codes: int = 320
    queries: int = 3000
    validation: int = 320
    batch: int = 16
    steps: int = 400
    rate: float = 2e-3
    decay: float = 1e-2
    validate_every: int = 50
    patience: int = 100
    seed: int = 0

    def __post_init__(self) -> None:
        if self.kind not in MAPPINGS:
            raise ConfigError(f"kind = {self.kind!r}: {config.nearest(self.kind, MAPPINGS)}")
