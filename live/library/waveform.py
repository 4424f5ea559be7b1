"""Draws a loop as a picture: its waveform in the colour of its role, with bars, beats and tail."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from live.audio import Audio
from live.errors import FileError
from live.library import describe
from live.types import Floats, Loop

WIDTH, HEIGHT = 1600, 520

_SCALE = 2  # drawn larger and reduced: Pillow draws lines without smoothing
_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 40, 118, 64
_BACKGROUND, _PANEL = (16, 17, 22), (24, 26, 34)
_TEXT, _DIM, _BAR_LINE, _BEAT_LINE = (235, 236, 240), (140, 144, 158), (92, 96, 112), (48, 51, 63)
_COLOURS = {
    "percussion": (255, 159, 67),
    "bass": (99, 132, 255),
    "chord": (72, 207, 173),
    "melody": (255, 107, 159),
    "fx": (178, 132, 255),
    "voice": (255, 214, 92),
    "": (160, 168, 184),
}
_MOST_NUMBERS = 32


def draw(sound: Audio, known: Loop) -> Image.Image:
    """The picture (1600 x 520) of `sound`, of which everything `known` is written above it."""
    canvas = _Canvas(sound, known)
    canvas.panel()
    canvas.grid()
    canvas.wave()
    canvas.tail()
    canvas.title()
    return canvas.picture()


def save(picture: Image.Image, path: str | Path) -> None:
    """Write `picture` as a PNG. Raises `FileError`."""
    try:
        picture.save(path, format="PNG")
    except OSError as error:
        raise FileError(f"{path}: {error.strerror}; name another file with --png") from None


class _Canvas:
    """The picture while it is drawn; coordinates are those of the finished one."""

    def __init__(self, sound: Audio, known: Loop) -> None:
        self._sound, self._known = sound, known
        self._image = Image.new("RGB", (WIDTH * _SCALE, HEIGHT * _SCALE), _BACKGROUND)
        self._draw = ImageDraw.Draw(self._image, "RGBA")
        self._role = describe.role(known)
        self._colour = _COLOURS[self._role]
        self._loop_seconds = known.beats * 60 / known.bpm if known.bpm else 0.0
        self._seconds = max(sound.seconds, self._loop_seconds)

    def panel(self) -> None:
        box = (_LEFT, _TOP, WIDTH - _RIGHT, HEIGHT - _BOTTOM)
        self._draw.rounded_rectangle(_scaled(box), 10 * _SCALE, fill=_PANEL)

    def grid(self) -> None:
        """Lines on bars, ticks on beats, and the numbers of the bars below."""
        beats, bars = self._known.beats, math.ceil(self._known.bars)
        every = 2 ** math.ceil(math.log2(max(bars / _MOST_NUMBERS, 1)))
        for beat in range(math.floor(beats) + 1) if beats else ():
            x = self._x(beat * self._loop_seconds / beats)
            bar, within = divmod(beat, self._known.beats_per_bar)
            if within and bars <= _MOST_NUMBERS:
                self._line(x, _TOP + 8, HEIGHT - _BOTTOM - 8, _BEAT_LINE, 1)
            elif not within:
                self._line(x, _TOP, HEIGHT - _BOTTOM, _BAR_LINE, 2)
                if bar % every == 0 and beat < beats:
                    self._write((x + 6, HEIGHT - _BOTTOM + 10), str(bar + 1), 18, _DIM)

    def wave(self) -> None:
        """Peaks in full colour over the mean level in a lighter one, mirrored."""
        middle, half = (_TOP + HEIGHT - _BOTTOM) / 2, (HEIGHT - _BOTTOM - _TOP) / 2 - 14
        columns = round((WIDTH - _LEFT - _RIGHT) * _SCALE * self._sound.seconds / self._seconds)
        peaks, levels = _envelopes(self._sound.samples, max(columns, 1))
        loudest = max(float(peaks.max()), 1e-6)
        light = tuple((c + 255) // 2 for c in self._colour)
        for heights, colour in ((peaks, (*self._colour, 150)), (levels, (*light, 255))):
            for column, height in enumerate(heights / loudest * half):
                x = _LEFT * _SCALE + column
                top, bottom = (middle - height) * _SCALE, (middle + height) * _SCALE
                self._draw.line((x, top, x, bottom), fill=colour)

    def tail(self) -> None:
        """What lies after the loop is dimmed."""
        if 0 < self._loop_seconds < self._seconds - 0.01:
            x = self._x(self._loop_seconds)
            box = (x, _TOP, WIDTH - _RIGHT, HEIGHT - _BOTTOM)
            self._draw.rectangle(_scaled(box), fill=(*_BACKGROUND, 170))
            self._write((x + 8, _TOP + 8), "tail", 16, _DIM)

    def title(self) -> None:
        self._write((_LEFT, 22), textwrap.shorten(Path(self._known.path).stem, 80), 34, _TEXT)
        self._write((_LEFT, 72), "   ·   ".join(self._summary()), 22, self._colour)
        self._write(
            (WIDTH - _RIGHT, HEIGHT - _BOTTOM + 10), f"{self._seconds:.2f} s", 18, _DIM, "ra"
        )

    def picture(self) -> Image.Image:
        return self._image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)

    def _summary(self) -> Iterator[str]:
        known = self._known
        yield self._role or known.kind
        if known.bpm:
            yield f"{known.bpm:.6g} bpm"
            yield describe.length(known)
        if known.key_name:
            yield known.key_name
        yield f"{known.lufs:.1f} LUFS"

    def _x(self, seconds: float) -> float:
        return _LEFT + (WIDTH - _LEFT - _RIGHT) * seconds / self._seconds

    def _line(
        self, x: float, top: float, bottom: float, colour: tuple[int, ...], width: int
    ) -> None:
        self._draw.line(_scaled((x, top, x, bottom)), fill=colour, width=width * _SCALE)

    def _write(
        self,
        place: tuple[float, float],
        text: str,
        size: int,
        colour: tuple[int, ...],
        anchor: str = "la",
    ) -> None:
        font = ImageFont.load_default(size * _SCALE)
        x, y = _scaled(place)
        self._draw.text((x, y), text, fill=colour, font=font, anchor=anchor)


def _scaled(coordinates: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(c * _SCALE for c in coordinates)


def _envelopes(samples: Floats, columns: int) -> tuple[Floats, Floats]:
    """Peak and RMS (columns,) of what falls on each column."""
    loudest = np.abs(samples).max(axis=1)
    starts = np.minimum(np.arange(columns) * len(samples) // columns, len(samples) - 1)
    counts = np.diff(np.append(starts, len(samples)))
    power = np.add.reduceat(loudest**2, starts) / np.maximum(counts, 1)
    return np.maximum.reduceat(loudest, starts), np.sqrt(power)
