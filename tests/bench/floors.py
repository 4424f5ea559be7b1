"""The least that work can take: its operations or its bytes, at this machine's peaks.

What is counted are the products of matrices, the Fourier transforms and the arrays that have to be
read and written once; the rest is what a floor is there to show.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime

from live import features
from tests.bench.peaks import Peaks
from tests.bench.report import seconds

_COUNTED = {"Conv", "ConvTranspose", "Gemm", "MatMul"}


@dataclass(frozen=True, slots=True)
class Floor:
    """Operations and bytes of work that does both at once."""

    flops: float = 0.0
    bytes: float = 0.0

    def seconds(self, peaks: Peaks) -> float:
        return max(self.flops / peaks.flops, self.bytes / peaks.bandwidth)

    def text(self, peaks: Peaks, took: float) -> str:
        """With what it is made of, and how many times as long was taken."""
        least = self.seconds(peaks)
        if self.flops / peaks.flops >= self.bytes / peaks.bandwidth:
            why = f"{self.flops / 1e6:.3g} MFLOP"
        else:
            why = f"{self.bytes / 1e6:.3g} MB"
        return f"{seconds(least)} for {why}: {took / least:.3g} times"


def spectra(beats: float) -> Floor:
    """Of the Fourier transforms and bands of so many beats."""
    frames = beats * features.FRAMES_PER_BEAT
    each = (
        2.5 * bank.fft * math.log2(bank.fft) + 2 * bank.weights.size for bank in features._banks()
    )
    return Floor(flops=frames * sum(each))


def graph(file: Path, **inputs: Any) -> Floor:
    """Of one run of an ONNX graph: its convolutions and products, and its weights read once."""
    model = onnx.load(str(file))
    weights = {each.name: tuple(each.dims) for each in model.graph.initializer}
    for node in model.graph.node:
        if node.op_type == "Constant" and node.attribute[0].HasField("t"):
            weights[node.output[0]] = tuple(node.attribute[0].t.dims)
    shapes = _shapes(model, inputs) | weights
    counted = [node for node in model.graph.node if node.op_type in _COUNTED]
    read = sum(math.prod(dims) for dims in weights.values())
    return Floor(sum(2.0 * _products(node, shapes) for node in counted), 4.0 * read)


def _products(node: Any, shapes: dict[str, tuple[int, ...]]) -> int:
    left, right = (shapes[name] for name in node.input[:2])
    if node.op_type == "Conv":  # weights (out, in / groups, *kernel): all of them for every output
        return math.prod(shapes[node.output[0]]) * math.prod(right[1:])
    if node.op_type == "ConvTranspose":
        return math.prod(left) * math.prod(right[1:])
    return math.prod(shapes[node.output[0]]) * left[-1]


def _shapes(model: Any, inputs: dict[str, Any]) -> dict[str, tuple[int, ...]]:
    """What goes between the nodes in a real run; who infers it from the graph loses the thread."""
    known = {each.name for each in model.graph.output}
    names = [name for node in model.graph.node for name in node.output if name not in known]
    model.graph.output.extend(onnx.ValueInfoProto(name=name) for name in names)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), options, ["CPUExecutionProvider"]
    )
    wanted = [each.name for each in session.get_outputs()]
    made = dict(zip(wanted, session.run(wanted, inputs), strict=True))
    return {name: np.shape(array) for name, array in (made | inputs).items()}
