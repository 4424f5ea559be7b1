"""Loop, one-shot, silence or song: only loops are ever suggested."""

from __future__ import annotations

import numpy as np

from live.library.facts import Facts
from live.library.onsets import PER_SECOND, Onsets
from live.library.tempo import MOST_BARS, Grid, is_session_tempo
from live.types import Fact, Kind, Origin

#: Longer than 64 bars at any usable tempo.
LONGEST_SECONDS = 300.0

_SILENT_LUFS = -60.0
_SHORTEST_LOOP = 0.25
_SHORT = 0.6
_DIES_AWAY_DB = -6.0
_FEW_ONSETS = 3
_CLEAR_PULSE = 3.0
_SURE_NAME = 0.7


def kind(seconds: float, lufs: float, tempo: Facts, claimed: Fact | None, onsets: Onsets) -> Fact:
    """The fact `kind`: by level, length, what file and name `claimed`, and how the sound goes."""
    if lufs <= _SILENT_LUFS:
        return _found(Kind.SILENCE, 0.95)
    if seconds > LONGEST_SECONDS or _bars(tempo) > MOST_BARS:
        return _found(Kind.SONG, 0.9)
    if seconds < _SHORTEST_LOOP or "bpm" not in tempo:
        return _found(Kind.ONE_SHOT, 0.9, "too short for a beat")
    if claimed and claimed.confidence >= _SURE_NAME:
        return claimed
    heard = _by_sound(seconds, tempo, onsets)
    return claimed if claimed and not _pulses(tempo["bpm"], onsets) else heard


def _by_sound(seconds: float, tempo: Facts, onsets: Onsets) -> Fact:
    bpm = tempo["bpm"]
    if bpm.origin is not Origin.ANALYSIS and _bars(tempo) >= 1:
        return Fact(Kind.LOOP, bpm.origin, 0.7)
    if seconds < _SHORT:
        return _found(Kind.ONE_SHOT, 0.8, "short")
    if onsets.decibels(seconds / 2, seconds) < _DIES_AWAY_DB:
        return _found(Kind.ONE_SHOT, 0.75, "dies away")
    pulses = _pulses(bpm, onsets) and strokes(onsets) >= _FEW_ONSETS
    if not pulses and not _is_session_tempo(tempo):
        return _found(Kind.ONE_SHOT, 0.6, "no pulse, and no beats of a whole tempo fill its length")
    return _found(Kind.LOOP, 0.6)


def strokes(onsets: Onsets) -> int:
    """How many onsets stand out, no two within 40 ms."""
    strength = onsets.strength
    around = np.lib.stride_tricks.sliding_window_view(np.pad(strength, 4), 9).max(axis=1)
    return int(np.sum((strength >= around) & (strength > 2 * strength.mean())))


def _bars(tempo: Facts) -> float:
    if "beats" not in tempo:
        return 0.0
    beats, metre = tempo["beats"].value, tempo["beats_per_bar"].value
    assert isinstance(beats, float) and isinstance(metre, int)
    return beats / metre


def _is_session_tempo(tempo: Facts) -> bool:
    bpm, beats = tempo["bpm"].value, tempo["beats"].value
    assert isinstance(bpm, float) and isinstance(beats, float)
    return is_session_tempo(Grid(bpm, beats))


def _pulses(bpm: Fact, onsets: Onsets) -> bool:
    assert isinstance(bpm.value, float)
    return max(float(onsets.pulse(bpm.value / 60 * k)) for k in (1, 2, 4)) >= _CLEAR_PULSE


def _found(kind: Kind, confidence: float, note: str = "") -> Fact:
    return Fact(kind, Origin.ANALYSIS, confidence, note)


assert PER_SECOND == 100  # the 40 ms above
