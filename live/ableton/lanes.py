"""What each of Barwise's slots does in Live: what sounds there, what is to follow, what ends."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from live.ableton.liveset import LiveSet, Place
from live.types import Suggestion


@dataclass(frozen=True, slots=True)
class Placed:
    """A loop that Live holds for us.

    At the beat `beat` it begins, its position counts from `since` (see `actions.Launch`). `place`
    is None if a device keeps it and knows where; one that we `made` was put there by us. It is
    `fired` when Live was told to launch it, and `seen` when Live has said that it plays.
    """

    suggestion: Suggestion
    beat: float
    since: float
    by: Hand
    place: Place | None = None
    made: bool = False
    fired: bool = False
    seen: bool = False

    @property
    def name(self) -> str:
        return Path(self.suggestion.loop.path).name

    @property
    def start(self) -> float:
        """Its own beat with which it begins, in beats of the session."""
        return (self.beat - self.since - self.suggestion.beat_offset) % self.suggestion.beats

    def again(self, beat: float) -> Placed:
        """The same clip, to be launched once more. It is not made anew: nothing may delete it."""
        return replace(self, beat=beat, made=False, fired=False, seen=False)

    def is_of(self, suggestion: Suggestion) -> bool:
        return self.suggestion.loop.id == suggestion.loop.id


class Hand(Protocol):
    """Who does in Live what is to be done there. `lane` is the slot of Barwise's."""

    def put(self, lane: int, placed: Placed) -> Placed:
        """Into Live, ready to be fired. Raises `DeviceError` if it cannot be."""

    def aim(self, lane: int, placed: Placed) -> None:
        """Have it begin with its own beat that belongs to the one at which it is launched."""

    def fire(self, lane: int, placed: Placed) -> None:
        """Launch it at Live's next quantum."""

    def stop(self, lane: int, placed: Placed) -> None:
        """End at Live's next quantum what sounds."""

    def withdraw(self, lane: int, placed: Placed) -> None:
        """What was put there, and perhaps fired, is not to begin."""


@dataclass(frozen=True, slots=True)
class Lane:
    """One slot of Barwise's: `ending` says that what sounds was told to stop."""

    sounding: Placed | None = None
    coming: Placed | None = None
    ending: bool = False


def watched(lane: Lane, live: LiveSet) -> Lane:
    """The lane once Live plays what `live` says."""
    sounding, coming = lane.sounding, lane.coming
    if coming is not None and coming.fired and _plays(coming, live):
        return Lane(replace(coming, seen=True))
    if sounding is None:
        return lane
    if _plays(sounding, live):
        return replace(lane, sounding=replace(sounding, seen=True))
    return Lane(coming=coming) if sounding.seen else lane


def _plays(placed: Placed, live: LiveSet) -> bool:
    """What only a device knows of is taken to play once it was fired."""
    return placed.fired if placed.place is None else live.plays(placed.place)
