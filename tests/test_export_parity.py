"""What counts as the same model, in figures that can be told beforehand."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from export import checks, parity
from export.bundle import pack
from export.weights import KINDS, rounded
from live import bundle
from live.bundle import Bundle
from live.errors import BundleError
from live.types import Floats
from tests import onnx_models

SOUNDS = parity.synthetic(40)


@pytest.fixture(scope="module")
def fit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fit")
    return pack(onnx_models.embed(), folder, name="fit", version="1", task="embed")


def test_a_model_is_as_itself(fit: Path) -> None:
    opened = bundle.open(fit)
    found = parity.parity("embed", opened.run, opened.run, SOUNDS)
    assert (found.error, found.overlap) == (0.0, 1.0)
    assert found.correlation == pytest.approx(1.0)
    assert found.holds(rounded=False) and found.holds(rounded=True)


def test_the_largest_difference_of_any_output_counts(fit: Path) -> None:
    opened = bundle.open(fit)

    def off(**arrays: Floats) -> Mapping[str, Floats]:
        made = opened.run(**arrays)
        made["asked_rhythm"][-1, 1, 3] += 0.25
        return made

    found = parity.parity("embed", opened.run, off, SOUNDS)
    assert found.error == pytest.approx(0.25)
    assert not found.holds(rounded=False)


@pytest.mark.parametrize("task", ["pair", "tag"])
def test_an_order_that_is_reversed_is_no_order(task: str, tmp_path: Path) -> None:
    weights = np.linspace(0, 0.01, 212)
    columns = weights[:, None] ** np.arange(1, 7)
    model = onnx_models.pair(weights) if task == "pair" else onnx_models.tag(columns)
    opened = bundle.open(pack(model, tmp_path, name="x", version="1", task=task))

    def reversed_(**arrays: Floats) -> Mapping[str, Floats]:
        return {name: -made for name, made in opened.run(**arrays).items()}

    found = parity.parity(task, opened.run, reversed_, SOUNDS)
    assert found.correlation < -0.99
    assert found.overlap < 0.1
    assert not found.holds(rounded=True)


def test_rounded_weights_rank_alike_and_take_less_room(tmp_path: Path) -> None:
    weights = np.random.default_rng(0).normal(0, 0.01, (212, 6))
    model = onnx_models.tag(weights)
    plain = bundle.open(pack(model, tmp_path, name="x", version="1", task="tag"))
    sizes = [len(model.SerializeToString())]
    for kind in reversed(KINDS):
        small = rounded(model, kind)
        sizes.append(len(small.SerializeToString()))
        opened = bundle.open(pack(small, tmp_path, name="x", version=kind, task="tag"))
        found = parity.parity("tag", plain.run, opened.run, SOUNDS)
        assert found.error > 0
        assert found.correlation > 0.999
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] < sizes[0] / 2
    assert [each.name for each in model.graph.initializer] == ["frames", "weights"]


# --- what has to hold before a bundle ships -------------------------------------------------------


def test_a_sound_bundle_is_described(fit: Path) -> None:
    said = checks.steady(bundle.open(fit), SOUNDS)
    assert said.startswith("fit-1: opens; harmony [40, 16, 12], rhythm [40, 2, 16], ")


@pytest.mark.parametrize(("wrong", "words"), [("nan", "no number"), ("noise", "differently")])
def test_what_is_not_steady_is_refused(fit: Path, wrong: str, words: str) -> None:
    real = bundle.open(fit)
    random = np.random.default_rng(0)

    class Unsteady(Bundle):
        def run(self, **arrays: Floats) -> dict[str, Floats]:
            made = super().run(**arrays)
            made["rhythm"][:] = np.nan if wrong == "nan" else random.random()
            return made

    with pytest.raises(BundleError, match=words):
        checks.steady(Unsteady(real.manifest, real._sessions), SOUNDS)


def test_what_differs_is_refused_with_its_figures(fit: Path, tmp_path: Path) -> None:
    louder = pack(onnx_models.embed(1.00001), tmp_path, name="fit", version="2", task="embed")
    original = bundle.open(fit).run
    with pytest.raises(BundleError, match=r"fit-2: differs .* largest difference .*0\.0001"):
        checks.alike(louder, original, SOUNDS)
    small = pack(
        onnx_models.embed(1.00001),
        tmp_path,
        name="fit",
        version="3",
        task="embed",
        about={"weights": "int8"},
    )
    assert "rank correlation 1.00000" in checks.alike(small, original, SOUNDS)
