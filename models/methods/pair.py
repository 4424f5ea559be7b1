"""A trained `PairNet` alone: every loop is heard at every fix."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch

from live.mixing import mixed
from live.types import Floats
from models import pair_training
from models.cache import Cache
from models.draws import power
from models.nets.pair import Inside
from models.variants import Variant


class Pair:
    """The run in the folder `run`, on the loops of `cache`."""

    def __init__(self, cache: Cache, run: Path) -> None:
        self._cache = cache
        self.net = pair_training.load(run)
        self._known: dict[Variant, Inside] = {}

    @property
    def parameters(self) -> int:
        return sum(each.numel() for each in self.net.parameters())

    @torch.no_grad()
    def scores(self, context: Sequence[int], variants: Sequence[Variant]) -> Floats:
        """What alters a loop counts as it was learnt inside pairs, as with `Fit`."""
        sounds = mixed(power(self._cache, row) for row in context)
        asked = pair_training.inside(self.net, [sounds])
        plain = self._offered([Variant(each.row) for each in variants])
        gained = self.net.taught(asked, self._offered(variants)) - self.net.taught(asked, plain)
        found: Floats = (self.net.match(asked, plain) + gained).numpy()
        return found

    def _offered(self, variants: Sequence[Variant]) -> Inside:
        """A rotation rolls what the network makes of a loop; loops as they are are remembered."""
        unturned = [each.unturned for each in variants]
        unknown = [each for each in dict.fromkeys(unturned) if each not in self._known]
        made = dict(zip(unknown, self._listened(unknown), strict=True))
        self._known |= {each: part for each, part in made.items() if each.is_plain}
        known = self._known | made
        moved = (
            known[own].moved(each.rotate, 0) for own, each in zip(unturned, variants, strict=True)
        )
        return Inside.joined(list(moved))

    def _listened(self, variants: Sequence[Variant]) -> list[Inside]:
        if not variants:
            return []
        sounds = [each.of(power(self._cache, each.row)) for each in variants]
        return pair_training.inside(self.net, sounds).chunks(len(variants))
