"""Who says how well harmony and rhythm fit: the rules, or a bundle that knows the whole shelf.

Both sides of either have the same shapes, and what they say of a loop at a fix is a product with
its row; judges differ in the rows, in the question, and in what a product means.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from live.features import SIXTEENTHS, WINDOW_BEATS, Profile
from live.library.shelf import Shelf
from live.ranking.query import Query, consonant, query
from live.tasks import Ask
from live.types import PITCHES, Floats

#: A loop without tones neither gains nor loses by harmony, nor one without onsets by rhythm.
NEUTRAL = np.float32(0.5)

# Where correlations lie on the stems of 17 songs: true partners have a chroma correlation of 0.42
# in the median, strangers at their best transposition 0.33; for accents it is 0.15 and 0.10.
_HARMONY_AT_0 = 0.2
_HARMONY_SLOPE = 0.8
_RHYTHM_SLOPE = 0.6

#: What an offset loses of the rhythm term where accents do not correlate; it loses nothing where
#: they are the same. Loops are cut on the bar, and accents alone mislead: of 400 partners in the
#: stems 62 in 100 would be moved off their own beat; with this doubt it is 10.
_OFFSET_DOUBT = 0.9

#: What log-odds count in the terms harmony and form; in the term rhythm so much more that with the
#: weights as they come all count alike.
_PER_LOGIT = 0.2
_PER_LOGIT_OF_RHYTHM = _PER_LOGIT / 0.6

#: What of the rhythm's log-odds counts beside other loops. It was learnt between the offsets of one
#: loop; of loops of other songs it tells nearly nothing (weights of 0.00 to 0.05 in three runs).
_RHYTHM_COUNTS = 0.05

#: Log-odds that an offset must gain. Of 600 partners each in songs of three kinds that were not
#: learnt from, 5, 7 and 23 in 100 are moved off their own beat; with 0.7, 15, 20 and 35.
_OFFSET_COST = 1.5

#: Log-odds that a transposition must gain. Where it costs nothing, every third stranger finds a key
#: in which it fits better than most partners do: the partner among 100 comes 36th on lmms, which
#: was not learnt from, with 1 it comes 31st, with 2 or 3 29th. Loops that are off their key are
#: still brought back in 26 of 100 cases with 2, in 16 with 3.
_TRANSPOSING_COST = 2.0


@dataclass(frozen=True, slots=True)
class Scale:
    """What products mean for n loops: `level + slope * product`, from `low` to `high`; all (n,)."""

    slope: Floats
    level: Floats
    low: Floats
    high: Floats

    def fit(self, products: Floats) -> Floats:
        """0..1 for products (n, ...)."""
        slope, level, low, high = (
            each.reshape(-1, *[1] * (products.ndim - 1))
            for each in (self.slope, self.level, self.low, self.high)
        )
        fit: Floats = slope * products
        fit += level
        return np.clip(fit, low, high, out=fit)


class Judge(Protocol):
    """Rows of a shelf, a question to multiply them with, and what comes of it."""

    def harmony(self, shelf: Shelf) -> Floats:
        """(N, 192)."""

    def outline(self, shelf: Shelf) -> Floats:
        """(N, 48): that of harmony."""

    def rhythm(self, shelf: Shelf) -> Floats:
        """(N, 32)."""

    def query(self, factor: float, shifts: tuple[int, ...]) -> Query:
        """As loops meet it whose beats last `factor` beats of the session, moved by `shifts`."""

    def harmony_scale(self, tonal: Floats) -> Scale:
        """For loops of that tonality (n,)."""

    def transposing(self, shifts: npt.NDArray[np.intp]) -> Floats:
        """What the products of harmony lose by transpositions (n,) as such."""

    def rhythm_fit(self, products: Floats) -> Floats:
        """0..1 from products (n, offsets); the plainest offset wins a tie."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Chroma and accents."""

    heard: Profile

    def harmony(self, shelf: Shelf) -> Floats:
        return shelf.harmony

    def outline(self, shelf: Shelf) -> Floats:
        return shelf.outline

    def rhythm(self, shelf: Shelf) -> Floats:
        return shelf.rhythm

    def query(self, factor: float, shifts: tuple[int, ...]) -> Query:
        # Less its mean: where every sixteenth is hit alike, no rhythm is better than another.
        accents = self.heard.rhythm - self.heard.rhythm.mean(axis=1, keepdims=True)
        return query(consonant(self.heard.harmony), accents, factor, shifts)

    def harmony_scale(self, tonal: Floats) -> Scale:
        """Harmony counts little unless a loop is plainly tonal."""
        weight = tonal * tonal
        low = NEUTRAL * (1 - weight)
        return Scale(
            np.float32(_HARMONY_SLOPE) * weight,
            low + np.float32(_HARMONY_AT_0) * weight,
            low,
            low + weight,
        )

    def transposing(self, shifts: npt.NDArray[np.intp]) -> Floats:
        return np.zeros(len(shifts), np.float32)

    def rhythm_fit(self, products: Floats) -> Floats:
        fit: Floats = NEUTRAL + np.float32(_RHYTHM_SLOPE) * products
        fit[:, 1:] -= np.float32(_OFFSET_DOUBT) * (1 - products[:, 1:])
        return np.clip(fit, 0, 1, out=fit)


@dataclass(frozen=True, slots=True)
class Trained:
    """What the embedding bundle `label` asks for; its products are log-odds."""

    label: str
    ask: Ask

    def harmony(self, shelf: Shelf) -> Floats:
        return shelf.offers[self.label].harmony

    def outline(self, shelf: Shelf) -> Floats:
        return shelf.offers[self.label].outline

    def rhythm(self, shelf: Shelf) -> Floats:
        return shelf.offers[self.label].rhythm

    def query(self, factor: float, shifts: tuple[int, ...]) -> Query:
        harmony = self.ask.harmony.reshape(WINDOW_BEATS, len(PITCHES))
        return query(harmony, self.ask.rhythm.reshape(-1, SIXTEENTHS), factor, shifts)

    def harmony_scale(self, tonal: Floats) -> Scale:
        slope = np.full_like(tonal, _PER_LOGIT)
        level = NEUTRAL + np.float32(_PER_LOGIT * self.ask.tones) * tonal
        return Scale(slope, level, np.zeros_like(tonal), np.ones_like(tonal))

    def transposing(self, shifts: npt.NDArray[np.intp]) -> Floats:
        lost: Floats = np.float32(_TRANSPOSING_COST) * (shifts != 0)
        return lost

    def rhythm_fit(self, products: Floats) -> Floats:
        plain = products[:, :1]
        fit: Floats = products - plain
        fit -= np.float32(_OFFSET_COST)
        fit[:, 0] = 0
        fit += np.float32(_RHYTHM_COUNTS) * plain
        fit *= np.float32(_PER_LOGIT_OF_RHYTHM)
        fit += NEUTRAL
        return np.clip(fit, 0, 1, out=fit)

    def form_fit(self, forms: Floats) -> Floats:
        """0..1 from the forms (n, d) of loops."""
        apart = forms - self.ask.form
        np.abs(apart, out=apart)
        fit: Floats = 1 - np.float32(_PER_LOGIT) * apart.sum(axis=1)
        return np.maximum(fit, 0, out=fit)
