"""What a score means is measured on validation songs with the engine itself."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from onnx import helper

from export import calibration
from export.__main__ import export
from export.bundle import CARD, pack
from export.calibration import Bin, Pairs
from export.card import with_scores
from export.trial import Trial
from live import bundle
from live.calibration import Calibration
from live.errors import BarwiseError, BundleError, ConfigError
from models import split
from models.cache import Cache
from tests import onnx_models, toy_songs

CARD_TEXT = "# e-1\n\nHears.\n\n## Limits\n\n- Many.\n\n## How to make it\n\n    python\n"


def embedder(folder: Path) -> Path:
    """What parts of a toy song share is which pitches sound: that is made plain in its form."""
    model = onnx_models.embed(30.0)
    model.graph.node[1].CopyFrom(helper.make_node("Mul", ["mean", "factor"], ["form"]))
    about = {"experiment": {"held_out": ["held"]}}
    return pack(model, folder, name="e", version="1", task="embed", card=CARD_TEXT, about=about)


def rescorer(folder: Path) -> Path:
    model = onnx_models.pair(np.linspace(0, 0.01, 212))
    return pack(model, folder, name="p", version="1", task="pair")


@pytest.fixture
def music(tmp_path: Path) -> tuple[Path, Path]:
    """A cache of eight songs, all for validation."""
    folder = toy_songs.saved(toy_songs.cache(), tmp_path / "cache")
    table = tmp_path / "splits.tsv"
    split.write(table, dict.fromkeys(toy_songs.halves(), "valid"))
    return folder, table


def calibrate(folder: Path, music: tuple[Path, Path], *more: str | Path) -> str:
    words = ["calibrate", folder, "--cache", music[0], "--splits", music[1], "--contexts", 40]
    typed = [str(word) for word in (*words, *more)]
    return CliRunner().invoke(export, typed, catch_exceptions=False).output


def manifest(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / bundle.MANIFEST).read_text())
    return found


def simulated(count: int, slope: float, offset: float, seed: int = 0) -> Pairs:
    random = np.random.default_rng(seed)
    scores = random.normal(0.6, 0.3, count).astype(np.float32)
    chances = Calibration(slope, offset).probabilities(scores)
    songs = np.array([f"song {n % 8}" for n in range(count)])
    return Pairs(scores, random.random(count) < chances, songs)


def test_a_bundle_learns_what_its_scores_mean(tmp_path: Path, music: tuple[Path, Path]) -> None:
    folder = embedder(tmp_path)
    before = manifest(folder)
    said = calibrate(folder, music)
    found = manifest(folder)["calibration"]
    opened = bundle.open(folder).calibration
    assert opened == Calibration(found["slope"], found["offset"])
    assert (found["pairs"], found["songs"], found["beside"]) == (80, 8, [])
    assert sum(each["count"] for each in found["reliability"]) == 80
    assert {**before, "calibration": found} == manifest(folder)
    assert "80 pairs of 8 validation songs" in " ".join(said.split())

    card = (folder / CARD).read_text()
    assert card.startswith("# e-1\n\nHears.\n\n## What a score says\n\n0.8 says")
    assert card.endswith("## Limits\n\n- Many.\n\n## How to make it\n\n    python\n")
    assert calibrate(folder, music) == said
    assert ((folder / CARD).read_text(), manifest(folder)["calibration"]) == (card, found)


def test_the_promise_is_kept(tmp_path: Path, music: tuple[Path, Path]) -> None:
    """Scores of the engine with the calibrated bundle say how often pairs are true."""
    folder = embedder(tmp_path)
    calibrate(folder, music)
    stage = toy_songs.stage(toy_songs.cache())
    opened = bundle.open(folder)
    draws, random = stage.draws(40, 7), np.random.default_rng(7)
    asked = [(each, stage.strangers(each, random, 1)[0]) for each in draws]
    trial = Trial.of(stage.cache, range(len(stage.cache.items)), [opened])
    said = []
    for draw, stranger in asked:
        found = trial.ranked(trial.heard(draw.context), (draw.partner, stranger))
        said.append([found[draw.partner].score, found[stranger].score])
    partners, strangers = np.array(said).T
    assert partners.mean() > strangers.mean() + 0.03
    assert np.array(said).mean() == pytest.approx(0.5, abs=0.12)


def test_a_pair_bundle_is_calibrated_beside_the_one_that_ranks(
    tmp_path: Path, music: tuple[Path, Path]
) -> None:
    embed, pair = embedder(tmp_path), rescorer(tmp_path)
    said = calibrate(pair, music, "--with", embed)
    assert "validation songs, beside e-1." in " ".join(said.split())
    both = bundle.open(pair).calibration
    assert both is not None and both.beside == ("e-1",)
    calibrate(embed, music)
    alone = bundle.open(embed).calibration
    assert alone is not None and alone.slope != both.slope


def test_only_validation_songs_are_asked(tmp_path: Path, music: tuple[Path, Path]) -> None:
    folder = embedder(tmp_path)
    split.write(music[1], dict.fromkeys(toy_songs.halves(), "train"))
    with pytest.raises(ConfigError, match="hold out less"):
        calibrate(folder, music)
    split.write(music[1], toy_songs.halves())
    with pytest.raises(ConfigError, match="hold out less"):
        calibrate(folder, music, "--hold-out", "made")
    assert "calibration" not in manifest(folder)


def test_what_the_bundle_holds_out_is_not_asked(tmp_path: Path, music: tuple[Path, Path]) -> None:
    folder = embedder(tmp_path)
    table = manifest(folder)
    table["experiment"]["held_out"] = ["made"]
    (folder / bundle.MANIFEST).write_text(json.dumps(table))
    with pytest.raises(BarwiseError, match="hold out less"):
        calibrate(folder, music)
    calibrate(folder, music, "--hold-out", "another")
    assert bundle.open(folder).calibration is not None


def test_tempo_and_level_give_nothing_away(tmp_path: Path) -> None:
    opened = bundle.open(rescorer(tmp_path))
    made = toy_songs.cache()
    faster = tuple(replace(item, bpm=90.0 + n) for n, item in enumerate(made.items))
    louder = made.sketches.copy()
    louder[::2] += 10
    first, other = (
        _scores(cache, opened) for cache in (made, replace(made, items=faster, sketches=louder))
    )
    assert first == pytest.approx(other, abs=2e-3)
    assert np.ptp(first) > 0.05


def _scores(cache: Cache, opened: bundle.Bundle) -> list[float]:
    trial = Trial.of(cache, range(12), [opened])
    found = trial.ranked(trial.heard([0, 1]), range(2, 12))
    return [found[row].score for row in range(2, 12)]


def test_a_known_curve_is_found_again() -> None:
    known = simulated(20_000, 7.0, -4.5)
    found = calibration.fitted(known, ["x-1"])
    assert (found.slope, found.offset) == pytest.approx((7.0, -4.5), abs=0.3)
    assert found.beside == ("x-1",)
    bins = calibration.reliability(found.probabilities(known.scores), known.true)
    assert calibration.error(bins) < 0.02
    assert max(calibration.errors_on_others(known)) < 0.03


def test_what_can_be_told_without_fail_has_a_finite_curve() -> None:
    scores = np.linspace(0, 1, 20, dtype=np.float32)
    found = calibration.fitted(Pairs(scores, scores > 0.5, np.array(["a"] * 20)))
    assert 5 < found.slope < 1000
    assert found.probabilities(scores)[[0, -1]] == pytest.approx([0, 1], abs=0.1)


def test_a_judge_that_is_wrong_is_not_calibrated() -> None:
    known = simulated(500, 7.0, -4.5)
    with pytest.raises(BundleError, match="no higher than strangers"):
        calibration.fitted(replace(known, true=~known.true))


def test_reliability_on_paper() -> None:
    said = np.array([0.05, 0.15, 0.15, 1.0, 0.95], np.float32)
    bins = calibration.reliability(said, np.array([False, True, False, True, False]))
    assert [each.count for each in bins] == [1, 2, 2]
    assert [each.true for each in bins] == [0, 0.5, 0.5]
    assert [each.said for each in bins] == pytest.approx([0.05, 0.15, 0.975])
    assert calibration.error(bins) == pytest.approx((0.05 + 2 * 0.35 + 2 * 0.475) / 5)
    assert calibration.error([Bin(0.8, 0.8, 10)]) == 0


def test_who_cannot_be_tested_on_other_songs_says_so() -> None:
    known = simulated(400, 7.0, -4.5)
    one = known.of(["song 1"])
    assert len(one.scores) == 50
    assert calibration.errors_on_others(one) == []


def test_what_a_threshold_lets_through() -> None:
    known = Pairs(
        np.array([0.9, 0.1, 0.6, 0.7], np.float32),
        np.array([True, False, True, False]),
        np.array(["a"] * 4),
    )
    found = calibration.passed(known, Calibration(10, -6.5), 0.5)
    assert found == {"least": 0.5, "partners": 0.5, "strangers": 0.5}


@pytest.mark.parametrize("card", ["", "# Mine\n", CARD_TEXT])
def test_a_card_says_it_once(card: str) -> None:
    once = with_scores(card, "New.")
    assert with_scores(with_scores(card, "Old.\n\nOlder."), "New.") == once
    assert once.count("## What a score says\n\nNew.\n") == 1
    assert all(line in once for line in card.splitlines())
