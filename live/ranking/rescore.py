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
    """`found`, best first, with the term `pair` of its first `limit`, and how many of these there
    was time for.

    No batch begins that would end after `deadline` (monotonic seconds) if it took as long as the
    longest before. The others get the mean: nothing is known against or for them.
    """
    first = np.arange(min(limit, len(found.rows)))
    fits = np.empty(len(found.rows), np.float32)
    done, longest = 0, 0.0
    while done < len(first) and (began := time.monotonic()) + longest < deadline:
        batch = first[done : done + BATCH]
        fits[batch] = _fits(found, batch, shelf, moment, bundles)
        longest = max(longest, time.monotonic() - began)
        done += len(batch)
    fits[done:] = fits[:done].mean() if done else 0.5
    return found.with_reason("pair", np.float32(moment.shares["pair"]) * fits), done


def heard_first(scores: Floats, done: int) -> Floats:
    """How relevant loops with `scores` (n,) are, of which the first `done` were rescored.

    The others come behind all of these, in their own order. A score says what may be expected, and
    a mean is no finding; those rescored were the best before, and now it is known which of them
    are. Whoever is reached early only changes places with others that were as promising.
    """
    if not 0 < done < len(scores):
        return scores
    last = scores[:done].min()
    ahead = max(scores[done:].max() - last, np.float32(0))
    return np.concatenate([scores[:done], np.minimum(scores[done:] - ahead, last)])


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
