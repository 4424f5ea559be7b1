from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from export import parity
from live.errors import ConfigError
from live.features import SKETCH_PER_BEAT
from models import blend, experiment, methods, pair_training, runs
from models.cache import Cache
from models.draws import Stage
from models.kinds import Net, Pairing, Stages
from models.methods import Fit, Pair, TwoStage, stages
from models.nets.pair import TERMS, Inside, PairNet
from models.variants import Variant
from tests import tiny_nets, toy_songs

SOUNDS = torch.from_numpy(parity.synthetic(4))
QUICK = Pairing(
    net=Net(width=3), draws=24, validation=8, batch=8, steps=4, validate_every=2, lists=8
)
ALL = [Variant(row) for row in range(toy_songs.SONGS * toy_songs.PARTS)]


@pytest.fixture(scope="module")
def net() -> PairNet:
    return tiny_nets.pair()


@pytest.fixture(scope="module")
def cache() -> Cache:
    return toy_songs.cache()


@pytest.fixture(scope="module")
def stage(cache: Cache) -> Stage:
    return toy_songs.stage(cache)


@pytest.fixture(scope="module")
def folder(cache: Cache, stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Runs of all that two looks take."""
    made = tmp_path_factory.mktemp("runs")
    blend.save(np.ones(len(blend.TERMS), np.float32), tiny_nets.run(made / "fit"))
    pair_training.train(QUICK, cache, {"train": stage, "valid": stage}, made / "pair")
    stages.fit(Stages(draws=8), cache, stage, made / "stages")
    return made


def inside(net: PairNet, power: torch.Tensor) -> Inside:
    return net.inside(net.fit.front(power))


@torch.no_grad()
def test_a_beat_offset_moves_all_that_matching_takes(net: PairNet) -> None:
    context, partner = inside(net, SOUNDS[:1]), inside(net, SOUNDS)
    later = inside(net, SOUNDS.roll(3 * SKETCH_PER_BEAT, 1))
    moved, terms = net.terms(context, partner.moved(3, 0)), net.terms(context, later)
    assert torch.allclose(moved, terms, atol=1e-4)
    assert not torch.allclose(terms, net.terms(context, partner), atol=1e-2)


@torch.no_grad()
def test_both_moved_alike_fit_as_before(net: PairNet) -> None:
    context, partner = inside(net, SOUNDS[:1]), inside(net, SOUNDS)
    both = net.match(context.moved(5, 0), partner.moved(5, 0))
    assert torch.allclose(both, net.match(context, partner), atol=1e-3)


@torch.no_grad()
def test_one_context_stands_for_many(net: PairNet) -> None:
    repeated = net(SOUNDS[:1].expand_as(SOUNDS), SOUNDS)
    assert torch.allclose(net(SOUNDS[:1], SOUNDS), repeated, atol=1e-5)
    assert not torch.allclose(net(SOUNDS, SOUNDS), repeated, atol=1e-2)


@torch.no_grad()
def test_in_silence_nothing_is_told_together_or_inside_pairs(net: PairNet) -> None:
    silent, partner = inside(net, 0 * SOUNDS[:1]), inside(net, SOUNDS)
    assert torch.allclose(net.together(silent, partner), torch.zeros(4), atol=1e-5)
    turned = net.taught(silent, partner.moved(5, 0))
    assert torch.allclose(turned, net.taught(silent, partner), atol=1e-5)
    assert net.together(inside(net, SOUNDS[1:2]), partner).abs().min() > 1e-4


def test_the_network_inside_is_left_as_it_was(folder: Path) -> None:
    before, after = methods.load(folder / "fit"), pair_training.load(folder / "pair")
    inner = after.fit.state_dict()
    assert all(torch.equal(value, inner[name]) for name, value in before.state_dict().items())
    torch.manual_seed(QUICK.seed)
    untaught = PairNet(QUICK.net.width)
    assert not torch.equal(after.sum.weight, untaught.sum.weight)


def test_its_terms_are_weighed_and_the_nearer_the_better(folder: Path) -> None:
    named = json.loads((folder / "pair" / "weights.json").read_text())
    assert list(named) == list(TERMS)
    assert min(list(named.values())[2:]) >= 0 < max(named.values())
    weights = pair_training.load(folder / "pair").weights
    assert torch.allclose(weights, torch.tensor(list(named.values())))


def test_a_run_that_is_stopped_goes_on_as_if_it_had_not_been(
    cache: Cache, stage: Stage, folder: Path
) -> None:
    class StoppedError(Exception):
        pass

    def stop(step: int, figures: runs.Figures) -> None:
        raise StoppedError

    splits = {"train": stage, "valid": stage}
    with pytest.raises(StoppedError):
        pair_training.train(QUICK, cache, splits, folder / "halves", stop)
    pair_training.train(QUICK, cache, splits, folder / "halves")
    whole, halves = (pair_training.load(folder / name) for name in ("pair", "halves"))
    assert torch.allclose(whole.sum.weight, halves.sum.weight, atol=1e-5)


def test_spoilt_copies_are_learnt(cache: Cache, stage: Stage, folder: Path) -> None:
    found: list[float] = []
    longer = replace(QUICK, steps=40, validate_every=20, patience=9)
    splits = {"train": stage, "valid": stage}
    pair_training.train(
        longer, cache, splits, folder / "longer", lambda _, told: found.append(told["spoilt"])
    )
    assert found[-1] < found[0]


def test_what_was_held_out_stays_unlearnt(cache: Cache, stage: Stage, folder: Path) -> None:
    held = replace(QUICK, held_out=("lmms",))
    with pytest.raises(ConfigError, match="has learnt from lmms; build on another run"):
        pair_training.train(held, cache, {"train": stage, "valid": stage}, folder / "held")
    wide = replace(QUICK, net=Net(width=4))
    with pytest.raises(ConfigError, match=r"net\.width = 4: that of .*fit is 3"):
        pair_training.train(wide, cache, {"train": stage, "valid": stage}, folder / "wide")
    with pytest.raises(ConfigError, match="one of Pairing is wanted"):
        pair_training.load(folder / "fit")
    with pytest.raises(ConfigError, match="fit: has no after; leave that option out"):
        experiment.changed(experiment.load("fit"), after="pair")


def test_a_pair_scores_the_same_whatever_is_asked_beside(cache: Cache, folder: Path) -> None:
    method = methods.opened(cache, folder / "pair")
    assert isinstance(method, Pair)
    altered = [Variant(1, rotate=5), Variant(1, transpose=4, rotate=2), Variant(2, backwards=True)]
    asked = [*ALL[:5], *altered]
    together = method.scores((0, 9), asked)
    alone = [method.scores((0, 9), [each])[0] for each in reversed(asked)]
    assert np.allclose(together, alone[::-1], atol=1e-4)
    assert len(set(np.round(together, 4))) == len(asked)


def test_the_second_look_is_for_the_first_of_the_first(
    cache: Cache, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stages, "SHORT", 4)
    method = methods.opened(cache, folder / "stages")
    assert isinstance(method, TwoStage)
    weights = json.loads((folder / "stages" / "weights.json").read_text())
    first = Fit(cache, folder / "fit").scores((0,), ALL)
    second = Pair(cache, folder / "pair").scores((0,), ALL)
    both = weights["first"] * first + weights["second"] * second
    short = np.argsort(-first)[:4]
    order = [*short[np.argsort(-both[short])], *np.argsort(-first)[4:]]
    scores = method.scores((0,), ALL)
    assert np.argsort(-scores).tolist() == order
    assert np.allclose(np.sort(scores), np.sort(first), atol=1e-4)
    assert min(weights.values()) >= 0
