"""What the Neural Loop Combiner learns from: a bar, one that sounded with it, one that did not.

What does not fit comes from the paper's five samplings (section 4.1), on samples: bars of other
songs of the same split, or the partner itself, spoilt.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from live.errors import ConfigError
from models import split
from models.alike import Codes
from models.cache import Cache
from models.negatives import SPOILERS, Others, Rng, Sound
from models.pairs import Pair

Trio = tuple[Tensor, Tensor, Tensor]

#: Samples (44100,) of what is not a row of the cache.
Negative = Callable[[int, Rng], Sound]


@dataclass(frozen=True, slots=True)
class Trios:
    """Draws from the `pairs` of one split, of which `negative` makes what does not fit."""

    cache: Cache
    pairs: Sequence[Pair]
    negative: Negative

    def batch(self, size: int, random: Rng) -> Trio:
        """Contexts, partners and what does not fit, each (size, 44100)."""
        drawn = [self.pairs[n] for n in random.integers(len(self.pairs), size=size)]
        rows = [random.permutation([pair.a, pair.b]).tolist() for pair in drawn]
        contexts, partners = zip(*rows, strict=True)
        spoilt = np.stack([self.negative(row, random) for row in partners])
        return bars(self.cache, contexts), bars(self.cache, partners), _samples(spoilt)


def trios(
    cache: Cache, pairs: Sequence[Pair], held_out: Sequence[str], kind: str
) -> dict[str, Trios]:
    """`train` and `valid`, without the corpora `held_out`; `kind` is one of the five samplings.

    Raises `ConfigError`.
    """
    negative = _negatives(cache, kind)
    found = {}
    for part in ("train", "valid"):
        own = [pair for pair in pairs if pair.split == part and pair.corpus not in held_out]
        if not own:
            raise ConfigError(f"no pairs are left for {part}: hold out less, or gather more")
        found[part] = Trios(cache, own, negative(own))
    return found


def bars(cache: Cache, rows: Sequence[int]) -> Tensor:
    """Samples (n, 44100) of `rows`."""
    return _samples(cache.bars[list(rows)])


def _samples(found: Sound) -> Tensor:
    return torch.from_numpy(found.astype(np.float32))


def _negatives(cache: Cache, kind: str) -> Callable[[Sequence[Pair]], Negative]:
    """What makes negatives for some pairs."""
    if kind in SPOILERS:
        return lambda pairs: lambda row, random: SPOILERS[kind](cache.bars[row], random)
    contents = split.contents(cache.items, split.sounds(cache))
    return lambda pairs: _strangers(cache, pairs, contents, kind)


def _strangers(cache: Cache, pairs: Sequence[Pair], contents: Codes, kind: str) -> Negative:
    """Bars of other songs of `pairs`."""
    allowed = np.zeros(len(cache.items), bool)
    allowed[[row for pair in pairs for row in (pair.a, pair.b)]] = True
    others = Others.of(cache, contents, allowed)
    draw = {"random": others.random, "selected": others.selected}[kind]

    def stranger(row: int, random: Rng) -> Sound:
        other = draw(row, random)
        if other is None:
            raise ConfigError("one song has no strangers to tell from; gather more songs")
        found: Sound = cache.bars[other]
        return found

    return stranger
