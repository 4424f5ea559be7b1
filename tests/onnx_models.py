"""Models small enough to be written down: what they answer can be told beforehand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from live.features import SKETCH_SHAPE
from live.types import Floats

POWER = helper.make_tensor_value_info("power", TensorProto.FLOAT, ["n", *SKETCH_SHAPE])


def _model(
    nodes: Sequence[onnx.NodeProto], output: str, shape: Sequence[int | str], **constants: Floats
) -> onnx.ModelProto:
    graph = helper.make_graph(
        nodes,
        "tiny",
        [POWER],
        [helper.make_tensor_value_info(output, TensorProto.FLOAT, shape)],
        [
            *(numpy_helper.from_array(values, name) for name, values in constants.items()),
            numpy_helper.from_array(np.array([1], np.int64), "frames"),
        ],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)


def _mean() -> onnx.NodeProto:
    return helper.make_node("ReduceMean", ["power", "frames"], ["mean"], keepdims=0)


def embed() -> onnx.ModelProto:
    """The mean spectrum is the embedding."""
    nodes = [_mean(), helper.make_node("Identity", ["mean"], ["embedding"])]
    return _model(nodes, "embedding", ["n", SKETCH_SHAPE[1]])


def pair(weights: Floats) -> onnx.ModelProto:
    """The score is the mean power (212,) weighted and clipped to 0..1."""
    nodes = [
        _mean(),
        helper.make_node("MatMul", ["mean", "weights"], ["weighted"]),
        helper.make_node("Clip", ["weighted", "low", "high"], ["score"]),
    ]
    limits = {"low": np.array(0, np.float32), "high": np.array(1, np.float32)}
    return _model(nodes, "score", ["n"], weights=weights.astype(np.float32), **limits)


def tag(weights: Floats) -> onnx.ModelProto:
    """Six probabilities: the mean spectrum times `weights` (212, 6)."""
    nodes = [_mean(), helper.make_node("MatMul", ["mean", "weights"], ["roles"])]
    return _model(nodes, "roles", ["n", 6], weights=weights.astype(np.float32))
