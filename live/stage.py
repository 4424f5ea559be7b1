"""The state of a set: what is offered, where the cursor is, what the slots do, what is wished."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from live import slots
from live.events import Event
from live.types import Playing, Slot, SlotState, Suggestion

LONG_AGO = float("-inf")


@dataclass(frozen=True, slots=True)
class Rules:
    """What does not change during a set; `quantum` and `hold` in beats.

    A hand on the cursor holds the list for `hold` beats: it must not change under the finger.
    """

    quantum: float = 4.0
    hold: float = 8.0
    history: int = 64


@dataclass(frozen=True, slots=True)
class Stage:
    """What undo brings back.

    `rested` holds (loop id, beat of its last use or rejection); `imagined` is what was imagined
    last, until it is launched or refused, with the beat for which it was made; `picked` the id of
    the loop that was asked for by name, as long.
    """

    slots: tuple[Slot, ...] = (Slot(),) * 16
    offered: tuple[Suggestion, ...] = ()
    cursor: int = 0
    locked: bool = False
    role: str = "auto"
    surprise: float = 0.3
    energy: float = 0.5
    banned: frozenset[int] = frozenset()
    favourites: frozenset[int] = frozenset()
    rested: tuple[tuple[int, float], ...] = ()
    imagined: Playing | None = None
    picked: int | None = None

    @property
    def awaited(self) -> int | None:
        """What was picked, as long as it is not on show."""
        shown = {suggestion.loop.id for suggestion in self.offered}
        return None if self.picked in shown else self.picked

    def listed(
        self, ranked: tuple[Suggestion, ...], beat: float, bpm: float
    ) -> tuple[Suggestion, ...]:
        """`ranked`, headed by what was imagined: launched at `beat`, it goes with what it was made
        for.
        """
        if self.imagined is None:
            return ranked
        loop = self.imagined.suggestion.loop
        offset = (self.imagined.since - beat) % loop.beats
        stretch = bpm / loop.bpm
        head = replace(self.imagined.suggestion, bpm=bpm, beat_offset=offset, stretch=stretch)
        return (head, *ranked)

    def served(self, id: int) -> Stage:
        """The same, but the loop `id` does not head the list any more."""
        imagined = self.imagined
        if imagined is not None and imagined.suggestion.loop.id == id:
            imagined = None
        return replace(self, imagined=imagined, picked=None if self.picked == id else self.picked)


@dataclass(frozen=True, slots=True)
class Session:
    """The whole set.

    `seq`, `bar` and `deadline_met` belong to the list on show; `touched` is the beat at which a
    hand last moved the cursor.
    """

    stage: Stage = field(default_factory=Stage)
    rules: Rules = field(default_factory=Rules)
    seq: int = 0
    bar: int = 0
    deadline_met: bool = True
    cue: Suggestion | None = None
    touched: float = LONG_AGO
    history: tuple[tuple[type[Event], Stage], ...] = ()

    def playing_at(self, beat: float) -> tuple[Playing, ...]:
        """What will sound in the slots from `beat` on, if nobody does anything more."""
        settled = (slots.passed(slot, beat) for slot in self.stage.slots)
        return tuple(slot.sounding for slot in settled if slot.sounding is not None)

    def next_change(self) -> float | None:
        """The beat at which the next slot begins or ends."""
        waiting = (SlotState.QUEUED, SlotState.STOPPING)
        return min((s.at_beat for s in self.stage.slots if s.state in waiting), default=None)
