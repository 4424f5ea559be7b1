"""What is known of a clip that plays, and what that means to whoever hears it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from live.events import Played
from live.timeline import Timeline

#: Read again and again: only so does one learn that a clip was launched anew, or exchanged.
POLLED = ("file_path", "playing_position", "end_marker")

#: Told whenever they change.
LISTENED = ("pitch_coarse", "gain", "warping")

#: Live says where a clip is with the accuracy of its screen. The clock knows the phase; only which
#: beat it is has to be read, and that must not flicker.
_STICKY_BEATS = 0.75
_STICKY_SHARE = 0.01

#: A clip's gain (0..1 to -inf..24 dB) rises by 40 dB from 0.4, which is 0 dB; below it falls like a
#: parabola. Fitted to measurements of Live 12: within 0.2 dB down to -43 dB, where we stop.
_UNITY, _SLOPE = 0.4, 40.0
_VERTEX, _TOP, _BEND = 0.505, 2.2, 200.0
QUIETEST, LOUDEST = -43.0, 24.0


@dataclass(frozen=True, slots=True)
class Clip:
    """A clip that plays; None is what has not been told yet.

    `end` and `position` are beats of the session in a warped clip and seconds of the file in one
    that is not; `position` was read at the monotonic time `at`.
    """

    path: str | None = None
    transpose: int | None = None
    gain: float | None = None
    warped: bool | None = None
    end: float | None = None
    position: float | None = None
    at: float = 0.0
    refused: bool = False

    @property
    def told(self) -> bool:
        """Whether all is known, or Live has refused to tell."""
        known = (self.path, self.transpose, self.gain, self.warped, self.end, self.position)
        return self.refused or None not in known

    def after(self, name: str, value: Any, at: float) -> Clip:
        """With the property `name` as AbletonOSC says it."""
        if value is None:
            return replace(self, refused=True)
        if name == "playing_position":
            return replace(self, position=float(value), at=at)
        write = _PROPERTY.get(name)
        return self if write is None else write(self, value)

    def played(self, line: Timeline, before: Played | None) -> Played:
        """How it is played, on the beats of `line`. What is as it was `before` stays the same."""
        assert self.transpose is not None and self.gain is not None
        beats = _steady(self._beats(line), before.beats if before else None)
        since = line.beat_at(self.at) - self._position(line)
        if before is not None and abs(_apart(since, before.since, beats)) < _STICKY_BEATS:
            since = before.since
        else:
            since = float(round(since))
        return Played(self.transpose, round(decibels(self.gain), 1), beats, since)

    @property
    def _rate(self) -> float:
        """What is not warped is transposed by playing it faster."""
        return 1.0 if self.warped else 2 ** ((self.transpose or 0) / 12)

    def _beats(self, line: Timeline) -> float:
        return self._in_beats(self.end or 0.0, line) or 1.0

    def _position(self, line: Timeline) -> float:
        return self._in_beats(self.position or 0.0, line)

    def _in_beats(self, place: float, line: Timeline) -> float:
        return place if self.warped else place / self._rate / line.seconds_per_beat


def _steady(beats: float, before: float | None) -> float:
    """A clock's tempo trembles, and with it the beats of what is told in seconds."""
    return before if before and abs(beats / before - 1) < _STICKY_SHARE else beats


def _apart(one: float, other: float, beats: float) -> float:
    """Where two beats are in turns of `beats`, one seen from the other."""
    return (one - other + beats / 2) % beats - beats / 2


_PROPERTY: dict[str, Callable[[Clip, Any], Clip]] = {
    "file_path": lambda clip, value: replace(clip, path=str(value)),
    "pitch_coarse": lambda clip, value: replace(clip, transpose=int(value)),
    "gain": lambda clip, value: replace(clip, gain=float(value)),
    "warping": lambda clip, value: replace(clip, warped=bool(value)),
    "end_marker": lambda clip, value: replace(clip, end=float(value)),
}


def decibels(gain: float) -> float:
    """A clip's gain in decibels."""
    if gain >= _UNITY:
        return _SLOPE * (min(gain, 1.0) - _UNITY)
    return max(QUIETEST, _TOP - _BEND * (_VERTEX - gain) ** 2)


def gain(decibels: float) -> float:
    """The gain of a clip that is to sound `decibels` louder than its file."""
    if decibels >= 0:
        return _UNITY + min(decibels, LOUDEST) / _SLOPE
    return _VERTEX - math.sqrt((_TOP - max(decibels, QUIETEST)) / _BEND)
