"""Ranks the library for the coming bar: weighted terms, a fix and reasons for every loop.

1. `coarse`: the whole library in matrix products, an estimate, to a long list. 2. `candidates`: on
that every term and the best fix, exactly, to a short list. 3. `rescore`: pair bundles, as long as
there is time. 4. `diversity`. The same input gives the same output, bit for bit, if
`Ranked.rescored` comes back as `pair_limit`.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from live.bundle import Bundle
from live.calibration import Calibration
from live.config import RankingConfig
from live.library.shelf import Shelf
from live.listening.hearing import Heard
from live.ranking.candidates import Candidates, weighed
from live.ranking.coarse import longlist
from live.ranking.diversity import chosen, signatures
from live.ranking.imagined import imagine
from live.ranking.judges import Trained
from live.ranking.moment import Moment, Wishes
from live.ranking.rescore import heard_first, rescored
from live.types import Floats, Suggestion

__all__ = ["LONG", "Ranked", "Wishes", "rank"]

#: How many times as long as the short list the long one is. Of 100,000 loops (16,054 real ones and
#: copies in other keys, with noise) the ten best are all on it in 150 of 150 bars by the ear that
#: ships and in 127 by the rules. Twice as long, it would be 138; as the short list, 138 and 95.
LONG = 4


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
    `budget` seconds. An embedding bundle judges in place of the rules if the shelf has what it
    offers; one that imagines the role that is missing favours what is near to that. Scores are
    probabilities if a bundle was calibrated with just those that judge.
    """
    deadline = time.monotonic() + budget
    moment = _moment(heard, shelf, wishes, config, bundles)
    rows = longlist(shelf, moment, LONG * config.shortlist)
    head = _picked(shelf, moment, bundles)
    if not len(rows):
        return Ranked(head)
    found, done = weighed(shelf, rows, moment).best(config.shortlist), 0
    if moment.rescoring:
        pairs = [bundle for bundle in bundles if bundle.task == "pair"]
        most = len(found.rows) if pair_limit is None else pair_limit
        found, done = rescored(found, shelf, moment, pairs, most, deadline)
    least = config.nothing_fits
    if calibration := _calibration(moment, bundles):
        found, least = found.calibrated(calibration), config.improbable
    others = _suggestions(found, done, least, shelf, moment)
    return Ranked(_headed(head, others, config.suggestions), done)


def _moment(
    heard: Heard, shelf: Shelf, wishes: Wishes, config: RankingConfig, bundles: Sequence[Bundle]
) -> Moment:
    if heard.power is None:
        return Moment(heard, wishes, config)
    rescoring = any(bundle.task == "pair" for bundle in bundles)
    moment = Moment(heard, wishes, config, _trained(heard.power, shelf, bundles), rescoring)
    if not config.weights.imagined:
        return moment
    return replace(moment, imagined=imagine(heard.power, moment.wanted, bundles))


def _trained(power: Floats, shelf: Shelf, bundles: Sequence[Bundle]) -> Trained | None:
    """The last of the embedding bundles that know `shelf`: the performer's own come last."""
    knowing = [bundle for bundle in bundles if bundle.label in shelf.offers]
    return Trained(knowing[-1].label, knowing[-1].asks(power)) if knowing else None


def _calibration(moment: Moment, bundles: Sequence[Bundle]) -> Calibration | None:
    """What was measured with just the bundles that judge; None if that is nothing."""
    judges = {bundle.label: bundle.calibration for bundle in bundles if moment.asks(bundle)}
    for label, calibration in judges.items():
        if calibration and {label, *calibration.beside} == judges.keys():
            return calibration
    return None


def _picked(shelf: Shelf, moment: Moment, bundles: Sequence[Bundle]) -> tuple[Suggestion, ...]:
    """The one loop that was asked for, if any, whatever it scores; pair bundles are not asked."""
    row = None if moment.wishes.picked is None else shelf.row_of(moment.wishes.picked)
    if row is None:
        return ()
    alone = weighed(shelf, np.array([row]), replace(moment, rescoring=False))
    if calibration := _calibration(moment, bundles):
        alone = alone.calibrated(calibration)
    return (alone.suggestion(0, shelf, moment.heard.bpm),)


def _headed(
    head: tuple[Suggestion, ...], others: tuple[Suggestion, ...], most: int
) -> tuple[Suggestion, ...]:
    """`head` before those of `others` that are not in it, `most` at most."""
    ids = {suggestion.loop.id for suggestion in head}
    return (*head, *(each for each in others if each.loop.id not in ids))[:most]


def _suggestions(
    found: Candidates, done: int, least: float, shelf: Shelf, moment: Moment
) -> tuple[Suggestion, ...]:
    """The candidates that score `least` or more, made to differ; the first `done` are rescored."""
    config = moment.config
    scores = found.scores
    fitting = np.flatnonzero(scores >= least)
    relevance = heard_first(scores[fitting], int(np.searchsorted(fitting, done)))
    marks = signatures(shelf, found.rows[fitting])
    picked = chosen(relevance, marks, config.suggestions, moment.wishes.surprise)
    return tuple(found.suggestion(int(fitting[i]), shelf, moment.heard.bpm) for i in picked)
