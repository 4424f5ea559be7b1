"""From torch to ONNX.

By tracing: torch's newer exporter needs another package (onnxscript) and makes the same graph.
"""

from __future__ import annotations

import tempfile
import warnings
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch

from export.graphs import Graph
from live.errors import BundleError
from live.tasks import Shape

OPSET = 18

#: Sounds of the example that is traced, and of the one that has to come out as well.
_TRACED, _OTHER = 2, 3


def traced(graph: Graph) -> onnx.ModelProto:
    """`graph` for any number n of sounds. Raises `BundleError` if it is made for one number."""
    example = [
        torch.rand(_count(shape, _TRACED), *_sizes(shape)) for shape in graph.inputs.values()
    ]
    with torch.no_grad():
        shapes = {name: made.shape[1:] for name, made in graph(*example).items()}
    with warnings.catch_warnings(), tempfile.TemporaryDirectory() as folder:
        warnings.simplefilter("ignore")  # of what may go wrong; whether it did is seen below
        file = Path(folder) / "model.onnx"
        torch.onnx.export(
            graph,
            tuple(example),
            file,
            input_names=list(graph.inputs),
            output_names=list(shapes),
            dynamic_axes={name: {0: "n"} for name in (*_many(graph), *shapes)},
            opset_version=OPSET,
            dynamo=False,
        )
        model = onnx.load(file)
    for output in model.graph.output:
        _name_sizes(output, shapes[output.name])
    if not _takes(model, _OTHER):
        raise BundleError(
            f"{type(graph.net).__name__}: its graph takes {_TRACED} sounds only; do not count "
            "them in Python: write x.shape[0] for len(x)"
        )
    return model


def _many(graph: Graph) -> list[str]:
    """The inputs that hold any number of sounds."""
    return [name for name, (first, *_) in graph.inputs.items() if first == "n"]


def _count(shape: Shape, count: int) -> int:
    """How many sounds an input of that shape takes where the others take `count`."""
    return shape[0] if isinstance(shape[0], int) else count


def _sizes(shape: Shape) -> list[int]:
    """Of each of the sounds of an input of that shape."""
    return [int(size) for size in shape[1:]]


def _name_sizes(output: onnx.ValueInfoProto, shape: torch.Size) -> None:
    """Say of `output` that it is (n, *shape): the exporter knows only some of it."""
    first, *others = output.type.tensor_type.shape.dim
    first.dim_param = "n"
    for dimension, size in zip(others, shape, strict=True):
        dimension.dim_value = size


def _takes(model: onnx.ModelProto, count: int) -> bool:
    """Whether `count` sounds get as many answers."""
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    session = onnxruntime.InferenceSession(model.SerializeToString(), options)
    silence = {
        tensor.name: np.zeros((_count(tensor.shape, count), *_sizes(tensor.shape)), np.float32)
        for tensor in session.get_inputs()
    }
    try:
        made = session.run(None, silence)
    except Exception:  # onnxruntime raises kinds of its own
        return False
    return all(len(array) == count for array in made)
