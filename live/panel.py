"""What a control shows, and what its relative gestures start from: the last state it was sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from live.actions import Action, Clocked, Cue, CursorAt, Offered, Settings, SlotIs, Taste
from live.events import Accept, Energy, Event, StopSlot, Surprise, WantRole
from live.timeline import Timeline
from live.types import ROLES, Slot, SlotState, Suggestion

#: What there is to want, in the order in which it is cycled through.
WANTS = ("auto", *ROLES, "any")

UNTOUCHED = Settings(locked=False, role="auto", surprise=0.5, energy=0.5)


@dataclass(frozen=True, slots=True)
class Panel:
    """`suggestions` is None before the first list; an empty one means that nothing fits."""

    suggestions: tuple[Suggestion, ...] | None = None
    cursor: int = 0
    settings: Settings = UNTOUCHED
    slots: Mapping[int, Slot] = field(default_factory=dict)
    cued: int | None = None
    favourites: frozenset[int] = frozenset()
    line: Timeline = field(default_factory=Timeline)

    def after(self, action: Action) -> Panel:
        """The panel once `action` is shown; itself if that makes no difference."""
        match action:
            case Offered():
                return replace(self, suggestions=action.suggestions)
            case CursorAt():
                return replace(self, cursor=action.index)
            case Settings():
                return replace(self, settings=action)
            case SlotIs():
                return replace(self, slots={**self.slots, action.index: action.slot})
            case Cue():
                cued = action.suggestion.loop.id if action.suggestion else None
                return replace(self, cued=cued)
            case Taste():
                chosen = {action.id} if action.favourite else set()
                return replace(self, favourites=self.favourites - {action.id} | chosen)
            case Clocked():
                return replace(self, line=action.transport.timeline)
        return self

    def suggestion(self, index: int) -> Suggestion | None:
        offered = self.suggestions or ()
        return offered[index] if index < len(offered) else None

    def slot(self, index: int) -> Slot:
        return self.slots.get(index, Slot())

    # What the gestures mean here and now.

    def role_moved(self, by: int) -> WantRole:
        """The role `by` further in `WANTS`, round and round."""
        return WantRole(WANTS[(WANTS.index(self.settings.role) + by) % len(WANTS)])

    def energy_moved(self, by: float) -> Energy:
        return Energy(_within(self.settings.energy + by))

    def surprise_moved(self, by: float) -> Surprise:
        return Surprise(_within(self.settings.surprise + by))

    def slot_pressed(self, index: int) -> Event:
        """One button a slot: the suggestion under the cursor goes into an empty one, else stop."""
        if self.slot(index).state is SlotState.EMPTY:
            return Accept(slot=index)
        return StopSlot(index)


def _within(amount: float) -> float:
    return min(max(round(amount, 6), 0.0), 1.0)
