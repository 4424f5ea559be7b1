"""All that a report tells, as numbers: from answers to tables."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from models.metrics import Numbers
from models.study.answers import Answers
from models.study.scales import SCALES
from models.study.statistics import Difference, Mean, alpha, difference, holm, least_p, mean

#: Below this, a corrected p is a find.
SIGNIFICANT = 0.05

_FEW_RATERS = 5
_FEW_GROUPS = 5


@dataclass(frozen=True, slots=True)
class Reliability:
    """Cronbach's alpha.

    Attributes
    ----------
    raters
        scale -> do raters agree about the clips? Items are those of them who rated all clips.
    complete
        how many these are.
    scales
        do the scales ask for the same thing? Items are the scales, cases all rated clips.
    again, exactly
        mean difference in points of what was asked twice, and the share that was the same.
    """

    raters: Mapping[str, float]
    complete: int
    scales: float
    again: float
    exactly: float


@dataclass(frozen=True, slots=True)
class Findings:
    """Tables by scale, method and source role; `differences` by scale and two methods."""

    answers: Answers
    means: Mapping[tuple[str, str], Mean]
    by_role: Mapping[tuple[str, str, str], Mean]
    differences: Mapping[tuple[str, str, str], Difference]
    reliability: Reliability
    doubts: tuple[str, ...]


def findings(answers: Answers) -> Findings:
    """What `answers` of one rater at least come to."""
    roles = dict.fromkeys(answers.roles)
    means = {
        (scale, method): mean(answers.of(scale)[..., place])
        for scale in SCALES
        for place, method in enumerate(answers.methods)
    }
    by_role = {
        (scale, role, method): mean(answers.of(scale)[:, answers.where(role), place])
        for scale in SCALES
        for role in roles
        for place, method in enumerate(answers.methods)
    }
    differences = _differences(answers)
    doubts = tuple(_doubts(answers, differences))
    return Findings(answers, means, by_role, differences, _reliability(answers), doubts)


def _differences(answers: Answers) -> dict[tuple[str, str, str], Difference]:
    """Of all pairs of methods on all scales; Holm corrects for all of them together."""
    found = {
        (scale, one, other): difference(answers.of(scale)[..., i], answers.of(scale)[..., j])
        for scale in SCALES
        for (i, one), (j, other) in itertools.combinations(enumerate(answers.methods), 2)
    }
    corrected = holm([each.p for each in found.values()])
    both = zip(found.items(), corrected, strict=True)
    return {names: replace(each, corrected=p) for (names, each), p in both}


def _reliability(answers: Answers) -> Reliability:
    whole = ~np.isnan(answers.values).any(axis=(1, 2, 3))
    of_raters = {scale: alpha(_clips(answers.of(scale)[whole])) for scale in SCALES}
    of_scales = alpha(answers.values.reshape(-1, len(SCALES)))
    apart = np.abs(np.subtract(*answers.twice.T)) if len(answers.twice) else np.array([np.nan])
    exactly = float((apart == 0).mean()) if len(answers.twice) else float("nan")
    return Reliability(of_raters, int(whole.sum()), of_scales, float(apart.mean()), exactly)


def _clips(ratings: Numbers) -> Numbers:
    """(groups * methods, raters)."""
    return ratings.reshape(len(ratings), math.prod(ratings.shape[1:])).T


def _doubts(answers: Answers, differences: Mapping[tuple[str, str, str], Difference]) -> list[str]:
    """Why the numbers may mean little, in whole sentences."""
    raters, groups = len(answers.raters), len(answers.groups)
    said = []
    if raters < _FEW_RATERS:
        said.append(f"{raters} raters are too few to speak for anyone but themselves.")
    if groups < _FEW_GROUPS:
        said.append(f"{groups} source loops are too few to speak for other music.")
    missing = float(np.isnan(answers.values).mean())
    if missing > 0:
        said.append(f"{missing:.0%} of the answers are missing: who stopped early may differ.")
    most = max((each.unequal for each in differences.values()), default=0)
    if least_p(most) * len(differences) >= SIGNIFICANT:
        said.append(
            f"With at most {most} unequal pairs no difference could pass the test after "
            "correction: that none was found says nothing."
        )
    return said
