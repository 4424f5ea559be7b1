"""The parts of a tracker module: its instruments, each played alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from live import audio
from live.library import roles
from live.types import ROLES, Floats
from models.rendering import tracker
from models.rendering.take import BARS, BEATS, LEAST_BARS, RATE, PartTakes, Take, seconds
from models.rendering.tracker import PLAYED_RATE, Row

_LONGEST_SECONDS = 300.0
_SLOWEST, _FASTEST = 70.0, 180.0
_ROWS_A_BEAT = (4, 8, 2)  # the usual first
_SAME_SECONDS = 0.004  # rows are known to 1.3 ms
_SOUNDS = 1e-3  # of the power of the loudest bar
_SILENT = 1e-8


@dataclass(frozen=True, slots=True)
class Section:
    """Sixteen beats in one tempo."""

    second: float
    bpm: float


def parts(path: Path, most: int | None) -> Iterator[PartTakes]:
    """What the instruments of the module play in its first `most` sections; all if None.

    Raises `FileError`.
    """
    found = sections(tracker.rows(path, _LONGEST_SECONDS))[:most]
    if not found:
        return
    end = found[-1].second + seconds(found[-1].bpm)
    for number, name in enumerate(tracker.instruments(path)):
        samples = tracker.played(path, number, end)
        takes = tuple(_takes(audio.resample(samples, PLAYED_RATE, RATE), found))
        if takes:
            yield PartTakes(f"{number:03d}", _role(name), takes)


def sections(rows: Sequence[Row]) -> list[Section]:
    """The sections of a song whose patterns are whole bars of four beats."""
    if len(rows) < 2:
        return []
    begins = np.array([row.second for row in rows])
    count = BEATS * _rows_a_beat(float(np.median(np.diff(begins))))
    found, index = [], 0
    while index + count < len(rows):
        stop = index + count
        whole = rows[index].is_first and rows[stop].is_first
        if whole and np.ptp(np.diff(begins[index : stop + 1])) < _SAME_SECONDS:
            bpm = BEATS * 60 / (begins[stop] - begins[index])
            found.append(Section(float(begins[index]), round(float(bpm), 4)))
            index = stop
        else:
            index += 1
    return found


def _rows_a_beat(row_seconds: float) -> int:
    """How many rows make a beat of a usual tempo."""
    for count in _ROWS_A_BEAT:
        if _SLOWEST <= 60 / (count * row_seconds) <= _FASTEST:
            return count
    return _ROWS_A_BEAT[0]


def _takes(samples: Floats, found: Sequence[Section]) -> Iterator[Take]:
    """The sections in which enough sounds."""
    for number, section in enumerate(found):
        start, length = round(section.second * RATE), round(seconds(section.bpm) * RATE)
        loop = np.zeros(length, np.float32)
        cut = samples[start : start + length]
        loop[: len(cut)] = cut
        if _is_enough(loop):
            yield Take((number,), section.bpm, str(number), loop)


def _is_enough(loop: Floats) -> bool:
    power = np.array([np.mean(bar**2) for bar in np.array_split(loop, BARS)])
    return int((power > max(_SOUNDS * power.max(), _SILENT)).sum()) >= LEAST_BARS


def _role(name: str) -> str:
    """What the words of an instrument's name say; mostly they say something else."""
    hints = roles.hints(name, ())
    return "+".join(role for role in ROLES if hints.get(role, 0.0) == 1.0)
