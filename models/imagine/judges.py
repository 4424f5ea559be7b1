"""All that can rank bars for a query: chance, the embedding that ships, and what imagines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from live import features
from live.bundle import Bundle
from live.features import Profile
from live.mixing import mixed
from live.ranking.imagined import Imagined
from live.types import Floats
from models import draws
from models.cache import Cache
from models.imagine.bar import FRAMES
from models.imagine.latents import Latents
from models.imagine.mapping import OfAll, OfDrums
from models.imagine.material import Rows
from models.imagine.places import Query
from models.imagine.retrieval import cosines
from models.items import BEATS_PER_BAR

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
class Mapped:
    """Closeness to the latent that a perceptron makes for a query: cosines, as in the paper.

    Both are taken less what is usual: what is made for `others`, and what bars are. Without, the
    same few bars are close to whatever is asked.
    """

    mapping: OfDrums
    wanted: Latents
    others: Sequence[Query]

    def __call__(self, queries: Sequence[Query], candidates: Rows) -> Floats:
        offered = self.wanted.of(candidates.tolist()).numpy() - self.wanted.mean
        usual = imagined(self.mapping, self.others).mean(axis=0)
        return cosines(imagined(self.mapping, queries) - usual, offered)


@dataclass(frozen=True, slots=True)
class Near:
    """What is near to the loop that is imagined for a query, as it is told on stage."""

    cache: Cache
    predictor: OfAll

    def __call__(self, queries: Sequence[Query], candidates: Rows) -> Floats:
        loops = [self._turned(int(row)) for row in candidates]
        harmony = np.stack([np.float32(each.tonal) * each.harmony.ravel() for each in loops])
        rhythm = np.stack([each.rhythm.ravel() for each in loops])
        asked = dict.fromkeys(query.heard for query in queries)
        known = {query.heard: query for query in queries}
        guesses = self._bars([known[heard] for heard in asked])
        scores = {
            heard: Imagined.of(*guess).fit(harmony, rhythm)
            for heard, guess in zip(asked, guesses, strict=True)
        }
        return np.stack([scores[query.heard] for query in queries])

    def _turned(self, row: int) -> Profile:
        """Of a loop from the bar on that the cache has the sound of."""
        power = draws.power(self.cache, row)
        return features.profile(np.roll(power, -int(self.cache.chosen[row]) * FRAMES, 0))

    @torch.no_grad()
    def _bars(self, queries: Sequence[Query]) -> list[tuple[Floats, Floats]]:
        """Harmony (4, 4, 12) and rhythm (4, 2, 16) of four bars of each query."""
        self.predictor.net.eval()
        bars = range(features.WINDOW_BEATS // BEATS_PER_BAR)
        guesses = [self.predictor.guess(queries, bar) for bar in bars]
        harmony = torch.stack([guess.harmony for guess in guesses], 1).numpy()
        rhythm = torch.stack([guess.rhythm for guess in guesses], 1).numpy()
        return list(zip(harmony, rhythm, strict=True))


@torch.no_grad()
def imagined(imaginer: OfDrums, queries: Sequence[Query]) -> Floats:
    """The best guesses (n, latent, 48)."""
    imaginer.net.eval()
    parts = [queries[first : first + _AT_ONCE] for first in range(0, len(queries), _AT_ONCE)]
    return np.concatenate([imaginer.imagined(part).numpy() for part in parts])
