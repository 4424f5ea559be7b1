"""Writes the files that a library is made of, with the chunks that other programs put into them."""

from __future__ import annotations

import struct
from pathlib import Path

import soundfile

from live.types import Floats
from tests.sounds import RATE


def wav(path: Path, samples: Floats, rate: int = RATE, **chunks: bytes) -> Path:
    """A 16-bit WAV; `acid=...` and such follow its audio."""
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, samples, rate)
    if chunks:
        path.write_bytes(with_chunks(path.read_bytes(), **chunks))
    return path


def with_chunks(file: bytes, big_endian: bool = False, **chunks: bytes) -> bytes:
    """The RIFF or FORM `file` with more chunks at its end."""
    order = ">" if big_endian else "<"
    for name, data in chunks.items():
        file += (
            struct.pack(f"{order}4sI", name.encode(), len(data)) + data + b"\0" * (len(data) % 2)
        )
    return file[:4] + struct.pack(f"{order}I", len(file) - 8) + file[8:]


def acid(
    bpm: float, beats: int, root: int | None = None, one_shot: bool = False, numerator: int = 4
) -> bytes:
    flags = (1 if one_shot else 0) | (2 if root is not None else 0)
    return struct.pack("<IHHfIHHf", flags, root or 60, 0x8000, 0.0, beats, 4, numerator, bpm)


def smpl(first: int, last: int) -> bytes:
    """One forward loop; `last` is its last frame, as the format has it."""
    header = struct.pack("<9I", 0, 0, 22675, 60, 0, 0, 0, 1, 0)
    return header + struct.pack("<6I", 0, 0, first, last, 0, 0)


def basc(
    beats: int, root: int = 60, scale: int = 0, numerator: int = 4, one_shot: bool = False
) -> bytes:
    return struct.pack(">IIHHHHH", 1, beats, root, scale, numerator, 4, int(one_shot)).ljust(
        84, b"\0"
    )
