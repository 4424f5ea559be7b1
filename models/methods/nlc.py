"""A trained row of the Neural Loop Combiner, which hears one bar of each loop.

Several loops that sound are their mix. A bar has four beats, so of 16 rotations four and four are
the same to it, and tie.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from live.types import Floats
from models import combiner
from models.cache import Cache
from models.describe import BAR_SAMPLES
from models.items import BEATS_PER_BAR
from models.nets.logmel import levelled
from models.trios import bars
from models.variants import Variant

_AT_ONCE = 32  # bars


class Nlc:
    """The run in the folder `run`, on the loops of `cache`."""

    def __init__(self, cache: Cache, run: Path) -> None:
        self._cache = cache
        self.net = combiner.load(run)
        self._known: dict[int, Tensor] = {}

    @property
    def parameters(self) -> int:
        return sum(weights.numel() for weights in self.net.parameters())

    @torch.no_grad()
    def scores(self, context: Sequence[int], variants: Sequence[Variant]) -> Floats:
        asked = self.net.side(self._mix(context))
        heard = [replace(each, rotate=each.rotate % BEATS_PER_BAR) for each in variants]
        unlike = list(dict.fromkeys(heard))
        blocks = [unlike[n : n + _AT_ONCE] for n in range(0, len(unlike), _AT_ONCE)]
        matches = [self.net.match(asked, self._offered(block)) for block in blocks]
        found = dict(zip(unlike, torch.cat(matches).tolist(), strict=True))
        return np.array([found[each] for each in heard], np.float32)

    def _mix(self, rows: Sequence[int]) -> Tensor:
        """Samples (1, 44100) of `rows` sounding together, all as loud as each other."""
        if not rows:
            return torch.zeros(1, BAR_SAMPLES)
        return levelled(bars(self._cache, rows)).sum(0, keepdim=True)

    def _offered(self, variants: Sequence[Variant]) -> Tensor:
        """The sides of `variants`; those of plain loops are remembered."""
        unknown = [each for each in variants if not (each.is_plain and each.row in self._known)]
        made = dict(zip(unknown, self._sides(unknown), strict=True))
        self._known |= {each.row: side for each, side in made.items() if each.is_plain}
        sides = [made[each] if each in made else self._known[each.row] for each in variants]
        return torch.stack(sides)

    def _sides(self, variants: Sequence[Variant]) -> Sequence[Tensor]:
        if not variants:
            return ()
        samples = np.stack([each.of(self._cache.bars[each.row]) for each in variants])
        return self.net.side(torch.from_numpy(samples.astype(np.float32))).unbind()
