"""A performer that needs no hands: takes the best suggestion every few bars, drops the oldest."""

from __future__ import annotations

from collections.abc import Callable

from live import actions, events
from live.imagination.studio import FIRST_ID
from live.types import Loop, Slot, SlotState, Suggestion

#: A loop is accepted in every second bar, so that one hears what came and the list in between.
BARS_BETWEEN = 2

#: More than this at once is a wall of sound.
VOICES = 4


class Performer:
    """An output that answers what it is sent; ends the set after `bars` bars, if that is not 0.

    Of the role `imagined` a loop is asked for whenever none sounds that was; it takes the place of
    one that plays the same part.
    """

    def __init__(
        self, post: Callable[[events.Event], None], bars: int = 0, imagined: str = ""
    ) -> None:
        self._post = post
        self._bars = bars
        self._imagined = imagined
        self._first: int | None = None
        self._offered: tuple[Suggestion, ...] = ()
        self._slots: dict[int, Slot] = {}

    def send(self, action: actions.Action, now: float) -> None:
        match action:
            case actions.Offered():
                self._offered = action.suggestions
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
        elif self._imagined and self._sounding() and not self._imagines():
            self._post(events.Generate(self._imagined))

    def _take_the_best(self) -> None:
        if not self._offered:
            return
        sounding = self._sounding()
        place = self._place(self._offered[0].loop)
        if place is None and len(sounding) >= VOICES:
            oldest = min(sounding, key=lambda i: sounding[i].at_beat)
            self._post(events.StopSlot(oldest))
        self._post(events.Accept(0, place))

    def _place(self, best: Loop) -> int | None:
        """The slot of the part that an imagined loop is to play."""
        if not _is_imagined(best):
            return None
        loops = ((i, s.suggestion.loop) for i, s in self._sounding().items() if s.suggestion)
        return next((i for i, loop in loops if loop.role == best.role), None)

    def _sounding(self) -> dict[int, Slot]:
        """The slots that go on."""
        ending = (SlotState.EMPTY, SlotState.STOPPING)
        return {i: slot for i, slot in self._slots.items() if slot.state not in ending}

    def _imagines(self) -> bool:
        slots = self._sounding().values()
        return any(slot.suggestion and _is_imagined(slot.suggestion.loop) for slot in slots)


def _is_imagined(loop: Loop) -> bool:
    return loop.id >= FIRST_ID
