from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from live.errors import ConfigError
from models import blend, experiment, methods, runs
from models.cache import Cache
from models.kinds import Combiner, Experiment, Net
from models.methods import Chance, Fit, Method, Rules
from models.nets.fit import FitNet
from models.variants import Variant
from tests import toy_songs

PLAIN = [Variant(row) for row in range(6)]
ALTERED = [
    Variant(1, rotate=5),
    Variant(1, transpose=4),
    Variant(1, transpose=-2, rotate=9),
    Variant(1, backwards=True, rotate=1),
    Variant(2, order=(1, 0, 3, 2), rotate=2),
]


@pytest.fixture(scope="module")
def cache() -> Cache:
    return toy_songs.cache()


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A network as it begins."""
    folder = tmp_path_factory.mktemp("run")
    torch.manual_seed(3)
    experiment.save(Experiment(net=Net(width=4)), folder)
    torch.save(FitNet(width=4).state_dict(), folder / runs.BEST)
    blend.save(np.ones(len(blend.TERMS), np.float32), folder)
    return folder


@pytest.fixture(params=["rules", "fit"])
def opened(request: pytest.FixtureRequest, run: Path) -> Callable[[Cache], Method]:
    return Rules if request.param == "rules" else lambda cache: methods.opened(cache, run)


def test_scores_do_not_depend_on_what_is_asked_beside_or_before(
    cache: Cache, opened: Callable[[Cache], Method]
) -> None:
    method = opened(cache)
    together = method.scores((0,), [*PLAIN, *ALTERED])
    alone = [method.scores((0,), [variant])[0] for variant in (*ALTERED, *PLAIN)]
    assert np.allclose(together, [*alone[len(ALTERED) :], *alone[: len(ALTERED)]], atol=1e-4)
    assert len(set(np.round(together, 4))) > len(PLAIN)


def test_a_rotation_is_worked_out_without_hearing_it(
    cache: Cache, opened: Callable[[Cache], Method]
) -> None:
    """What rolls known loops says what another loop of that sound gets."""
    sketches = cache.sketches.copy()
    sketches[5] = Variant(4, rotate=5).of(sketches[4])
    method = opened(replace(cache, sketches=sketches))
    turned, heard, plain = method.scores((0, 1), [Variant(4, rotate=5), Variant(5), Variant(4)])
    assert turned == pytest.approx(heard, rel=1e-3, abs=1e-3)
    assert turned != pytest.approx(plain, rel=1e-3, abs=1e-3)


def test_rules_hear_key_and_beat_and_nothing_in_silence(cache: Cache) -> None:
    rules = Rules(cache)
    keys = rules.scores((0, 2), [Variant(1, transpose=shift) for shift in range(-5, 7)])
    assert keys.argmax() == 5
    beats = rules.scores((0, 2), [Variant(1, rotate=beat) for beat in range(4)])
    assert beats.argmax() == 0
    assert (rules.scores((), PLAIN) == 0).all()


def test_chance_is_no_constant_and_comes_again() -> None:
    once = Chance(seed=2).scores((0,), PLAIN)
    assert len(set(once.tolist())) == len(PLAIN)
    assert (Chance(seed=2).scores((1,), PLAIN) == once).all()


def test_fit_counts_what_it_learnt_and_refuses_runs_of_another_kind(
    cache: Cache, run: Path, tmp_path: Path
) -> None:
    of_net = sum(each.numel() for each in FitNet(width=4).parameters())
    assert Fit(cache, run).parameters == of_net + len(blend.TERMS)
    experiment.save(Combiner(), tmp_path)
    with pytest.raises(ConfigError, match="no run of a FitNet"):
        methods.load(tmp_path)
