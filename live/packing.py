"""Sketches as text: a set's log keeps what no library has."""

from __future__ import annotations

import base64
import zlib

import numpy as np

from live.features import SKETCH_SHAPE, Bytes


def packed(sketch: Bytes) -> str:
    """A sketch (192, 212) in some kilobytes of ASCII."""
    return base64.b64encode(zlib.compress(sketch.tobytes())).decode()


def unpacked(text: str) -> Bytes:
    """The sketch of `packed`."""
    return np.frombuffer(zlib.decompress(base64.b64decode(text)), np.uint8).reshape(SKETCH_SHAPE)
