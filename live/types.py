"""The frozen values that travel: what a loop is, what is heard, what is suggested."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

ROLES = ("percussion", "bass", "chord", "melody", "fx", "voice")
PITCHES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")


class Origin(StrEnum):
    """Where a fact came from, the most trusted first."""

    USER = "user"
    EMBEDDED = "embedded"
    NAME = "name"
    ANALYSIS = "analysis"


class Kind(StrEnum):
    """What a file is; only a LOOP is ever suggested."""

    LOOP = "loop"
    ONE_SHOT = "one-shot"
    SILENCE = "silence"
    SONG = "song"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing known about a loop; `confidence` is 0..1, `note` says what was in doubt."""

    value: float | int | str | None
    origin: Origin
    confidence: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Loop:
    """A loop of the library.

    `id` stays with the content (its hash), wherever the file moves. `key` is the pitch class of
    the tonic (0 = C) or None for what has none; `roles` are probabilities in the order of `ROLES`.
    """

    id: int
    path: str
    digest: str
    kind: Kind
    seconds: float
    bpm: float
    beats: float
    beats_per_bar: int = 4
    key: int | None = None
    mode: str = ""
    roles: tuple[float, ...] = (0.0,) * len(ROLES)
    lufs: float = -18.0
    pack: str = ""
    licence: str = ""
    facts: Mapping[str, Fact] = field(default_factory=dict, compare=False)

    @property
    def bars(self) -> float:
        return self.beats / self.beats_per_bar

    @property
    def role(self) -> str:
        """The likeliest role."""
        return ROLES[max(range(len(ROLES)), key=self.roles.__getitem__)]

    @property
    def key_name(self) -> str:
        """`C#m`, `Eb` is spelt `D#`; empty for a loop without a key."""
        return key_name(self.key, self.mode)


def key_name(tonic: int | None, mode: str) -> str:
    """`C#m` for the pitch class 1 and minor; empty for no tonic."""
    return "" if tonic is None else PITCHES[tonic] + "m" * (mode == "minor")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A loop with its fix: it can be played as it stands, at `bpm`.

    Attributes
    ----------
    bpm
        the tempo of the session that the fix was made for.
    transpose
        semitones, -6..6.
    beat_offset
        beats after the bar line at which the loop's own first beat falls: launched on the bar at
        beat B, the loop plays its beat `(b - B - beat_offset) mod length` at beat b.
    stretch
        playback rate, above 1 is faster. Half- and double-time use is `stretch` near 1 with
        `loop.bpm * stretch` near half or twice `bpm`.
    gain_db
        brings the loop to the session's loudness.
    reasons
        term -> weighted contribution to `score`, the largest first.
    """

    loop: Loop
    score: float
    bpm: float
    transpose: int = 0
    beat_offset: float = 0.0
    stretch: float = 1.0
    gain_db: float = 0.0
    reasons: tuple[tuple[str, float], ...] = ()

    @property
    def beats(self) -> float:
        """Its length in beats of the session: a 4-beat loop of 87 bpm fills 8 beats at 174."""
        return self.loop.beats * self.bpm / (self.loop.bpm * self.stretch)


@dataclass(frozen=True, slots=True)
class Playing:
    """A loop that sounds, the fix it sounds with, and the beat from which its position counts."""

    suggestion: Suggestion
    since: float


class SlotState(StrEnum):
    EMPTY = "empty"
    QUEUED = "queued"
    PLAYING = "playing"
    STOPPING = "stopping"


@dataclass(frozen=True, slots=True)
class Slot:
    """One place of the player.

    `at_beat` is the beat at which a QUEUED loop begins, a PLAYING one began, a STOPPING one ends;
    `since` is the beat from which the loop's position counts (see `actions.Launch`). A QUEUED slot
    may hold `leaving`, what sounds there until `at_beat`.
    """

    state: SlotState = SlotState.EMPTY
    suggestion: Suggestion | None = None
    at_beat: float = 0.0
    since: float = 0.0
    leaving: Playing | None = None

    @property
    def sounding(self) -> Playing | None:
        """What is heard of it now."""
        if self.state is SlotState.QUEUED:
            return self.leaving
        return Playing(self.suggestion, self.since) if self.suggestion is not None else None
