"""What a review holds. Times are seconds since the set began, beats those of the session."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from live.library import describe
from live.review.arrangement import Arrangement
from live.review.course import Course
from live.types import Loop, Suggestion, key_name


@dataclass(frozen=True, slots=True)
class Moment:
    time: float
    beat: float


@dataclass(frozen=True, slots=True)
class Taken:
    """How a loop was chosen: from `place` (from 1 on) of a list of `among`."""

    time: float
    slot: int
    loop: int
    place: int
    among: int
    previewed: bool


@dataclass(frozen=True, slots=True)
class Block:
    """A loop sounds from `start` to `end` in a slot, or in the host with `slot` None."""

    slot: int | None
    suggestion: Suggestion
    start: Moment
    end: Moment
    taken: Taken | None = None

    @property
    def loop(self) -> Loop:
        return self.suggestion.loop

    @property
    def lane(self) -> str:
        """Slots are counted from 0, as everywhere in Barwise."""
        return "host" if self.slot is None else f"slot {self.slot}"

    @property
    def key(self) -> str:
        """In which it sounds, as `Am`."""
        loop = self.loop
        tonic = None if loop.key is None else (loop.key + self.suggestion.transpose) % 12
        return key_name(tonic, loop.mode)


@dataclass(frozen=True, slots=True)
class Shown:
    """A list on show from `time` on; `taken` are the places from which loops were launched."""

    time: float
    bar: int
    in_time: bool
    suggestions: tuple[Suggestion, ...]
    taken: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Heard:
    """What a bar was taken to sound like, as `actions.Hears` has it."""

    time: float
    source: str
    roles: tuple[float, ...]
    key: str


@dataclass(frozen=True, slots=True)
class Mark:
    """One line at a time: a `problem`, a `status`, or what a `hand` did."""

    time: float
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Review:
    """A set. `done` counts what hands did; `notes` say what could not be told, and why."""

    began: datetime
    seconds: float
    recording: str
    course: Course
    arrangement: Arrangement
    blocks: tuple[Block, ...]
    shown: tuple[Shown, ...]
    heard: tuple[Heard, ...]
    marks: tuple[Mark, ...]
    taken: tuple[Taken, ...]
    done: Mapping[str, int]
    notes: tuple[str, ...]

    @property
    def first_sound(self) -> float | None:
        """When the first loop of our own came in."""
        own = (block.start.time for block in self.blocks if block.slot is not None)
        return min(own, default=None)


def name(loop: Loop) -> str:
    """What a performer calls it."""
    return Path(loop.path).stem


def role(loop: Loop) -> str:
    return describe.role(loop)
