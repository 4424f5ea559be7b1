"""All that can rank bars for a query: chance, the embedding that ships, and what imagines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from live import features
from live.bundle import Bundle
from live.mixing import mixed
from live.types import Floats
from models import draws
from models.cache import Cache
from models.imagine.latents import Latents
from models.imagine.mapping import Imaginer
from models.imagine.material import Rows
from models.imagine.places import Query
from models.imagine.retrieval import cosines

_AT_ONCE = 64


def by_chance(queries: Sequence[Query], candidates: Rows, seed: int = 0) -> Floats:
    return np.random.default_rng(seed).random((len(queries), len(candidates)), np.float32)


@dataclass(frozen=True, slots=True)
class Shipped:
    """An embedding bundle, on the log-odds of harmony, tonality and form (`live.tasks.Ask`)."""

    cache: Cache
    bundle: Bundle

    def __call__(self, queries: Sequence[Query], candidates: Rows) -> Floats:
        powers = np.stack([draws.power(self.cache, int(row)) for row in candidates])
        offers = self.bundle.offers(powers)
        tonal = np.array([features.profile(each).tonal for each in powers], np.float32)
        scores = []
        for query in queries:
            ask = self.bundle.asks(mixed(draws.power(self.cache, row) for row in query.heard))
            unlike = np.abs(offers.form - ask.form).sum(axis=1)
            scores.append(offers.harmony @ ask.harmony + ask.tones * tonal - unlike)
        return np.stack(scores)


@dataclass(frozen=True, slots=True)
class Imagined:
    """Closeness to the bar that is imagined for a query, as the instrument has it.

    Both are taken less what is usual: what is imagined for `others`, and what bars are. Without,
    the same few bars are close to whatever is imagined.
    """

    imaginer: Imaginer
    wanted: Latents
    others: Sequence[Query]

    def __call__(self, queries: Sequence[Query], candidates: Rows) -> Floats:
        offered = self.wanted.of(candidates.tolist()).numpy() - self.wanted.mean
        usual = imagined(self.imaginer, self.others).mean(axis=0)
        return cosines(imagined(self.imaginer, queries) - usual, offered)


@torch.no_grad()
def imagined(imaginer: Imaginer, queries: Sequence[Query]) -> Floats:
    """The best guesses (n, latent, 48)."""
    imaginer.net.eval()
    parts = [queries[first : first + _AT_ONCE] for first in range(0, len(queries), _AT_ONCE)]
    return np.concatenate([imaginer.imagined(part).mean.numpy() for part in parts])
