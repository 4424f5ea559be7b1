from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from live.features import SKETCH_PER_BEAT
from models import blend
from models.blend import TERMS
from models.cache import Cache
from models.draws import Stage, power
from models.nets import form
from models.nets.fit import FitNet
from tests import tiny_nets, toy_songs
from tests.toy_songs import PARTS


@pytest.fixture(scope="module")
def cache() -> Cache:
    return toy_songs.cache()


@pytest.fixture(scope="module")
def stage(cache: Cache) -> Stage:
    return toy_songs.stage(cache)


def test_terms_are_what_they_are_called(cache: Cache) -> None:
    net = tiny_nets.fit()
    sounds = [power(cache, row) for row in (0, 1, 4)]
    sounds[2][::3] *= 4  # plays on another sixteenth
    asked, offered = blend.asked(net, sounds[0][None]), blend.offered(net, sounds)
    found = dict(zip(TERMS, blend.terms(asked, offered).T, strict=True))
    assert len(found) == 27
    heard, tonal = float(asked.tonal[0]), offered.tonal.numpy()
    assert found["tones to tones"] == pytest.approx(heard * tonal)
    assert found["tones to drums"] == pytest.approx((1 - heard) * tonal)
    products = [float((asked.harmony[0] * each).sum()) for each in offered.harmony]
    assert found["harmony"] == pytest.approx(heard * tonal * products, rel=1e-4)
    products = [float((asked.rhythm[0] * each).sum()) for each in offered.rhythm]
    assert found["rhythm"] == pytest.approx(products, rel=1e-4)
    forms = np.array([found[name] for name in form.NAMES])
    assert (forms <= 0).all()
    assert np.allclose(forms[:, 0], 0, atol=1e-6), "it is as itself"
    own, other = asked.form[0].numpy(), offered.form[2].numpy()
    assert np.allclose(forms[:, 2], -np.abs(own - other), atol=1e-6)


def test_known_loops_are_moved_as_their_sound(cache: Cache) -> None:
    net, plain = tiny_nets.fit(), power(cache, 4)
    later = np.roll(plain, 5 * SKETCH_PER_BEAT, axis=0)
    known, heard = blend.offered(net, [plain]), blend.offered(net, [later])
    moved = known.moved([0, 5], [0, 0])
    for own, other in zip(moved.some([1]), heard, strict=True):
        assert torch.allclose(own, other, atol=1e-3)
    assert not torch.allclose(known.rhythm, heard.rhythm, atol=1e-2)
    higher = known.moved([0], [3]).harmony
    assert torch.equal(higher, known.harmony.roll(3, 2))


def test_many_loops_are_heard_as_few_are(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    net, sounds = tiny_nets.fit(), [power(cache, row) for row in range(7)]
    at_once = blend.offered(net, sounds)
    monkeypatch.setattr(blend, "_AT_ONCE", 3)
    for one, other in zip(at_once, blend.offered(net, sounds), strict=True):
        assert torch.allclose(one, other, atol=1e-4)


def test_weights_put_partners_before_strangers(cache: Cache, stage: Stage, tmp_path: Path) -> None:
    torch.manual_seed(0)
    net = FitNet().eval()
    weights = blend.fit(net, stage, draws=20)
    assert (weights[2:] >= 0).all()
    rows = list(range(PARTS, len(cache.items)))
    loops = blend.offered(net, [power(cache, row) for row in (1, *rows)])
    scores = blend.terms(blend.asked(net, power(cache, 0)[None]), loops) @ weights
    assert (scores[0] > scores[1:]).mean() > 0.9
    blend.save(weights, tmp_path)
    assert np.array_equal(blend.saved(tmp_path), weights)
