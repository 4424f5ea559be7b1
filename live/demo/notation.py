"""The text that the packs are written in: one sign a sixteenth, as in a tracker.

`.` rests and `-` holds the sign before it. A rhythm is written without gaps (`9...5.7-`, digits
are velocities), a line with a gap between its signs (`1 - . b3`); bars may be set apart by `|`.
A pattern shorter than its loop repeats.
"""

from __future__ import annotations

from dataclasses import dataclass

STEPS_PER_BEAT = 4


@dataclass(frozen=True, slots=True)
class Step:
    """`sign` begins at sixteenth `at` and lasts `length` sixteenths."""

    at: int
    length: int
    sign: str

    @property
    def beats(self) -> float:
        return self.length / STEPS_PER_BEAT


def rhythm(text: str, beats: int) -> list[Step]:
    """The steps of a text with one character a sixteenth, repeated to fill `beats`."""
    return _steps([sign for sign in text if sign not in " |"], beats)


def line(text: str, beats: int) -> list[Step]:
    """The steps of a text with a gap between signs, repeated to fill `beats`."""
    return _steps(text.replace("|", " ").split(), beats)


def swung(step: int, swing: float) -> float:
    """The beat of sixteenth `step`; every second one falls at `swing` (0.5 even) of its eighth."""
    eighth, second = divmod(step, 2)
    return (eighth + second * swing) / 2


def _steps(signs: list[str], beats: int) -> list[Step]:
    total = beats * STEPS_PER_BEAT
    filled = [signs[at % len(signs)] for at in range(total)]
    return [
        Step(at, 1 + _held(filled[at + 1 :]), sign)
        for at, sign in enumerate(filled)
        if sign not in ".-"
    ]


def _held(following: list[str]) -> int:
    return next((count for count, sign in enumerate(following) if sign != "-"), len(following))
