"""Networks become graphs that the stage can open, for any number of sounds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from export import graphs, parity
from export.bundle import pack
from export.graphs import Embed, Graph, Pair, of_run
from export.tracing import OPSET, traced
from live import bundle
from live.bundle import Bundle
from live.errors import BundleError, ConfigError
from models import blend, experiment
from models.kinds import Combiner
from models.nets.fit import FitNet, Side
from models.nets.front import Heard
from tests import tiny_nets

SOUNDS = parity.synthetic(5)


def embed(net: FitNet | None = None) -> Embed:
    return Embed(net or tiny_nets.fit(), tiny_nets.WEIGHTS)


def packed(made: Graph, folder: Path) -> Bundle:
    return bundle.open(pack(traced(made), folder, name="tiny", version="1", task=made.task))


@pytest.mark.parametrize("made", [embed(), Pair(tiny_nets.TinyPair()), Pair(tiny_nets.pair())])
def test_a_bundle_says_what_its_network_says_of_any_number_of_sounds(
    made: Graph, tmp_path: Path
) -> None:
    opened = packed(made, tmp_path)
    for count in (1, 2, 5):
        arrays = parity.inputs(made.task, SOUNDS[:count])
        expected = made.run(**arrays)
        answered = opened.run(**arrays)
        assert answered.keys() == expected.keys()
        for name, array in answered.items():
            assert array.shape == expected[name].shape
            assert np.allclose(array, expected[name], atol=1e-5)


def test_asks_and_offers_make_up_what_the_weighed_terms_say(tmp_path: Path) -> None:
    """Rhythm is apart and as the network says it: on stage it is for offsets."""
    net = tiny_nets.fit()
    opened, known = packed(embed(net), tmp_path), blend.offered(net, list(SOUNDS))
    weights, rhythm = tiny_nets.WEIGHTS.copy(), blend.TERMS.index("rhythm")
    weights[rhythm] = 0
    loops = opened.offers(SOUNDS)
    made = []
    for sound in SOUNDS:
        ask, terms = opened.asks(sound), blend.terms(blend.asked(net, sound[None]), known)
        apart = np.abs(loops.form - ask.form).sum(axis=1)
        made.append(loops.harmony @ ask.harmony + ask.tones * known.tonal.numpy() - apart)
        assert np.allclose(made[-1], terms @ weights, atol=1e-4)
        assert np.allclose(loops.rhythm @ ask.rhythm, terms[:, rhythm], atol=1e-4)
    assert not np.allclose(made, np.transpose(made), atol=1e-2), "a question is no offer"


def test_a_run_becomes_its_best_network_with_its_weights(tmp_path: Path) -> None:
    made = of_run(tiny_nets.run(tmp_path / "run", seed=4))
    expected = embed(tiny_nets.fit(seed=4)).run(power=SOUNDS)
    for name, array in made.run(power=SOUNDS).items():
        assert np.array_equal(array, expected[name])


def test_a_pair_is_a_probability_of_the_sum(tmp_path: Path) -> None:
    net = tiny_nets.TinyPair()
    opened = packed(Pair(net), tmp_path)
    with torch.no_grad():
        logits = net(torch.from_numpy(SOUNDS[[0] * 5]), torch.from_numpy(SOUNDS)).numpy()
    assert np.allclose(opened.score(SOUNDS[0], SOUNDS), 1 / (1 + np.exp(-logits)), atol=1e-5)


def test_a_model_says_its_opset_and_names_no_size_but_n() -> None:
    model = traced(embed())
    assert [each.version for each in model.opset_import] == [OPSET]
    named = {
        tensor.name: [
            each.dim_param or each.dim_value for each in tensor.type.tensor_type.shape.dim
        ]
        for tensor in (*model.graph.input, *model.graph.output)
    }
    assert named == {
        "power": ["n", 192, 212],
        "harmony": ["n", 16, 12],
        "rhythm": ["n", 2, 16],
        "form": ["n", 23],
        "asked_harmony": ["n", 16, 12],
        "asked_rhythm": ["n", 2, 16],
        "asked_tones": ["n"],
    }


def test_a_network_that_counts_its_sounds_in_python_is_refused() -> None:
    class Counting(tiny_nets.TinyPair):
        def forward(self, heard: Tensor, candidate: Tensor) -> Tensor:
            return super().forward(heard, candidate).reshape(len(candidate))

    with pytest.raises(
        BundleError, match=r"Counting: .* takes 2 sounds only; .* x\.shape\[0\] for len"
    ):
        traced(Pair(Counting()))


def test_a_network_of_another_shape_is_not_packed(tmp_path: Path) -> None:
    class Long(FitNet):
        def offered(self, heard: Heard) -> Side:
            made = super().offered(heard)
            return Side(made.harmony, made.rhythm.repeat(1, 2, 1))

    with pytest.raises(BundleError, match=r"rhythm \['n', 2, 16\] is wanted"):
        packed(embed(Long()), tmp_path)


def test_what_has_no_task_on_a_stage_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = tiny_nets.run(tmp_path / "run")
    monkeypatch.setattr(graphs, "_GRAPHS", {})
    with pytest.raises(ConfigError, match=r"FitNet has no graph; give it one in export\.graphs"):
        of_run(run)
    experiment.save(Combiner(), tmp_path)
    with pytest.raises(ConfigError, match="is no run of a FitNet"):
        of_run(tmp_path)
