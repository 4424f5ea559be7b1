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
from models.imagine.codebook import SHIFTS, Codebook
from models.imagine.latents import Latents
from models.imagine.perceptron import Mlp
from models.imagine.places import DRUMS, Place, Places, Query, drawn, places
from models.imagine.predictor import Guess, Predictor
from models.imagine.vae import Decoder
from models.imagine.windows import Windows
from models.kinds import MLP_DEC, PREDICTOR, Autoencoding, Imagining
from models.split import Splits

_DECODED_FRAMES = 16  # of a bar, that a step compares the sound of
_FARTHEST = 5  # semitones that a training step may transpose
_HITS_COUNT = 16.0  # a rhythm is of length 1: a sixteenth of it differs by little


class Imaginer(Protocol):
    """Learns what queries lack."""

    @property
    def net(self) -> nn.Module: ...

    def losses(self, queries: Sequence[Query]) -> Mapping[str, Tensor]: ...


class OfDrums:
    """The paper's: a perceptron hears the latent of the first loop of a query, a drum loop."""

    def __init__(self, net: Mlp, drums: Latents, wanted: Latents, decoder: Decoder | None) -> None:
        """With a `decoder` what it makes of the latents is compared, else they are."""
        self._net = net
        self._drums, self._wanted, self._decoder = drums, wanted, decoder

    @property
    def net(self) -> Mlp:
        return self._net

    def losses(self, queries: Sequence[Query]) -> Mapping[str, Tensor]:
        made = self.imagined(queries)
        true = self._wanted.of([query.missing for query in queries])
        if self._decoder is None:
            return {"distance": functional.mse_loss(made, true)}
        first = int(torch.randint(true.shape[-1], ()))
        parts = (each.roll(-first, -1)[..., :_DECODED_FRAMES] for each in (made, true))
        # The bank keeps energy: bands differ as much as the sounds do.
        one, other = map(self._decoder.bands, parts)
        return {"distance": functional.mse_loss(one, other)}

    def imagined(self, queries: Sequence[Query]) -> Tensor:
        """(n, latent, 48)."""
        made: Tensor = self.net(self._drums.of([query.heard[0] for query in queries]))
        return made


class OfAll:
    """Ours: hears the power of all loops of a query."""

    def __init__(self, net: Predictor, windows: Windows, wanted: Latents) -> None:
        self._net = net
        self._windows = windows
        self._book = Codebook(net.codes, net.shifts)
        self._wanted = wanted
        self._told: dict[int, Tensor] = {}

    @property
    def net(self) -> Predictor:
        return self._net

    def losses(self, queries: Sequence[Query]) -> Mapping[str, Tensor]:
        """Of what the bar is like, of its code, and of the key of that."""
        net, missing = self.net, [query.missing for query in queries]
        context, harmony, rhythm = self._windows.heard(queries), *self._windows.like(missing)
        codes, places = self._codes(missing)
        if net.training:
            semitones = int(torch.randint(-_FARTHEST, _FARTHEST + 1, ()))
            context = context.disguised().transposed(semitones)
            harmony = harmony.roll(semitones, 2)
            places = (places + semitones) % len(net.shifts)
        guess = net(context)
        return {
            "harmony": _unlike(guess.harmony, harmony),
            "rhythm": _HITS_COUNT * functional.mse_loss(guess.rhythm, rhythm),
            "code": functional.nll_loss(guess.codes, codes),
            "key": functional.nll_loss(net.keys(guess.harmony.detach(), codes), places),
        }

    def _codes(self, rows: list[int]) -> tuple[Tensor, Tensor]:
        """Which code the bar of each of `rows` is nearest to, and by which shift."""
        new = [row for row in dict.fromkeys(rows) if row not in self._told]
        if new:
            codes, places, _ = self._book.nearest(self._wanted.of(new))
            found = torch.stack([codes, places], 1)
            self._told |= dict(zip(new, found, strict=True))
        codes, places = torch.stack([self._told[row] for row in rows]).T
        return codes, places

    def guess(self, queries: Sequence[Query], bar: int = 0) -> Guess:
        """Of the bar so many later."""
        found: Guess = self.net(self._windows.heard(queries, bar))
        return found


def _unlike(some: Tensor, others: Tensor) -> Tensor:
    """1 less the cosine of (n, 4, 12) each, the mean over those where `others` has tones."""
    alike = functional.cosine_similarity(some.flatten(1), others.flatten(1), 1, 1e-6)
    tonal = others.flatten(1).any(1)
    return ((1 - alike) * tonal).sum() / tonal.sum().clamp_min(1)


def train(
    made: Imagining, cache: Cache, splits: Splits, run: Path, watch: Watch = silently
) -> None:
    """Train into the folder `run`, going on where an earlier call stopped."""
    torch.manual_seed(made.seed)
    imaginer = untrained(made, cache, splits, run)
    found = {name: _learnt(made, cache, splits, run, name) for name in ("train", "valid")}
    pool, held = (
        [drawn(found[part], random) for _ in range(count)]
        for part, random, count in (
            ("train", np.random.default_rng(made.seed), made.queries),
            ("valid", np.random.default_rng(1), made.validation),
        )
    )

    def ask() -> Mapping[str, Tensor]:
        chosen = torch.randint(len(pool), (made.batch,)).tolist()
        return imaginer.losses([pool[place] for place in chosen])

    @torch.no_grad()
    def validate() -> Mapping[str, float]:
        torch.manual_seed(1)
        parts = [held[first : first + made.batch] for first in range(0, len(held), made.batch)]
        told = [(len(part), imaginer.losses(part)) for part in parts]
        return {
            name: sum(count * losses[name].item() for count, losses in told) / len(held)
            for name in told[0][1]
        }

    descend(imaginer.net, made, run, ask, validate, watch)


def untrained(made: Imagining, cache: Cache, splits: Splits, run: Path) -> Imaginer:
    """What learns, in the folder `run`, beside which the autoencoders' are."""
    if made.kind != PREDICTOR:
        return _of_drums(made, cache, run)
    wanted = Latents.of_run(run.parent / made.after, cache)
    songs = [(cache.items[row].corpus, cache.items[row].song) for row in wanted.rows]
    learnt = [
        place
        for place, song in enumerate(songs)
        if splits.get(song) == "train" and song[0] not in made.held_out
    ]
    latents = torch.from_numpy(wanted.means[learnt])
    own = [songs[place] for place in learnt]
    book = Codebook.fitted(latents, own, made.codes, _shifts(_role(made, run)))
    return _of_all(made, cache, wanted, book)


def opened(run: Path, cache: Cache) -> Imaginer:
    """The best of a run, for use. Raises `ConfigError`."""
    made = experiment.saved_as(Imagining, run)
    weights = torch.load(run / runs.BEST, weights_only=True, map_location="cpu")
    if made.kind == PREDICTOR:
        wanted = Latents.of_run(run.parent / made.after, cache)
        book = Codebook(weights["codes"], _shifts(_role(made, run)))
        imaginer: Imaginer = _of_all(made, cache, wanted, book)
    else:
        imaginer = _of_drums(made, cache, run)
    imaginer.net.load_state_dict(weights)
    imaginer.net.eval()
    return imaginer


def _of_all(made: Imagining, cache: Cache, wanted: Latents, book: Codebook) -> OfAll:
    return OfAll(Predictor(book, made.width, made.dropout), Windows(cache), wanted)


def _of_drums(made: Imagining, cache: Cache, run: Path) -> OfDrums:
    wanted = Latents.of_run(run.parent / made.after, cache)
    drums = Latents.of_run(run.parent / made.heard, cache)
    decoder = training.load(run.parent / made.after).decoder.requires_grad_(False)
    net = Mlp(wanted.means.shape[1], made.width, made.dropout)
    return OfDrums(net, drums, wanted, decoder if made.kind == MLP_DEC else None)


def _role(made: Imagining, run: Path) -> str:
    return experiment.saved_as(Autoencoding, run.parent / made.after).role


def _shifts(role: str) -> tuple[int, ...]:
    """Drums are in no key."""
    return (0,) if role == DRUMS else SHIFTS


def _learnt(made: Imagining, cache: Cache, splits: Splits, run: Path, split: str) -> Places:
    found = places(cache, splits, split, _role(made, run), made.held_out)
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
