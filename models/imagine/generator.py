"""An autoencoder and a predictor as one: what ships."""

from __future__ import annotations

from pathlib import Path

from torch import Tensor, nn

from models import experiment
from models.cache import Cache
from models.imagine import mapping, training
from models.imagine.context import Context
from models.imagine.predictor import Guess, Predictor
from models.imagine.vae import Vae
from models.kinds import PREDICTOR, Autoencoding, Imagining


class Generator(nn.Module):
    """Sounds to latents, what sounds to the latent that is missing, and latents to sounds."""

    def __init__(self, vae: Vae, predictor: Predictor) -> None:
        super().__init__()
        self.vae, self.predictor = vae, predictor

    @property
    def noise(self) -> int:
        """Numbers of noise that decide which bar is imagined."""
        return self.predictor.codes.shape[0]

    def encode(self, sound: Tensor) -> Tensor:
        """Latents (n, latent, 48) of sounds (n, 49152)."""
        made: Tensor = self.vae.encoder(sound).mean
        return made

    def predict(self, power: Tensor, noise: Tensor) -> Tensor:
        """The same, of what could be missing where `power` (n, 192, 212) sounds, in its first bar.

        `noise` (n, `self.noise`): see `Predictor.drawn`.
        """
        return self.predictor.drawn(self.guess(power), noise)

    def guess(self, power: Tensor) -> Guess:
        """What is expected of it."""
        made: Guess = self.predictor(Context.of(power))
        return made

    def decode(self, latent: Tensor) -> Tensor:
        """Sounds (n, 49152)."""
        made: Tensor = self.vae.decoder(latent)
        return made


def load(run: Path, cache: Cache) -> tuple[str, Generator]:
    """The role and the generator of a predictor's run. Raises `ConfigError`."""
    made = experiment.saved_as(Imagining, run)
    mapping.must_be(made, PREDICTOR)
    beside = run.parent / made.after
    imaginer = mapping.opened(run, cache)
    assert isinstance(imaginer.net, Predictor)
    role = experiment.saved_as(Autoencoding, beside).role
    return role, Generator(training.load(beside), imaginer.net).eval()
