"""Scores of a calibrated judge are probabilities, and its reasons still add up to them."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from export.bundle import pack
from live import bundle, features
from live.bundle import Bundle
from live.calibration import Calibration
from live.config import RankingConfig
from live.errors import BundleError
from live.library.shelf import Shelf
from live.listening.hearing import Heard, hear_loops, silence
from live.ranking import Wishes, rank
from live.ranking.candidates import Candidates
from live.ranking.fix import Fixes
from live.timeline import Timeline
from live.types import Suggestion
from tests import onnx_models
from tests.shelves import Made, playing, shelf_of
from tests.sounds import PROGRESSION, chords, drums

CONFIG = RankingConfig(nothing_fits=-math.inf, improbable=-math.inf, suggestions=20)
STEEP = {"slope": 6.0, "offset": -4.0}


def embedder(folder: Path, calibration: object = None, name: str = "e") -> Bundle:
    about = {"calibration": calibration} if calibration else {}
    model = onnx_models.embed(0.01)
    return bundle.open(pack(model, folder, name=name, version="1", task="embed", about=about))


def rescorer(folder: Path, calibration: object = None) -> Bundle:
    about = {"calibration": calibration} if calibration else {}
    model = onnx_models.pair(np.full(212, 0.01))
    return bundle.open(pack(model, folder, name="p", version="1", task="pair", about=about))


def stage() -> Shelf:
    tones = [Made(chords(120, *PROGRESSION, up=up), 120, 16) for up in range(5)]
    return shelf_of([*tones, Made(drums(120), 120, 4)])


def known_to(shelf: Shelf, *bundles: Bundle) -> Shelf:
    powers = features.power(shelf.sketches(range(len(shelf))))
    return replace(shelf, offers={each.label: each.offers(powers) for each in bundles})


def heard(shelf: Shelf) -> Heard:
    return replace(hear_loops(0, Timeline(120), [playing(shelf, 1, 120)], shelf), loops=())


def ranked(
    shelf: Shelf, bundles: Sequence[Bundle], config: RankingConfig = CONFIG, **wishes: Any
) -> dict[int, Suggestion]:
    wished = Wishes(**{"surprise": 0.0, **wishes})
    found = rank(heard(shelf), shelf, wished, config, bundles).suggestions
    return {each.loop.id: each for each in found}


def chance(score: float, slope: float = 6.0, offset: float = -4.0) -> float:
    return 1 / (1 + math.exp(-(slope * score + offset)))


def test_scores_become_probabilities_and_nothing_else_changes(tmp_path: Path) -> None:
    embed = embedder(tmp_path, STEEP)
    shelf = known_to(stage(), embed)
    wishes = {"recent": {2: 0.5}, "favourites": frozenset([3])}
    raw = ranked(shelf, [embed.uncalibrated()], **wishes)
    said = ranked(shelf, [embed], **wishes)
    assert list(said) == list(raw)
    assert len({round(each.score, 3) for each in said.values()}) > 3
    for id, each in said.items():
        before = raw[id]
        assert each.score == pytest.approx(chance(before.score), rel=1e-5)
        assert math.fsum(value for _, value in each.reasons) == each.score
        factor = each.score / before.score
        assert [term for term, _ in each.reasons] == [term for term, _ in before.reasons]
        for (_, value), (_, old) in zip(each.reasons, before.reasons, strict=True):
            assert value == pytest.approx(factor * old, rel=1e-4)
        assert replace(each, score=0, reasons=()) == replace(before, score=0, reasons=())
    assert dict(said[2].reasons)["freshness"] < 0 < dict(said[3].reasons)["taste"]


def test_under_the_threshold_nothing_fits(tmp_path: Path) -> None:
    embed = embedder(tmp_path, STEEP)
    shelf = known_to(stage(), embed)
    chances = sorted(each.score for each in ranked(shelf, [embed]).values())
    between = (chances[2] + chances[3]) / 2
    assert len(ranked(shelf, [embed], replace(CONFIG, improbable=between))) == len(chances) - 3
    assert not ranked(shelf, [embed], replace(CONFIG, improbable=chances[-1] + 0.01))
    assert len(ranked(shelf, [embed], replace(CONFIG, nothing_fits=1.0))) == len(chances)
    assert not ranked(shelf, [], replace(CONFIG, nothing_fits=1.0))


def test_without_its_judge_scores_stay_as_they_are(tmp_path: Path) -> None:
    """By the rules alone, in silence, and beside bundles that it was not measured with."""
    embed = embedder(tmp_path, STEEP)
    plain = stage()
    shelf = known_to(plain, embed)
    assert ranked(plain, [embed]) == ranked(plain, [])
    quiet = silence(0, 120)
    assert rank(quiet, shelf, Wishes(), CONFIG, [embed]) == rank(quiet, shelf, Wishes(), CONFIG)
    pair = rescorer(tmp_path)
    beside = ranked(shelf, [embed, pair])
    assert beside == ranked(shelf, [embed.uncalibrated(), pair])
    assert beside != ranked(shelf, [embed])


def test_a_pair_bundle_brings_the_calibration_of_both(tmp_path: Path) -> None:
    embed = embedder(tmp_path, {"slope": 1.0, "offset": 3.0})
    pair = rescorer(tmp_path, {**STEEP, "beside": ["e-1"]})
    shelf = known_to(stage(), embed)
    raw = ranked(shelf, [embed.uncalibrated(), pair.uncalibrated()])
    for order in ([embed, pair], [pair, embed]):
        for id, each in ranked(shelf, order).items():
            assert each.score == pytest.approx(chance(raw[id].score), rel=1e-5)
    other = embedder(tmp_path, name="f")
    elsewhere = known_to(shelf, other)
    assert ranked(elsewhere, [other, pair]) == ranked(elsewhere, [other, pair.uncalibrated()])
    alone = ranked(shelf, [embed])
    assert all(each.score > chance(0, 1.0, 3.0) for each in alone.values())


def test_of_two_judges_the_one_in_charge_says_what_scores_mean(tmp_path: Path) -> None:
    first = embedder(tmp_path, {"slope": 1.0, "offset": 3.0}, "a")
    last = embedder(tmp_path, STEEP, "b")
    shelf = known_to(stage(), first, last)
    raw = ranked(shelf, [first, last.uncalibrated()])
    for id, each in ranked(shelf, [first, last]).items():
        assert each.score == pytest.approx(chance(raw[id].score), rel=1e-5)


def test_what_speaks_against_never_becomes_what_speaks_for() -> None:
    rows = np.arange(3)
    none = np.zeros(3, np.float32)
    reasons = {
        "harmony": np.array([0.6, 0.2, 0.25], np.float32),
        "freshness": np.array([-0.1, -0.4, -0.25], np.float32),
    }
    found = Candidates(rows, Fixes(rows, rows, none, none, none), none, reasons)
    said = found.calibrated(Calibration(6.0, -4.0))
    assert (said.reasons["harmony"] > 0).all()
    assert (said.reasons["freshness"] < 0).all()
    assert said.scores == pytest.approx([chance(0.5), -0.2, 0.0], abs=1e-6)


@given(
    st.lists(st.floats(-2, 3, width=32), min_size=2, max_size=20),
    st.floats(0.01, 1000),
    st.floats(-1000, 1000),
)
def test_probabilities_keep_the_order(scores: list[float], slope: float, offset: float) -> None:
    ordered = np.sort(np.array(scores, np.float32))
    said = Calibration(slope, offset).probabilities(ordered)
    assert ((said >= 0) & (said <= 1)).all()
    assert (np.diff(said) >= 0).all()


@pytest.mark.parametrize(
    "wrong",
    [
        {"slope": 0.0, "offset": 1.0},
        {"slope": -2.0, "offset": 1.0},
        {"slope": math.inf, "offset": 1.0},
        {"slope": 1.0, "offset": math.nan},
        {"slope": "steep", "offset": 1.0},
        {"slope": 1.0},
        {"slope": 1.0, "offset": 1.0, "beside": 7},
        [1.0, 2.0],
        7,
        None,
    ],
)
def test_a_calibration_that_cannot_be_meant_is_refused(tmp_path: Path, wrong: object) -> None:
    embedder(tmp_path)
    manifest = tmp_path / "e-1" / bundle.MANIFEST
    table = {**json.loads(manifest.read_text()), "calibration": wrong}
    manifest.write_text(json.dumps(table))
    with pytest.raises(BundleError, match=r"manifest\.json: .*install the bundle again"):
        bundle.open(tmp_path / "e-1")


def test_a_bundle_says_how_it_was_calibrated(tmp_path: Path) -> None:
    assert embedder(tmp_path / "plain").calibration is None
    known = embedder(tmp_path / "known", {**STEEP, "pairs": 10, "beside": ["x-2"]})
    assert known.calibration == Calibration(6.0, -4.0, ("x-2",))
    assert known.uncalibrated().calibration is None
