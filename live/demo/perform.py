"""A performer that needs no hands: takes the best suggestion every few bars, drops the oldest."""

from __future__ import annotations

from collections.abc import Callable

from live import actions, events
from live.types import Slot, SlotState

#: A loop is accepted in every second bar, so that one hears what came and the list in between.
BARS_BETWEEN = 2

#: More than this at once is a wall of sound.
VOICES = 4


class Performer:
    """An output that answers what it is sent; ends the set after `bars` bars, if that is not 0."""

    def __init__(self, post: Callable[[events.Event], None], bars: int = 0) -> None:
        self._post = post
        self._bars = bars
        self._first: int | None = None
        self._offered = 0
        self._slots: dict[int, Slot] = {}

    def send(self, action: actions.Action, now: float) -> None:
        match action:
            case actions.Offered():
                self._offered = len(action.suggestions)
            case actions.SlotIs():
                self._slots[action.index] = action.slot
            case actions.BarComing():
                self._bar(action.bar)

    def close(self) -> None:
        """Nothing is held."""

    def _bar(self, bar: int) -> None:
        self._first = bar if self._first is None else self._first
        played = bar - self._first
        if self._bars and played >= self._bars:
            self._post(events.Quit())
        elif played % BARS_BETWEEN == 0:
            self._take_the_best()

    def _take_the_best(self) -> None:
        if not self._offered:
            return
        taken = {i: s for i, s in self._slots.items() if s.state is not SlotState.EMPTY}
        sounding = {i: s for i, s in taken.items() if s.state is not SlotState.STOPPING}
        if len(sounding) >= VOICES:
            oldest = min(sounding, key=lambda i: sounding[i].at_beat)
            self._post(events.StopSlot(oldest))
        self._post(events.Accept(0))
