"""What a player should be doing, so that one that was started again can be told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from live.player.messages import Clock, Cue, CueStop, Launch, Message, Prepare, Stop

_CUE = -1
_PREPARED = 16


@dataclass(frozen=True, slots=True)
class Memory:
    """The clock, for every slot what happened last and what is to come, and the latest list."""

    clock: Clock | None = None
    slots: Mapping[int, tuple[Message, ...]] = field(default_factory=dict)
    prepared: tuple[Prepare, ...] = ()

    def after(self, message: Message, now: float) -> Memory:
        """The memory once `message` was sent at monotonic `now`."""
        match message:
            case Clock():
                return replace(self, clock=message)
            case Launch() | Stop():
                return self._with(message.slot, message, now)
            case Cue() | CueStop():
                return self._with(_CUE, message, now)
            case Prepare():
                return replace(self, prepared=(*self.prepared, message)[-_PREPARED:])
        return self

    def messages(self) -> Iterator[Message]:
        """What brings a player that knows nothing to where it should be."""
        if self.clock is not None:
            yield self.clock
        for history in self.slots.values():
            yield from history
        yield from self.prepared

    def _with(self, slot: int, message: Launch | Stop | Cue | CueStop, now: float) -> Memory:
        """A new order calls off what was to come; of what has come only the last matters."""
        beat = self.clock.transport().timeline.beat_at(now) if self.clock else message.beat
        come = [old for old in self.slots.get(slot, ()) if _beat(old) <= beat]
        return replace(self, slots={**self.slots, slot: (*come[-1:], message)})


def _beat(message: Message) -> float:
    assert isinstance(message, Launch | Stop | Cue | CueStop)
    return message.beat
