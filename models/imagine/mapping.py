"""The training of what maps that which sounds to a latent; no negatives, as in the paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from live.errors import ConfigError
from models import experiment, runs
from models.cache import Cache
from models.descent import Watch, descend, silently
from models.imagine import training
from models.imagine.latents import Latents
from models.imagine.mappings import Mlp, Predictor
from models.imagine.places import Place, Places, Query, drawn, equalised, places, power
from models.imagine.vae import Decoder, Latent
from models.kinds import MLP_DEC, PREDICTOR, Autoencoding, Imagining
from models.split import Splits

_OF_SPREAD = 0.1
_DECODED_FRAMES = 16  # of a bar, that a step compares the sound of


class Imaginer(Protocol):
    """Maps queries to latents, and learns to."""

    @property
    def net(self) -> nn.Module: ...

    def loss(self, queries: Sequence[Query]) -> Tensor: ...

    def imagined(self, queries: Sequence[Query]) -> Latent: ...


class OfDrums:
    """The paper's: a perceptron hears the latent of the first loop of a query, a drum loop."""

    def __init__(self, net: Mlp, drums: Latents, wanted: Latents, decoder: Decoder | None) -> None:
        """With a `decoder` what it makes of the latents is compared, else they are."""
        self._net = net
        self._drums, self._wanted, self._decoder = drums, wanted, decoder

    @property
    def net(self) -> Mlp:
        return self._net

    def loss(self, queries: Sequence[Query]) -> Tensor:
        made = self.imagined(queries).mean
        true = self._wanted.of([query.missing for query in queries])
        if self._decoder is None:
            return functional.mse_loss(made, true)
        first = int(torch.randint(true.shape[-1], ()))
        parts = (each.roll(-first, -1)[..., :_DECODED_FRAMES] for each in (made, true))
        # The bank keeps energy: bands differ as much as the sounds do.
        one, other = map(self._decoder.bands, parts)
        return functional.mse_loss(one, other)

    def imagined(self, queries: Sequence[Query]) -> Latent:
        mean = self.net(self._drums.of([query.heard[0] for query in queries]))
        return Latent(mean, torch.zeros_like(mean))


class OfAll:
    """Ours: hears the power of all loops of a query."""

    def __init__(self, net: Predictor, cache: Cache, wanted: Latents) -> None:
        self._net = net
        self._cache, self._wanted = cache, wanted

    @property
    def net(self) -> Predictor:
        return self._net

    def loss(self, queries: Sequence[Query]) -> Tensor:
        """The squared error, and how unlikely it is by the spread, which the mean does not learn
        from: it would give up what is hard to tell, which is what differs between bars.
        """
        guess = self.imagined(queries)
        errors = (self._wanted.of([query.missing for query in queries]) - guess.mean).square()
        unlikely = (errors.detach() / guess.spread.exp() + guess.spread) / 2
        return errors.mean() + _OF_SPREAD * unlikely.mean()

    def imagined(self, queries: Sequence[Query]) -> Latent:
        heard = torch.stack([power(self._cache, query.heard) for query in queries])
        guess: Latent = self.net(equalised(heard) if self.net.training else heard)
        return guess


def train(
    made: Imagining, cache: Cache, splits: Splits, run: Path, watch: Watch = silently
) -> None:
    """Train into the folder `run`, going on where an earlier call stopped."""
    torch.manual_seed(made.seed)
    imaginer = untrained(made, cache, run)
    found = {name: _learnt(made, cache, splits, run, name) for name in ("train", "valid")}
    random = np.random.default_rng(1)
    held = [drawn(found["valid"], random) for _ in range(made.validation)]

    def ask() -> Mapping[str, Tensor]:
        random = np.random.default_rng(int(torch.randint(2**31, ())))
        queries = [drawn(found["train"], random) for _ in range(made.batch)]
        return {"distance": imaginer.loss(queries)}

    @torch.no_grad()
    def validate() -> Mapping[str, float]:
        torch.manual_seed(1)
        parts = [held[first : first + made.batch] for first in range(0, len(held), made.batch)]
        told = [imaginer.loss(part).item() * len(part) for part in parts]
        return {"distance": sum(told) / len(held)}

    descend(imaginer.net, made, run, ask, validate, watch)


def untrained(made: Imagining, cache: Cache, run: Path) -> Imaginer:
    """What learns, in the folder `run`, beside which the autoencoders' are."""
    wanted = Latents.of_run(run.parent / made.after, cache)
    size = wanted.means.shape[1]
    if made.kind == PREDICTOR:
        return OfAll(Predictor(size, made.width, made.dropout), cache, wanted)
    decoder = training.load(run.parent / made.after).decoder.requires_grad_(False)
    drums = Latents.of_run(run.parent / made.heard, cache)
    net = Mlp(size, made.width, made.dropout)
    return OfDrums(net, drums, wanted, decoder if made.kind == MLP_DEC else None)


def opened(run: Path, cache: Cache) -> Imaginer:
    """The best of a run, for use. Raises `ConfigError`."""
    imaginer = untrained(experiment.saved_as(Imagining, run), cache, run)
    weights = torch.load(run / runs.BEST, weights_only=True, map_location="cpu")
    imaginer.net.load_state_dict(weights)
    imaginer.net.eval()
    return imaginer


def _learnt(made: Imagining, cache: Cache, splits: Splits, run: Path, split: str) -> Places:
    role = experiment.saved_as(Autoencoding, run.parent / made.after).role
    found = places(cache, splits, split, role, made.held_out)
    return found if made.kind == PREDICTOR else with_drums_only(found)


def with_drums_only(found: Places) -> Places:
    """The places of `found` that have drums, without the rest."""
    drummed = {
        song: [Place(p.song, p.wanted, p.drums, ()) for p in some if p.drums]
        for song, some in found.items()
    }
    return {song: some for song, some in drummed.items() if some}


def must_be(made: Imagining, kind: str) -> None:
    """Raise `ConfigError` unless `made` is of that kind."""
    if made.kind != kind:
        raise ConfigError(f"{made.name}: a {made.kind} does not ship; give the run of a {kind}")
