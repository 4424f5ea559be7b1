"""Packs an ONNX model into the folder that `live.bundle.open` opens."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import onnx

from live import bundle
from live.features import FEATURE_VERSION

CARD = "CARD.md"


def pack(
    model: onnx.ModelProto,
    into: Path,
    *,
    name: str,
    version: str,
    task: str,
    card: str = "",
    about: Mapping[str, Any] = MappingProxyType({}),
) -> Path:
    """Write `into`/NAME-VERSION with model, manifest and `card` (Markdown), and return that folder.

    The names and shapes of the tensors are taken from the model; `about` adds to the manifest.
    Raises `BundleError` if the stage would refuse the result, which is then left to be looked at.
    """
    folder = into / f"{name}-{version}"
    folder.mkdir(parents=True, exist_ok=True)
    onnx.save(model, folder / bundle.MODEL)
    own = {
        "barwise_bundle": bundle.FORMAT,
        "name": name,
        "version": version,
        "task": task,
        "feature_version": FEATURE_VERSION,
        "inputs": {tensor.name: _shape(tensor) for tensor in model.graph.input},
        "outputs": {tensor.name: _shape(tensor) for tensor in model.graph.output},
        "opset": next(each.version for each in model.opset_import if not each.domain),
        "sha256": bundle.digest(folder / bundle.MODEL),
    }
    added = {key: value for key, value in about.items() if key not in own}
    text = json.dumps({**own, **added}, indent=2) + "\n"
    (folder / bundle.MANIFEST).write_text(text, encoding="utf-8")
    (folder / CARD).write_text(card, encoding="utf-8")
    bundle.open(folder)
    return folder


def _shape(tensor: onnx.ValueInfoProto) -> list[int | str]:
    """Its sizes; one that is not fixed by its name."""
    sizes = tensor.type.tensor_type.shape.dim
    return [size.dim_param or size.dim_value for size in sizes]
