"""Packs ONNX graphs into the folder that `live.bundle.open` opens."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import onnx

from live import bundle, graph, manifest
from live.features import FEATURE_VERSION
from live.tasks import WHOLE

CARD = "CARD.md"

#: By their names, as in `live.tasks`.
Graphs = Mapping[str, onnx.ModelProto]


def pack(
    model: onnx.ModelProto | Graphs,
    into: Path,
    *,
    name: str,
    version: str,
    task: str,
    card: str = "",
    about: Mapping[str, Any] = MappingProxyType({}),
) -> Path:
    """Write `into`/NAME-VERSION with model, manifest and `card` (Markdown), and return that folder.

    A task of several graphs has all of them for a model. The names and shapes of the tensors are
    taken from there; `about` adds to the manifest: to that of `generate` its `role`. Raises
    `BundleError` if the stage would refuse the result, which is then left to be looked at.
    """
    folder = into / f"{name}-{version}"
    folder.mkdir(parents=True, exist_ok=True)
    own = {
        "barwise_bundle": manifest.FORMAT,
        "name": name,
        "version": version,
        "task": task,
        "feature_version": FEATURE_VERSION,
        **_graphs(folder, model),
    }
    added = {key: value for key, value in about.items() if key not in own}
    text = json.dumps({**own, **added}, indent=2) + "\n"
    (folder / manifest.MANIFEST).write_text(text, encoding="utf-8")
    (folder / CARD).write_text(card, encoding="utf-8")
    bundle.open(folder)
    return folder


def _graphs(folder: Path, model: onnx.ModelProto | Graphs) -> dict[str, Any]:
    """What the manifest says of them, after they are written."""
    if isinstance(model, onnx.ModelProto):
        return _graph(folder, WHOLE, model)
    return {"graphs": {name: _graph(folder, name, each) for name, each in model.items()}}


def _graph(folder: Path, name: str, model: onnx.ModelProto) -> dict[str, Any]:
    file = bundle.graph_file(folder, name)
    onnx.save(model, file)
    return {
        "inputs": {tensor.name: _shape(tensor) for tensor in model.graph.input},
        "outputs": {tensor.name: _shape(tensor) for tensor in model.graph.output},
        "opset": next(each.version for each in model.opset_import if not each.domain),
        "sha256": graph.digest(file),
    }


def _shape(tensor: onnx.ValueInfoProto) -> list[int | str]:
    """Its sizes; one that is not fixed by its name."""
    sizes = tensor.type.tensor_type.shape.dim
    return [size.dim_param or size.dim_value for size in sizes]
