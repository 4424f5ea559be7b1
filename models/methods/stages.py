"""Two looks: a `FitNet` ranks all, and a `PairNet` orders the first of them anew."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from live.types import Floats
from models import experiment, listwise
from models.cache import Cache
from models.draws import Stage
from models.kinds import Pairing, Stages
from models.methods.fit import Fit
from models.methods.pair import Pair
from models.partners import RIDGE, STRANGERS
from models.variants import Variant

#: Loops of a list that are listened to again.
SHORT = 32

_FILE = "weights.json"
_LOOKS = ("first", "second")


class TwoStage:
    """The run in the folder `run`, on the loops of `cache`."""

    def __init__(self, cache: Cache, run: Path) -> None:
        self._looks = _Looks(cache, run)
        named = json.loads((run / _FILE).read_text(encoding="utf-8"))
        self._weights = np.array([named[look] for look in _LOOKS], np.float32)

    @property
    def parameters(self) -> int:
        """The `PairNet` has the `FitNet` inside."""
        return self._looks.second.parameters + len(_LOOKS)

    def scores(self, context: Sequence[int], variants: Sequence[Variant]) -> Floats:
        """The short list is put into another order, and stays ahead of all others."""
        rows, both = self._looks.at(context, [each.row for each in variants])
        order = np.argsort(-(both @ self._weights), kind="stable")
        placed = dict(zip(np.array(rows)[order].tolist(), np.sort(both[:, 0])[::-1], strict=True))
        known = dict(zip(rows, both[:, 1], strict=True))
        found = self._looks.first.scores(context, variants)
        again = [n for n, each in enumerate(variants) if each.row in placed]
        second = self._looks.second.scores(context, [variants[n] for n in again])
        for n, score in zip(again, second.tolist(), strict=True):
            found[n] = placed[variants[n].row] + score - known[variants[n].row]
        return found


def fit(made: Stages, cache: Cache, stage: Stage, run: Path) -> None:
    """Find how much each look counts, in lists from the songs of `stage`, and keep it in `run`."""
    run.mkdir(parents=True, exist_ok=True)
    experiment.save(made, run)
    looks, random, lists = _Looks(cache, run), np.random.default_rng(made.seed), []
    for draw in stage.draws(made.draws, made.seed):
        strangers = stage.strangers(draw, random, STRANGERS)
        rows, both = looks.at(draw.context, [draw.partner, *strangers])
        if draw.partner in rows:
            truth = rows.index(draw.partner)
            lists.append(np.roll(both, -truth, axis=0))
    weights = listwise.fitted([np.stack(lists)], RIDGE, 0)
    named = dict(zip(_LOOKS, map(float, weights), strict=True))
    (run / _FILE).write_text(json.dumps(named, indent=2) + "\n", encoding="utf-8")


class _Looks:
    """Both methods of the run in the folder `run`."""

    def __init__(self, cache: Cache, run: Path) -> None:
        pair = run.parent / experiment.saved_as(Stages, run).after
        self.second = Pair(cache, pair)
        self.first = Fit(cache, pair.parent / experiment.saved_as(Pairing, pair).after)

    def at(self, context: Sequence[int], rows: Sequence[int]) -> tuple[list[int], Floats]:
        """The short list of `rows`, best first, and (n, 2) what each look says of it."""
        loops = [Variant(row) for row in dict.fromkeys(rows)]
        first = self.first.scores(context, loops)
        best = np.argsort(-first, kind="stable")[:SHORT]
        short = [loops[n] for n in best.tolist()]
        second = self.second.scores(context, short)
        return [each.row for each in short], np.stack([first[best], second], 1)
