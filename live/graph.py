"""One ONNX file of a bundle: verified, and ready to run on the thread that calls it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from live.errors import BundleError
from live.tasks import Shapes


@dataclass(frozen=True, slots=True)
class Promise:
    """What a manifest says of a graph; `sha256` is that of its file."""

    inputs: Shapes
    outputs: Shapes
    sha256: str


def open(file: Path, promise: Promise) -> Any:
    """An inference session of `file` that uses the calling thread only, and does not spin.

    Raises `BundleError` if the file is missing, damaged, or other than promised.
    """
    if not file.is_file():
        raise BundleError(f"{file.parent}: no {file.name}; install the bundle again")
    if digest(file) != promise.sha256:
        raise BundleError(f"{file}: damaged (SHA-256); install the bundle again")
    session = _session(file)
    for kind, nodes, shapes in (
        ("inputs", session.get_inputs(), promise.inputs),
        ("outputs", session.get_outputs(), promise.outputs),
    ):
        if names := {node.name for node in nodes} ^ set(shapes):
            raise BundleError(
                f"{file}: {kind} differ from the manifest in {', '.join(sorted(names))}; "
                "install the bundle again"
            )
    return session


def digest(file: Path) -> str:
    """The SHA-256 of the file in hexadecimal."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def line(error: Exception) -> str:
    """The first line of what onnxruntime has to say."""
    return str(error).strip().partition("\n")[0]


def _session(file: Path) -> Any:
    import onnxruntime  # only who has a bundle pays for it

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 4
    try:
        return onnxruntime.InferenceSession(file, options, ["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime raises kinds of its own
        raise BundleError(
            f"{file}: onnxruntime {onnxruntime.__version__} cannot load it ({line(error)}); "
            "update onnxruntime or install the bundle again"
        ) from None
