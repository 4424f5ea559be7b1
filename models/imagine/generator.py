"""An autoencoder and a predictor as one: what ships. Its latents have mean 0 and unit variance."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn

from models import experiment
from models.cache import Cache
from models.imagine import mapping, training
from models.imagine.judges import imagined
from models.imagine.latents import Latents
from models.imagine.mappings import Predictor
from models.imagine.nearness import Nearness
from models.imagine.places import full_queries, places
from models.imagine.vae import Vae
from models.kinds import PREDICTOR, Autoencoding, Imagining
from models.split import Splits

_BOLDEST = 3.0
_EVERY = 10  # of the training queries, that say what is usually imagined


class Generator(nn.Module):
    """Sounds to latents, what sounds to the latent that is missing, and latents to sounds."""

    def __init__(self, vae: Vae, predictor: Predictor, latents: Tensor, guesses: Tensor) -> None:
        """`latents` (n, latent, 48) of many bars say how to bring them to unit variance, and with
        the `guesses` of the predictor (n, latent, 48) what is usual.
        """
        super().__init__()
        self.vae, self.predictor = vae, predictor
        self.level: Tensor
        self.scale: Tensor
        self.register_buffer("level", latents.mean((0, 2))[:, None])
        # One for all: numbers that tell nothing are near 0 and should stay there.
        self.register_buffer("scale", latents.var((0, 2)).mean().sqrt())
        self.usual: Tensor
        self.usually_imagined: Tensor
        self.register_buffer("usual", self.plain(latents).mean(0))
        self.register_buffer("usually_imagined", self.plain(guesses).mean(0))
        # The mean of all that could be is a blur, that differs less from bar to bar than bars do.
        unlike = [self.plain(each).var(0, correction=0).mean() for each in (latents, guesses)]
        self.boldness: Tensor
        self.register_buffer("boldness", (unlike[0] / unlike[1]).sqrt().clamp(1, _BOLDEST))
        self.nearness = Nearness.fitted(self.plain(latents) - self.usual)

    def encode(self, sound: Tensor) -> Tensor:
        """Latents (n, latent, 48) of sounds (n, 49152)."""
        return self.plain(self.vae.encoder(sound).mean)

    def predict(self, power: Tensor, noise: Tensor) -> Tensor:
        """The same, of what is missing where `power` (n, 48, 212) sounds; without `noise` the best
        guess.
        """
        guess = self.predictor(power)
        mean = self.plain(guess.mean) - self.usually_imagined
        noisy = noise * (guess.spread / 2).exp() / self.scale
        bold: Tensor = self.usual + self.boldness * mean + noisy
        return bold

    def guess(self, power: Tensor) -> Tensor:
        """The best one."""
        return self.predict(power, torch.zeros_like(self.usual))

    def decode(self, latent: Tensor) -> Tensor:
        """Sounds (n, 49152)."""
        made: Tensor = self.vae.decoder(latent * self.scale + self.level)
        return made

    def plain(self, latent: Tensor) -> Tensor:
        """Brought to unit variance."""
        return (latent - self.level) / self.scale


def load(run: Path, cache: Cache, splits: Splits) -> tuple[str, Generator]:
    """The role and the generator of a predictor's run. Raises `ConfigError`."""
    made = experiment.saved_as(Imagining, run)
    mapping.must_be(made, PREDICTOR)
    beside = run.parent / made.after
    known = Latents.of_run(beside, cache)
    learnt = [row for row in known.rows.tolist() if _split(cache, row, splits) == "train"]
    role = experiment.saved_as(Autoencoding, beside).role
    imaginer = mapping.opened(run, cache)
    queries = full_queries(places(cache, splits, "train", role))[::_EVERY]
    guesses = torch.from_numpy(imagined(imaginer, queries))
    assert isinstance(imaginer.net, Predictor)
    generator = Generator(training.load(beside), imaginer.net, known.of(learnt), guesses)
    return role, generator.eval()


def _split(cache: Cache, row: int, splits: Splits) -> str:
    return splits.get((cache.items[row].corpus, cache.items[row].song), "")
