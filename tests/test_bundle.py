"""Bundles: what is packed opens and answers, and whatever is wrong is refused with its remedy."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest

from export.bundle import pack
from live import bundle, graph, manifest
from live.errors import BundleError
from live.features import SKETCH_SHAPE
from tests import onnx_models

RANDOM = np.random.default_rng(3).random((3, *SKETCH_SHAPE), np.float32)


@pytest.fixture
def embedder(tmp_path: Path) -> Path:
    return pack(
        onnx_models.embed(), tmp_path, name="mean", version="1.2", task="embed", card="# Mean\n"
    )


def edited(folder: Path, **changes: Any) -> Path:
    """The bundle with other entries in its manifest; None takes one out."""
    said = json.loads((folder / manifest.MANIFEST).read_text()) | changes
    kept = {key: value for key, value in said.items() if value is not None}
    (folder / manifest.MANIFEST).write_text(json.dumps(kept))
    return folder


def refused(folder: Path, *words: str) -> None:
    """It is refused in one line that names the folder, says `words` and ends in a remedy."""
    with pytest.raises(BundleError) as error:
        bundle.open(folder)
    text = str(error.value)
    assert text.startswith(str(folder))
    assert "\n" not in text
    assert re.search(r"[;:] [^;]*\b(install|give|update)\b", text), text
    for word in words:
        assert word in text, text


def test_loops_offer_rows_and_a_sound_asks_for_one(tmp_path: Path) -> None:
    opened = bundle.open(
        pack(onnx_models.embed(asked=3.0), tmp_path, name="m", version="1.2", task="embed")
    )
    assert (opened.name, opened.version, opened.task) == ("m", "1.2", "embed")
    means = RANDOM.mean(axis=1)
    offered = opened.offers(RANDOM)
    assert np.allclose(offered.harmony, means[:, :192], atol=1e-6)
    assert np.allclose(offered.rhythm, means[:, :32], atol=1e-6)
    assert np.allclose(offered.form, means, atol=1e-6)
    asked = opened.asks(RANDOM[1])
    assert np.allclose(asked.harmony, 3 * means[1, :192], atol=1e-5)
    assert np.allclose(asked.rhythm, 3 * means[1, :32], atol=1e-5)
    assert np.allclose(asked.form, means[1], atol=1e-6)
    assert asked.tones == pytest.approx(3 * means[1].mean(), rel=1e-5)
    rows = (offered.harmony, offered.rhythm, offered.form, asked.harmony, asked.rhythm, asked.form)
    assert {row.dtype for row in rows} == {np.dtype(np.float32)}


def test_a_bundle_is_named_by_its_version_and_has_a_card(embedder: Path) -> None:
    assert bundle.open(embedder).label == "mean-1.2" == embedder.name
    assert (embedder / "CARD.md").read_text() == "# Mean\n"


def test_what_is_no_number_counts_nothing(tmp_path: Path) -> None:
    model = onnx_models.embed()
    model.graph.node[1].op_type = "Sqrt"
    opened = bundle.open(pack(model, tmp_path, name="root", version="1", task="embed"))
    assert np.isnan(opened.run(power=-RANDOM)["form"]).all()
    assert not opened.offers(-RANDOM).form.any()
    assert not opened.asks(-RANDOM[0]).form.any()


def test_a_pair_score_is_clipped(tmp_path: Path) -> None:
    weights = np.linspace(-0.1, 0.2, 212)
    opened = bundle.open(
        pack(onnx_models.pair(weights), tmp_path, name="p", version="1", task="pair")
    )
    heard = RANDOM[0] / 2
    expected = ((RANDOM + heard).mean(axis=1) @ weights).clip(0, 1)
    assert np.allclose(opened.score(heard, RANDOM), expected, atol=1e-4)


def test_tags_come_in_the_order_of_roles(tmp_path: Path) -> None:
    weights = np.zeros((212, 6))
    weights[:20, 1] = weights[100:, 0] = 0.1
    opened = bundle.open(
        pack(onnx_models.tag(weights), tmp_path, name="t", version="1", task="tag")
    )
    sound = np.zeros((2, *SKETCH_SHAPE), np.float32)
    sound[0, :, :20], sound[1, :, 100:128] = 0.3, 0.1
    assert np.allclose(opened.tag(sound), [[0, 0.6, 0, 0, 0, 0], [0.28, 0, 0, 0, 0, 0]], atol=1e-5)


def test_any_tensors_go_by_name(embedder: Path) -> None:
    opened = bundle.open(embedder)
    outputs = ("harmony", "rhythm", "form", "asked_harmony", "asked_rhythm", "asked_tones")
    assert tuple(sorted(opened.run(power=RANDOM))) == tuple(sorted(outputs))
    with pytest.raises(BundleError, match=r"mean-1\.2: .*(noise|[Ii]nput)"):
        opened.run(noise=RANDOM)
    with pytest.raises(BundleError, match=r"mean-1\.2"):
        opened.run(power=RANDOM[:, :5])


def test_another_model_is_refused(embedder: Path) -> None:
    model = embedder / bundle.MODEL
    model.write_bytes(model.read_bytes() + b" ")
    refused(embedder, "SHA-256")


def test_a_missing_file_is_refused(embedder: Path) -> None:
    (embedder / bundle.MODEL).unlink()
    refused(embedder, bundle.MODEL)
    (embedder / manifest.MANIFEST).unlink()
    refused(embedder, manifest.MANIFEST)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"barwise_bundle": 2}, ("format 1",)),
        ({"barwise_bundle": None}, ("format 1",)),
        ({"task": "dance"}, ("'dance'", "embed", "generate")),
        ({"feature_version": 0}, ("version 0",)),
        ({"sha256": None}, ("sha256",)),
        ({"inputs": 7}, ("int",)),
        ({"inputs": {"power": ["n", 192, 200]}}, ("power", "212")),
        ({"outputs": {"score": ["n"]}}, ("harmony", "score")),
        ({"outputs": {"harmony": ["n", 16, 12], "rhythm": ["n", 2, 16]}}, ("form",)),
        ({"outputs": {"harmony": ["n", 16, 12], "rhythm": ["n", 2, 64]}}, ("rhythm", "64")),
        ({"outputs": {"harmony": [1, 16, 12], "rhythm": [2, 2, 16]}}, ("rhythm",)),
    ],
)
def test_a_wrong_manifest_is_refused(
    embedder: Path, changes: dict[str, Any], words: tuple[str, ...]
) -> None:
    refused(edited(embedder, **changes), *words)


@pytest.mark.parametrize("text", ["", "{", "[]", "\x00\xff", '"bundle"'])
def test_a_manifest_that_is_none_is_refused(embedder: Path, text: str) -> None:
    (embedder / manifest.MANIFEST).write_text(text, encoding="latin-1")
    refused(embedder, manifest.MANIFEST)


def test_what_onnxruntime_cannot_load_is_refused(embedder: Path) -> None:
    (embedder / bundle.MODEL).write_bytes(b"this is no model")
    refused(edited(embedder, sha256=graph.digest(embedder / bundle.MODEL)), "onnxruntime")


def test_a_model_with_other_tensors_than_its_manifest_is_refused(embedder: Path) -> None:
    onnx.save(onnx_models.tag(np.ones((212, 6))), embedder / bundle.MODEL)
    refused(edited(embedder, sha256=graph.digest(embedder / bundle.MODEL)), "form", "roles")


def test_what_the_stage_refuses_is_not_packed(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="roles"):
        pack(onnx_models.embed(), tmp_path, name="x", version="1", task="tag")


def test_a_model_of_the_wrong_true_size_is_refused(tmp_path: Path) -> None:
    model = onnx_models.pair(np.ones((212, 2)))
    with pytest.raises(BundleError, match="score"):
        pack(model, tmp_path, name="two", version="1", task="pair")


def test_a_model_that_answers_one_sound_with_several_is_refused(tmp_path: Path) -> None:
    model = onnx_models.embed()
    place = [each.name for each in model.graph.initializer].index("rhythm_shape")
    model.graph.initializer[place].CopyFrom(
        onnx.numpy_helper.from_array(np.array([-1, 1, 16]), "rhythm_shape")
    )
    with pytest.raises(BundleError, match="rhythm"):
        pack(model, tmp_path, name="two", version="1", task="embed")


def test_a_model_that_cannot_stand_silence_is_refused(tmp_path: Path) -> None:
    model = onnx_models.embed()
    model.graph.node[1].op_type = "Log"
    with pytest.raises(BundleError, match="silence"):
        pack(model, tmp_path, name="log", version="1", task="embed")


@pytest.fixture
def imaginer(tmp_path: Path) -> Path:
    return onnx_models.imagining(tmp_path, role="bass")


def test_what_imagines_has_three_graphs(imaginer: Path) -> None:
    opened = bundle.open(imaginer)
    assert (opened.task, opened.role, opened.label) == ("generate", "bass", "tiny-bass-1")
    assert (opened.bar_samples, opened.rate) == (onnx_models.BAR, onnx_models.BAR // 2)
    bars = np.random.default_rng(1).standard_normal((3, onnx_models.BAR), np.float32)
    latents = opened.encode(bars)
    assert latents.shape == (3, opened.latent_size, 48)
    assert np.allclose(opened.decode(latents), bars)


def test_what_is_predicted_follows_the_sound_and_the_noise(imaginer: Path) -> None:
    opened = bundle.open(imaginer)
    power = np.zeros((2, *SKETCH_SHAPE), np.float32)
    power[1, 12:24, :64] = power[1, 12:24, 128 + 9] = 1
    power[:, 48:] = 1
    still = np.zeros((2, opened.noise_size), np.float32)
    guess = opened.predict(power, still)
    assert np.flatnonzero(np.abs(guess[1]).max(axis=0)).tolist() == list(range(12, 24))
    assert not guess[0].any()
    harmony, rhythm = opened.guess(power)
    assert harmony.shape == (2, 4, 12) and rhythm.shape == (2, 2, 16)
    assert harmony[1, 1].argmax() == 9 and not harmony[1, 2].any() and not harmony[0].any()
    assert rhythm[1].nonzero()[0].tolist() == [0] * 4 and not rhythm[0].any()
    assert rhythm[1].nonzero()[1].tolist() == [4, 5, 6, 7]
    assert np.allclose(opened.predict(power, still + 1), guess + onnx_models.NOISE)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"role": None}, ("role",)),
        ({"role": "harp"}, ("'harp'", "percussion")),
        ({"graphs": {}}, ("encoder", "decoder")),
        ({"task": "tag"}, ("encoder", "model")),
    ],
)
def test_a_wrong_manifest_of_what_imagines_is_refused(
    imaginer: Path, changes: dict[str, Any], words: tuple[str, ...]
) -> None:
    refused(edited(imaginer, **changes), *words)


def test_each_of_its_graphs_is_verified(imaginer: Path) -> None:
    predictor = imaginer / "predictor.onnx"
    predictor.write_bytes(predictor.read_bytes() + b" ")
    refused(imaginer, "predictor.onnx", "SHA-256")
    predictor.unlink()
    refused(imaginer, "predictor.onnx")


def test_graphs_that_do_not_fit_together_are_refused(tmp_path: Path) -> None:
    graphs = onnx_models.generate() | {"decoder": onnx_models.generate(size=8)["decoder"]}
    with pytest.raises(BundleError, match="decoder"):
        pack(graphs, tmp_path, name="x", version="1", task="generate", about={"role": "bass"})


def test_installed_skips_damaged_bundles_with_the_reason(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        pack(onnx_models.embed(), tmp_path / "all", name=name, version="1", task="embed")
    alone = pack(onnx_models.embed(), tmp_path, name="alone", version="1", task="embed")
    edited(tmp_path / "all" / "b-1", feature_version=99)
    shipped, _ = bundle.installed()
    found, reasons = bundle.installed([str(tmp_path / "all"), str(alone), str(tmp_path / "none")])
    labels = [each.label for each in found[len(shipped) :]]
    assert labels == ["a-1", "c-1", "alone-1"]
    assert [reason.partition(": ")[0] for reason in reasons] == [
        str(tmp_path / "all" / "b-1"),
        str(tmp_path / "none"),
    ]


def test_of_two_alike_the_first_counts(tmp_path: Path) -> None:
    for place in ("one", "two"):
        pack(onnx_models.embed(), tmp_path / place, name="a", version="1", task="embed")
    found, reasons = bundle.installed([str(tmp_path / "one"), str(tmp_path / "two")])
    assert [each.label for each in found].count("a-1") == 1
    assert not reasons
