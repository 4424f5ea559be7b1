"""Pair bundles listen to context and candidate together: best first, as long as there is time."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np

from live import features
from live.bundle import Bundle
from live.library.shelf import Shelf
from live.mixing import sounding
from live.ranking.candidates import Candidates
from live.ranking.moment import Moment
from live.ranking.query import Indices
from live.types import Floats, Playing

#: Loops a run of the model; the clock is looked at in between.
BATCH = 16


def rescored(
    found: Candidates,
    shelf: Shelf,
    moment: Moment,
    bundles: Sequence[Bundle],
    limit: int,
    deadline: float,
) -> tuple[Candidates, int]:
    """`found` with the term `pair` of its best `limit` loops, and how many there was time for.

    No batch begins that would end after `deadline` (monotonic seconds) if it took as long as the
    longest before. The others get the mean: nothing is known against or for them.
    """
    order = np.lexsort((found.rows, -found.scores))[:limit]
    fits = np.empty(len(found.rows), np.float32)
    done, longest = 0, 0.0
    while done < len(order) and (began := time.monotonic()) + longest < deadline:
        batch = order[done : done + BATCH]
        fits[batch] = _fits(found, batch, shelf, moment, bundles)
        longest = max(longest, time.monotonic() - began)
        done += len(batch)
    known = np.zeros(len(fits), bool)
    known[order[:done]] = True
    fits[~known] = fits[known].mean() if done else 0.5
    return found.with_reason("pair", np.float32(moment.shares["pair"]) * fits), done


def _fits(
    found: Candidates, batch: Indices, shelf: Shelf, moment: Moment, bundles: Sequence[Bundle]
) -> Floats:
    """The mean of the bundles' scores (n,) for what is heard with each loop, its fix applied."""
    assert moment.heard.power is not None, "nothing is rescored in silence"
    own = features.power(shelf.sketches(found.rows[batch]))
    fixed = [found.suggestion(int(i), shelf, moment.heard.bpm) for i in batch]
    sounds = np.stack([sounding(p, Playing(s, 0.0), 0.0) for p, s in zip(own, fixed, strict=True)])
    fit: Floats = np.mean([bundle.score(moment.heard.power, sounds) for bundle in bundles], axis=0)
    return fit
