"""Models small enough to be written down: what they answer can be told beforehand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from export.bundle import pack
from live.features import N_MEL, N_SEMITONE, SKETCH_PER_BEAT, SKETCH_SHAPE
from live.tasks import BAR_BEATS, BAR_FRAMES
from live.types import Floats

#: Samples of an imagined bar, numbers of a frame of its latent, and what of the noise is added.
BAR = 12_288
LATENT = BAR // BAR_FRAMES
NOISE = 0.1


def _model(
    inputs: Sequence[str],
    outputs: Mapping[str, Sequence[int | str]],
    nodes: Sequence[onnx.NodeProto],
    **constants: Floats,
) -> onnx.ModelProto:
    shapes = {name: [1 if name == "heard" else "n", *SKETCH_SHAPE] for name in inputs}
    return _graph(shapes, outputs, nodes, frames=np.array([1], np.int64), **constants)


def _graph(
    inputs: Mapping[str, Sequence[int | str]],
    outputs: Mapping[str, Sequence[int | str]],
    nodes: Sequence[onnx.NodeProto],
    **constants: Floats,
) -> onnx.ModelProto:
    graph = helper.make_graph(
        nodes,
        "tiny",
        [_tensor(name, shape) for name, shape in inputs.items()],
        [_tensor(name, shape) for name, shape in outputs.items()],
        [numpy_helper.from_array(array, name) for name, array in constants.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)


def _tensor(name: str, shape: Sequence[int | str]) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def _mean(power: str = "power") -> onnx.NodeProto:
    return helper.make_node("ReduceMean", [power, "frames"], ["mean"], keepdims=0)


def embed(asked: float = 1.0) -> onnx.ModelProto:
    """Form is the mean of each of the 212 bands, harmony the first 192 of them, rhythm the first
    32; what is asked is `asked` times as much, and tones by the mean of all bands.
    """
    nodes = [
        _mean(),
        helper.make_node("Identity", ["mean"], ["form"]),
        helper.make_node("ReduceMean", ["mean", "frames"], ["loudness"], keepdims=0),
        helper.make_node("Mul", ["loudness", "factor"], ["asked_tones"]),
    ]
    for name in ("harmony", "rhythm"):
        nodes += [
            helper.make_node("Slice", ["mean", "zero", f"{name}_end", "frames"], [f"{name}_flat"]),
            helper.make_node("Reshape", [f"{name}_flat", f"{name}_shape"], [name]),
            helper.make_node("Mul", [name, "factor"], [f"asked_{name}"]),
        ]
    shapes: dict[str, Sequence[int | str]] = {"harmony": ["n", 16, 12], "rhythm": ["n", 2, 16]}
    return _model(
        ["power"],
        {
            **shapes,
            "form": ["n", SKETCH_SHAPE[1]],
            **{f"asked_{name}": shape for name, shape in shapes.items()},
            "asked_tones": ["n"],
        },
        nodes,
        zero=np.array([0]),
        factor=np.array(asked, np.float32),
        harmony_end=np.array([192]),
        rhythm_end=np.array([32]),
        harmony_shape=np.array([-1, 16, 12]),
        rhythm_shape=np.array([-1, 2, 16]),
    )


def pair(weights: Floats) -> onnx.ModelProto:
    """The score is the mean power (212,) of the sum of both, weighted and clipped to 0..1."""
    nodes = [
        helper.make_node("Add", ["heard", "candidate"], ["sum"]),
        _mean("sum"),
        helper.make_node("MatMul", ["mean", "weights"], ["weighted"]),
        helper.make_node("Clip", ["weighted", "low", "high"], ["score"]),
    ]
    limits = {"low": np.array(0, np.float32), "high": np.array(1, np.float32)}
    weights = weights.astype(np.float32)
    return _model(["heard", "candidate"], {"score": ["n"]}, nodes, weights=weights, **limits)


def tag(weights: Floats) -> onnx.ModelProto:
    """Six probabilities: the mean spectrum times `weights` (212, 6)."""
    nodes = [_mean(), helper.make_node("MatMul", ["mean", "weights"], ["roles"])]
    return _model(["power"], {"roles": ["n", 6]}, nodes, weights=weights.astype(np.float32))


def generate(size: int = LATENT) -> dict[str, onnx.ModelProto]:
    """A latent is the bar itself, `size` samples a frame. What is missing in the first bar of a
    window is a tone of 120 Hz, as loud as what sounds in the frame, and a tenth of the noise in
    every frame; its harmony and rhythm are those of what sounds there.
    """
    turn = {"perm": [0, 2, 1]}
    bar, latent = ["n", BAR_FRAMES * size], ["n", size, BAR_FRAMES]
    wave = np.sin(2 * np.pi * 5 * np.arange(size) / size).astype(np.float32)
    return {
        "encoder": _graph(
            {"sound": bar},
            {"latent": latent},
            [
                helper.make_node("Reshape", ["sound", "shape"], ["frames"]),
                helper.make_node("Transpose", ["frames"], ["latent"], **turn),
            ],
            shape=np.array([-1, BAR_FRAMES, size]),
        ),
        "decoder": _graph(
            {"latent": latent},
            {"sound": bar},
            [
                helper.make_node("Transpose", ["latent"], ["frames"], **turn),
                helper.make_node("Reshape", ["frames", "shape"], ["sound"]),
            ],
            shape=np.array([-1, BAR_FRAMES * size]),
        ),
        "predictor": _graph(
            {"power": ["n", *SKETCH_SHAPE], "noise": ["n", size]},
            {"latent": latent},
            [
                helper.make_node("Slice", ["power", "start", "end", "time"], ["bar"]),
                helper.make_node("ReduceMean", ["bar", "bands"], ["mean"], keepdims=1),
                helper.make_node("Sqrt", ["mean"], ["level"]),
                helper.make_node("Mul", ["level", "wave"], ["turned"]),
                helper.make_node("Transpose", ["turned"], ["tone"], **turn),
                helper.make_node("Mul", ["noise", "share"], ["some"]),
                helper.make_node("Unsqueeze", ["some", "bands"], ["more"]),
                helper.make_node("Add", ["tone", "more"], ["latent"]),
            ],
            start=np.array([0]),
            end=np.array([BAR_FRAMES]),
            time=np.array([1]),
            bands=np.array([2]),
            wave=wave,
            share=np.array(NOISE, np.float32),
        ),
        "guesser": _graph(
            {"power": ["n", *SKETCH_SHAPE]},
            {"harmony": ["n", BAR_BEATS, 12], "rhythm": ["n", 2, 16]},
            [
                helper.make_node("Slice", ["power", "start", "end", "time"], ["bar"]),
                *_harmony(),
                *_rhythm(),
            ],
            start=np.array([0]),
            end=np.array([BAR_FRAMES]),
            time=np.array([1]),
            bands=np.array([2]),
            mels=np.array([N_MEL]),
            all=np.array([SKETCH_SHAPE[1]]),
            octaves=np.array([-1, BAR_BEATS, SKETCH_PER_BEAT, N_SEMITONE // 12, 12]),
            within_beats=np.array([2, 3]),
            sixteenths=np.array([-1, 16, BAR_FRAMES // 16, 2, N_MEL // 2]),
            within_sixteenths=np.array([2, 4]),
        ),
    }


def _harmony() -> list[onnx.NodeProto]:
    """The power of each pitch class in each beat of the bar, less their mean."""
    return [
        helper.make_node("Slice", ["bar", "mels", "all", "bands"], ["semitones"]),
        helper.make_node("Reshape", ["semitones", "octaves"], ["by_octave"]),
        helper.make_node("ReduceMean", ["by_octave", "within_beats"], ["chroma"], keepdims=0),
        helper.make_node("ReduceMean", ["chroma", "bands"], ["middle"], keepdims=1),
        helper.make_node("Sub", ["chroma", "middle"], ["harmony"]),
    ]


def _rhythm() -> list[onnx.NodeProto]:
    """The power of the lower and of the upper mel bands in each sixteenth of the bar."""
    return [
        helper.make_node("Slice", ["bar", "start", "mels", "bands"], ["mel"]),
        helper.make_node("Reshape", ["mel", "sixteenths"], ["by_half"]),
        helper.make_node("ReduceMean", ["by_half", "within_sixteenths"], ["halves"], keepdims=0),
        helper.make_node("Transpose", ["halves"], ["rhythm"], perm=[0, 2, 1]),
    ]


def imagining(into: Path, role: str = "bass", version: str = "1", size: int = LATENT) -> Path:
    """The bundle of `generate` for that role."""
    name, about = f"tiny-{role}", {"role": role}
    return pack(generate(size), into, name=name, version=version, task="generate", about=about)
