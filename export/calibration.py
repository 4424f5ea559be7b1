"""From the scores of the engine to probabilities, and how far these hold for other songs.

Of pairs that are said to fit with p, the share p are true partners, where half of all are: to every
context its partner, which sounded with it, and one stranger, from another song of the same corpus,
chosen at random. Both have the fix that the engine gives them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import expit

from export.trial import Trial
from live.bundle import Bundle
from live.calibration import Calibration
from live.config import RankingConfig
from live.errors import BundleError, ConfigError
from live.types import Floats
from models.draws import Stage

BINS = 10

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Pairs:
    """`scores` of n pairs, whether they are `true` partners, and the `songs` that asked."""

    scores: Floats
    true: Flags
    songs: npt.NDArray[np.str_]

    def of(self, songs: Sequence[str]) -> Pairs:
        chosen = np.isin(self.songs, songs)
        return Pairs(self.scores[chosen], self.true[chosen], self.songs[chosen])


@dataclass(frozen=True, slots=True)
class Bin:
    """Of `count` pairs, how many were `said` to be true partners, and how many are (0..1)."""

    said: float
    true: float
    count: int


def pairs(
    stage: Stage,
    bundles: Sequence[Bundle],
    contexts: int,
    seed: int = 0,
    watch: Callable[[int, int], None] = lambda done, total: None,
) -> Pairs:
    """Two for each of so many `contexts` from the songs of `stage`; `watch` learns (done, total).

    `bundles` judge, uncalibrated. Raises `ConfigError` if there are no strangers.
    """
    random = np.random.default_rng(seed)
    drawn = stage.draws(contexts, seed) if stage.songs else []
    asked = [(draw, stage.strangers(draw, random, 1)) for draw in drawn]
    asked = [(draw, strangers) for draw, strangers in asked if strangers]
    if not asked:
        raise ConfigError("no two songs of a corpus to validate on: hold out less, or gather more")
    rows = {row for draw, others in asked for row in (draw.partner, *draw.context, *others)}
    trial = Trial.of(stage.cache, sorted(rows), [each.uncalibrated() for each in bundles])
    scores = []
    for done, (draw, [stranger]) in enumerate(asked):
        watch(done, len(asked))
        found = trial.ranked(trial.heard(draw.context), (draw.partner, stranger))
        scores += [found[draw.partner].score, found[stranger].score]
    songs = np.repeat([draw.song for draw, _ in asked], 2)
    return Pairs(np.array(scores, np.float32), np.tile([True, False], len(asked)), songs)


def fitted(known: Pairs, beside: Sequence[str] = ()) -> Calibration:
    """The likeliest logistic curve, with the targets of Platt (1999), so that it has an end.

    Raises `BundleError` if it does not rise.
    """
    ends = (1 / (np.sum(~known.true) + 2), 1 - 1 / (np.sum(known.true) + 2))
    targets = np.where(known.true, ends[1], ends[0])
    middle, spread = float(known.scores.mean()), max(float(known.scores.std()), 1e-9)
    standard = (known.scores.astype(np.float64) - middle) / spread
    design = np.stack([standard, np.ones(len(standard))], axis=1)

    def surprise(curve: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        odds = design @ curve
        loss = float(np.mean(np.logaddexp(0, odds) - targets * odds))
        return loss, design.T @ (expit(odds) - targets) / len(targets)

    rise, odds = minimize(surprise, np.zeros(2), jac=True, method="BFGS").x.tolist()
    if rise <= 0:
        raise BundleError("true partners score no higher than strangers; train it better")
    return Calibration(rise / spread, odds - rise * middle / spread, tuple(beside))


def reliability(said: Floats, true: Flags) -> list[Bin]:
    """By tenths of what is said; those of which nothing is said are left out."""
    place = np.minimum((said * BINS).astype(int), BINS - 1)
    chosen = [place == each for each in np.unique(place)]
    return [Bin(float(said[b].mean()), float(true[b].mean()), int(b.sum())) for b in chosen]


def error(bins: Sequence[Bin]) -> float:
    """The expected calibration error (Naeini, Cooper and Hauskrecht, AAAI 2015)."""
    total = sum(each.count for each in bins)
    return sum(each.count * abs(each.said - each.true) for each in bins) / total


def errors_on_others(known: Pairs) -> list[float]:
    """The error on every second song when fitted to the others, and the other way round."""
    songs = np.unique(known.songs).tolist()
    halves = [known.of(songs[first::2]) for first in range(2)]
    if not all(len(half.scores) for half in halves):
        return []
    return [
        error(reliability(fitted(learnt).probabilities(test.scores), test.true))
        for learnt, test in (halves, halves[::-1])
    ]


def passed(known: Pairs, calibration: Calibration, least: float) -> dict[str, float]:
    """The shares of partners and of strangers that are said to fit with `least` or more."""
    fits = calibration.probabilities(known.scores) >= least
    partners, strangers = (float(fits[of].mean()) for of in (known.true, ~known.true))
    return {"least": least, "partners": partners, "strangers": strangers}


def as_json(known: Pairs, calibration: Calibration) -> dict[str, Any]:
    """The entry of a manifest: what `live.calibration` reads, and how good it is."""
    said = calibration.probabilities(known.scores)
    return {
        "slope": calibration.slope,
        "offset": calibration.offset,
        "beside": list(calibration.beside),
        "pairs": len(known.scores),
        "songs": len(np.unique(known.songs)),
        "errors_on_other_songs": errors_on_others(known),
        "passed": passed(known, calibration, RankingConfig().improbable),
        "reliability": [asdict(each) for each in reliability(said, known.true)],
    }
