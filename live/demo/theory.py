"""Pitches, keys, chords and voice leading: the harmony that the loops of one pack share.

Pitches are MIDI note numbers (60 is middle C), pitch classes are 0 (C) to 11 (B).
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from live.types import PITCHES

MINOR = (0, 2, 3, 5, 7, 8, 10)

#: The suffix of a chord's name -> semitones above its root.
QUALITIES = {
    "m7": (0, 3, 7, 10),
    "madd9": (0, 3, 7, 14),
    "m9": (0, 3, 7, 10, 14),
    "maj7": (0, 4, 7, 11),
    "7": (0, 4, 7, 10),
    "7b9": (0, 4, 7, 10, 13),
}

_SPELLING = {name: number for number, name in enumerate(PITCHES)} | {"Bb": 10, "Db": 1}

Voicing = tuple[int, ...]


def frequency(pitch: float) -> float:
    """Hertz of a MIDI pitch, A4 = 440."""
    return 440.0 * math.pow(2.0, (pitch - 69.0) / 12.0)


@dataclass(frozen=True, slots=True)
class Key:
    """A natural minor key on the pitch class `tonic`."""

    tonic: int

    @property
    def name(self) -> str:
        return PITCHES[self.tonic] + "m"

    def pitch(self, degree: int, octave: int) -> int:
        """The MIDI pitch of a scale degree: 1 is the tonic of `octave`, 8 an octave above it."""
        octaves, step = divmod(degree - 1, len(MINOR))
        return 12 * (octave + 1 + octaves) + self.tonic + MINOR[step]


@dataclass(frozen=True, slots=True)
class Chord:
    """A root (pitch class) and the semitones above it, the root's own 0 first."""

    root: int
    intervals: tuple[int, ...]

    def tone(self, count: int, lowest: int) -> int:
        """Chord tones counted upwards: 1 is the first root from `lowest` up, 2 the third ..."""
        within = tuple(interval for interval in self.intervals if interval < 12)
        octaves, index = divmod(count - 1, len(within))
        return lowest + (self.root - lowest) % 12 + 12 * octaves + within[index]

    @property
    def classes(self) -> tuple[int, ...]:
        return tuple((self.root + interval) % 12 for interval in self.intervals)


def key(name: str) -> Key:
    """The minor key of a name such as `Fm`."""
    return Key(_SPELLING[name.removesuffix("m")])


def chords(names: str) -> tuple[Chord, ...]:
    """A progression such as `Fm9 Bbm9`."""
    return tuple(chord(name) for name in names.split())


def chord(name: str) -> Chord:
    """The chord of a name such as `Bbm9`."""
    match = re.fullmatch(r"([A-G][b#]?)(.*)", name)
    assert match, name
    return Chord(_SPELLING[match[1]], QUALITIES[match[2]])


def voice_leading(chords: Sequence[Chord], lowest: int = 53, highest: int = 74) -> list[Voicing]:
    """One voicing a chord, between two pitches, each as near to the one before as it can be.

    The first chord is voiced close, so that the cycle of a loop comes home by small steps too.
    """
    voicings = [min(_voicings(chords[0], lowest, highest), key=_spread)]
    for following in chords[1:]:
        before = voicings[-1]
        choices = _voicings(following, lowest, highest)
        voicings.append(min(choices, key=lambda choice: (_movement(before, choice), choice)))
    return voicings


def _voicings(chord: Chord, lowest: int, highest: int) -> list[Voicing]:
    """Every way to lay each of the chord's tones into the range once without a muddle."""
    places = [
        [pitch for pitch in range(lowest, highest + 1) if pitch % 12 == pitch_class]
        for pitch_class in chord.classes
    ]
    return [voicing for voicing in map(_ascending, itertools.product(*places)) if _clear(voicing)]


def _ascending(tones: Voicing) -> Voicing:
    return tuple(sorted(tones))


def _clear(voicing: Voicing) -> bool:
    """No semitones between neighbours, and at least a third at the bottom."""
    gaps = [above - below for below, above in itertools.pairwise(voicing)]
    return gaps[0] >= 3 and min(gaps) >= 2


def _spread(voicing: Voicing) -> tuple[int, Voicing]:
    return voicing[-1] - voicing[0], voicing


def _movement(before: Voicing, after: Voicing) -> int:
    """Semitones that all voices move together, each to or from its nearest neighbour."""
    there = sum(min(abs(tone - other) for other in before) for tone in after)
    back = sum(min(abs(tone - other) for other in after) for tone in before)
    return there + back
