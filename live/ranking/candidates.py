"""The short list in full: every loop on it with its fix and what each term gives for it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from live.calibration import Calibration
from live.library.shelf import Shelf
from live.ranking import terms
from live.ranking.fix import Fixes, effort, fixes, met
from live.ranking.imagined import Imagined
from live.ranking.moment import Moment
from live.ranking.query import Indices
from live.types import Floats, Suggestion


@dataclass(frozen=True, slots=True)
class Candidates:
    """n rows of the shelf, each with its fix and `reasons`: term -> (n,) weighted contributions."""

    rows: Indices
    fixes: Fixes
    gain_db: Floats
    reasons: Mapping[str, Floats]

    @property
    def scores(self) -> Floats:
        total: Floats = np.sum(list(self.reasons.values()), axis=0)
        return total

    def best(self, count: int) -> Candidates:
        """The `count` with the highest scores, highest first; ties in the order of rows."""
        places = np.lexsort((self.rows, -self.scores))[:count]
        reasons = {term: each[places] for term, each in self.reasons.items()}
        return Candidates(self.rows[places], self.fixes.of(places), self.gain_db[places], reasons)

    def with_reason(self, term: str, contributions: Floats) -> Candidates:
        return replace(self, reasons={**self.reasons, term: contributions})

    def calibrated(self, calibration: Calibration) -> Candidates:
        """The same with probabilities for scores: every reason grows or shrinks as the score does.

        Where more speaks against a loop than for it nothing does, and the score stays below 0: a
        factor would turn what speaks against into what speaks for.
        """
        scores = self.scores
        chances = calibration.probabilities(scores)
        factors = np.divide(chances, scores, out=np.ones_like(scores), where=scores > 0)
        return replace(self, reasons={term: factors * each for term, each in self.reasons.items()})

    def suggestion(self, index: int, shelf: Shelf, bpm: float) -> Suggestion:
        """The candidate as it can be played at `bpm`; its score is the exact sum of its reasons."""
        loop = shelf.loop(int(self.rows[index]))
        found = ((term, float(values[index])) for term, values in self.reasons.items())
        reasons = sorted((r for r in found if r[1]), key=lambda reason: -reason[1])
        return Suggestion(
            loop,
            score=math.fsum(value for _, value in reasons),
            bpm=bpm,
            transpose=int(self.fixes.transpose[index]),
            beat_offset=float(self.fixes.offset[index]),
            stretch=bpm / (loop.bpm * float(self.fixes.factor[index])),
            gain_db=round(float(self.gain_db[index]), 2),
            reasons=tuple(reasons),
        )


def weighed(shelf: Shelf, rows: Indices, moment: Moment) -> Candidates:
    """`rows` with all that the rules and the embedding bundles say about them."""
    best = fixes(shelf, rows, moment)
    fits = {"harmony": best.harmony, "rhythm": best.rhythm, "transpose": -effort(best.transpose)}
    for name, term in terms.SHORT_LIST.items():
        if moment.shares[name]:
            fits[name] = term(shelf, rows, moment)
    if moment.imagined is not None:
        fits["imagined"] = _nearness(shelf, rows, met(moment.imagined, best, moment.shifts))
    reasons = {name: np.float32(moment.shares[name]) * fit for name, fit in fits.items()}
    ids = shelf.ids[rows].tolist()
    for name, changes in terms.personal(moment).items():
        if changes:
            reasons[name] = np.array([changes.get(id, 0.0) for id in ids], np.float32)
    return Candidates(rows, best, terms.gain(shelf, rows, moment), reasons)


def _nearness(shelf: Shelf, rows: Indices, imagined: Imagined) -> Floats:
    """How near `rows` are to the loop that was imagined; of drums the harmony does not count."""
    return imagined.fit(shelf.tonal[rows, None] * shelf.harmony[rows], shelf.rhythm[rows])
