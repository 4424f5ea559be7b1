"""Ranks the library for the coming bar: weighted terms, a fix and reasons for every loop.

1. `coarse`: the whole library in matrix products, to a short list. 2. `candidates`: on that every
term and the best fix. 3. `rescore`: pair bundles, as long as there is time. 4. `diversity`. The
same input gives the same output, bit for bit, if `Ranked.rescored` comes back as `pair_limit`.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from live.bundle import Bundle
from live.config import RankingConfig
from live.library.shelf import Shelf
from live.listening.hearing import Heard
from live.ranking.candidates import Candidates, weighed
from live.ranking.coarse import shortlist
from live.ranking.diversity import chosen, signatures
from live.ranking.moment import Moment, Wishes
from live.ranking.rescore import rescored
from live.types import Suggestion

__all__ = ["Ranked", "Wishes", "rank"]


@dataclass(frozen=True, slots=True)
class Ranked:
    """The suggestions, the best first; none if nothing fits. `rescored` by the pair bundles."""

    suggestions: tuple[Suggestion, ...]
    rescored: int = 0


def rank(
    heard: Heard,
    shelf: Shelf,
    wishes: Wishes,
    config: RankingConfig,
    bundles: Sequence[Bundle] = (),
    *,
    pair_limit: int | None = None,
    budget: float = math.inf,
) -> Ranked:
    """The loops of `shelf` that fit `heard` best.

    Pair bundles rescore at most `pair_limit` loops, and no more than there is time for in about
    `budget` seconds. An embedding bundle counts if the shelf has its embeddings.
    """
    deadline = time.monotonic() + budget
    moment = _moment(heard, shelf, wishes, config, bundles)
    rows = shortlist(shelf, moment, config.shortlist)
    if not len(rows):
        return Ranked(())
    found, done = weighed(shelf, rows, moment), 0
    if moment.rescoring:
        pairs = [bundle for bundle in bundles if bundle.task == "pair"]
        most = len(found.rows) if pair_limit is None else pair_limit
        found, done = rescored(found, shelf, moment, pairs, most, deadline)
    return Ranked(_suggestions(found, shelf, moment), done)


def _moment(
    heard: Heard, shelf: Shelf, wishes: Wishes, config: RankingConfig, bundles: Sequence[Bundle]
) -> Moment:
    if heard.power is None:
        return Moment(heard, wishes, config)
    context = {
        bundle.label: bundle.embed(heard.power[None])[0]
        for bundle in bundles
        if bundle.task == "embed" and bundle.label in shelf.embeddings
    }
    rescoring = any(bundle.task == "pair" for bundle in bundles)
    return Moment(heard, wishes, config, context, rescoring)


def _suggestions(found: Candidates, shelf: Shelf, moment: Moment) -> tuple[Suggestion, ...]:
    """The candidates that fit at all, made to differ."""
    config = moment.config
    scores = found.scores
    fitting = np.flatnonzero(scores >= config.nothing_fits)
    marks = signatures(shelf, found.rows[fitting])
    picked = chosen(scores[fitting], marks, config.suggestions, moment.wishes.surprise)
    return tuple(found.suggestion(int(fitting[i]), shelf, moment.heard.bpm) for i in picked)
