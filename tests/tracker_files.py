"""ProTracker modules, written out: four channels, two samples, 64 rows of 125 / 4 bpm."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

ROWS = 64
_PERIOD_C2 = 428
_SAMPLES = 31

#: Row -> (channel, sample number from 1).
Pattern = Mapping[int, Sequence[tuple[int, int]]]


def module(
    path: Path, patterns: Sequence[Pattern], names: Sequence[str] = ("kick", "lead")
) -> Path:
    """Patterns in their order; every sample is a short tone, the second an octave higher."""
    waves = [_wave(8 * (number + 1)) for number in range(len(names))]
    header = b"song".ljust(20, b"\0")
    for number in range(_SAMPLES):
        name, size = (names[number], len(waves[number])) if number < len(names) else ("", 0)
        loud = 64 if size else 0
        header += struct.pack(">22sHBBHH", name.encode(), size // 2, 0, loud, 0, 1)
    orders = bytes(range(len(patterns))).ljust(128, b"\0")
    header += bytes([len(patterns), 127]) + orders + b"M.K."
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(header + b"".join(map(_pattern, patterns)) + b"".join(waves))
    return path


def _wave(cycles: int) -> bytes:
    time = np.arange(1024) / 1024
    wave = 100 * np.sin(2 * np.pi * cycles * time) * np.exp(-4 * time)
    return wave.astype(np.int8).tobytes()


def _pattern(pattern: Pattern) -> bytes:
    cells = np.zeros((ROWS, 4, 4), np.uint8)
    for row, notes in pattern.items():
        for channel, sample in notes:
            high, low = divmod(_PERIOD_C2, 256)
            cells[row, channel] = (sample & 0xF0) | high, low, (sample & 15) << 4, 0
    return cells.tobytes()
