"""Packs an ONNX model into the folder that `live.bundle.open` opens."""

from __future__ import annotations

import json
from pathlib import Path

import onnx

from live import bundle
from live.features import FEATURE_VERSION


def pack(
    model: onnx.ModelProto, into: Path, *, name: str, version: str, task: str, card: str = ""
) -> Path:
    """Write `into`/NAME-VERSION with model, manifest and `card` (Markdown), and return that folder.

    The names and shapes of the tensors are taken from the model. Raises `BundleError` if the stage
    would refuse the result, which is then left to be looked at.
    """
    folder = into / f"{name}-{version}"
    folder.mkdir(parents=True, exist_ok=True)
    onnx.save(model, folder / bundle.MODEL)
    manifest = {
        "barwise_bundle": bundle.FORMAT,
        "name": name,
        "version": version,
        "task": task,
        "feature_version": FEATURE_VERSION,
        "inputs": {tensor.name: _shape(tensor) for tensor in model.graph.input},
        "outputs": {tensor.name: _shape(tensor) for tensor in model.graph.output},
        "sha256": bundle.digest(folder / bundle.MODEL),
    }
    text = json.dumps(manifest, indent=2) + "\n"
    (folder / bundle.MANIFEST).write_text(text, encoding="utf-8")
    (folder / "CARD.md").write_text(card, encoding="utf-8")
    bundle.open(folder)
    return folder


def _shape(tensor: onnx.ValueInfoProto) -> list[int | str]:
    """Its sizes; one that is not fixed by its name."""
    sizes = tensor.type.tensor_type.shape.dim
    return [size.dim_param or size.dim_value for size in sizes]
