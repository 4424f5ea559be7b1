from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from live.errors import ConfigError
from models import blend, experiment, methods, metrics, runs, training
from models.cache import Cache
from models.draws import Disguise, Stage, power
from models.evaluation.answers import answers
from models.evaluation.questions import Quiz
from models.kinds import Experiment, Losses, Net
from models.nets.fit import FitNet
from models.nets.front import Front, Heard
from tests import toy_songs

QUICK = Experiment(
    net=Net(width=4),
    draws=24,
    validation=16,
    losses=Losses(spoilt=0.1),
    batch=8,
    steps=4,
    validate_every=2,
    patience=9,
)


@pytest.fixture(scope="module")
def cache() -> Cache:
    return toy_songs.cache()


@pytest.fixture(scope="module")
def stage(cache: Cache) -> Stage:
    return toy_songs.stage(cache)


def weights(run: Path) -> dict[str, torch.Tensor]:
    saved: dict[str, torch.Tensor] = torch.load(run / runs.CHECKPOINT, weights_only=True)["net"]
    return saved


def test_a_run_that_is_stopped_goes_on_as_if_it_had_not_been(
    cache: Cache, stage: Stage, tmp_path: Path
) -> None:
    splits = {"train": stage, "valid": stage}
    steps: list[int] = []
    training.train(QUICK, cache, splits, tmp_path / "whole", lambda step, _: steps.append(step))
    assert steps == [2, 4]

    class StoppedError(Exception):
        pass

    def stop(step: int, figures: runs.Figures) -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        training.train(QUICK, cache, splits, tmp_path / "halves", stop)
    training.train(QUICK, cache, splits, tmp_path / "halves")
    whole, halves = weights(tmp_path / "whole"), weights(tmp_path / "halves")
    assert all(torch.allclose(whole[name], halves[name], atol=1e-5) for name in whole)
    with (tmp_path / "halves" / runs.CURVES).open() as file:
        assert [row["step"] for row in csv.DictReader(file)] == ["2", "4"]


def test_it_learns_what_songs_share(cache: Cache, stage: Stage, tmp_path: Path) -> None:
    longer = replace(QUICK, steps=40, validate_every=40)
    training.train(longer, cache, {"train": stage, "valid": stage}, tmp_path)
    net = methods.load(tmp_path)
    assert isinstance(net, FitNet)
    blend.save(blend.fit(net, stage, draws=20), tmp_path)
    asked = Quiz(stage).questions(seed=1, count=12)
    fit = methods.Fit(cache, tmp_path)
    learnt, deaf = answers(fit, asked), answers(fit, asked, silent=True)
    beats, unheard = (
        np.mean([metrics.rank_of(each.scores["beat"]) for each in some]) for some in (learnt, deaf)
    )
    assert beats < 6 < unheard
    assert np.mean([metrics.rank_of(each.scores["partner"]) for each in learnt]) < 4


def test_what_is_listened_to_is_the_same_whatever_comes_at_once(
    cache: Cache, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    draws = stage.draws(5, seed=2)
    whole = training.listened(cache, draws, Disguise(0, 0, 0), seed=1)
    monkeypatch.setattr(training, "_AT_ONCE", 2)
    parts = training.listened(cache, draws, Disguise(0, 0, 0), seed=1)
    for one, other in zip(whole[:3], parts[:3], strict=True):  # beats are rearranged at random
        assert all(torch.allclose(a, b) for a, b in zip(one, other, strict=True))
    bare = Front()(torch.from_numpy(np.stack([power(cache, draw.partner) for draw in draws])))
    assert torch.allclose(whole.partner.tones, bare.tones, atol=1e-5)
    for copy in (whole.reversed, whole.rearranged):
        assert not torch.allclose(copy.onsets, whole.partner.onsets, atol=1e-2)
    some = whole.some(torch.tensor([3, 0]))
    assert torch.equal(some.context.tones, whole.context.tones[[3, 0]])


@torch.no_grad()
def test_without_a_context_no_question_can_be_answered(cache: Cache, stage: Stage) -> None:
    """With one, an untrained network knows the key from the rules."""
    torch.manual_seed(0)
    net = FitNet().eval()
    pairs = training.listened(cache, stage.draws(24, seed=1), Disguise(0, 0, 0), seed=1)
    heard = training.validate(net, pairs)
    silent = Heard(*(torch.zeros_like(part) for part in pairs.context))
    deaf = training.validate(net, pairs._replace(context=silent))
    chance = {"key": np.log(12), "beat": np.log(16), "spoilt": np.log(2)}
    assert deaf == pytest.approx(chance, abs=1e-3)
    assert heard["key"] < 0.1 * chance["key"]


def test_experiments_hold_differences_and_refuse_what_they_do_not_know(tmp_path: Path) -> None:
    assert experiment.load("fit") == Experiment()
    other = tmp_path / "wide.toml"
    other.write_text("[net]\nwidth = 32\n")
    assert experiment.load(str(other)) == Experiment(name="wide", net=Net(width=32))
    other.write_text("widht = 32\n")
    with pytest.raises(ConfigError, match=r"wide\.toml: unknown key widht"):
        experiment.load(str(other))
    with pytest.raises(ConfigError, match="did you mean fit"):
        experiment.load("fitt")
    made = experiment.changed(Experiment(), steps=7, seed=None, held_out=())
    experiment.save(made, tmp_path)
    assert experiment.saved(tmp_path) == made == replace(Experiment(), steps=7)
    assert json.loads((tmp_path / "experiment.json").read_text())["steps"] == 7
