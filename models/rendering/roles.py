"""What role a part plays, by its channel, its program and its notes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from models.rendering.phrases import Note, Phrase

_FAMILY = 8  # programs of General MIDI in a family
_PERCUSSIVE, _EFFECTS, _BASSES, _PADS = 14, 15, 4, 11
_LOW = 45  # A2: one voice below it is a bass, whatever plays it
_CHORD = 1.7  # notes that sound at once, on average
_MONOPHONIC = 1.3


def role(phrases: Sequence[Phrase]) -> str:
    """The role of a part that plays `phrases`."""
    part = phrases[0].part
    family = part.program // _FAMILY
    if part.is_drums or family == _PERCUSSIVE:
        return "percussion"
    if family == _EFFECTS:
        return "fx"
    notes = [note for phrase in phrases for note in phrase.notes]
    voices = float(np.mean([_voices(phrase.notes) for phrase in phrases]))
    is_low = float(np.median([note.pitch for note in notes])) < _LOW
    if family == _BASSES or (is_low and voices < _MONOPHONIC):
        return "bass"
    return "chord" if family == _PADS or voices >= _CHORD else "melody"


def _voices(notes: Sequence[Note]) -> float:
    """How many notes sound together while any does."""
    steps = sorted([(n.beat, 1) for n in notes] + [(n.beat + n.beats, -1) for n in notes])
    sounding, covered, total = 0, 0.0, 0.0
    for (beat, change), (following, _) in pairwise(steps):
        sounding += change
        covered += (following - beat) * (sounding > 0)
        total += (following - beat) * sounding
    return total / covered if covered else 0.0
