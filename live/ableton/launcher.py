"""Has Live play what is accepted: puts it there at once, and launches it when its beat is the next.

Live's own quantisation does the launching. So nothing is fired before the moment from which on
Live's next one is the beat that is meant, however early it was accepted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from live import actions
from live.ableton.lanes import Hand, Lane, Placed, watched
from live.ableton.liveset import LiveSet, Place
from live.ableton.slots import CUE
from live.controls import Post
from live.errors import DeviceError
from live.events import SlotEnded, Trouble
from live.timeline import Timeline, Transport, next_multiple
from live.types import Suggestion

#: Seconds after a moment of Live's quantisation at which it has certainly passed.
_PASSED = 0.03

#: How far the length that Live makes out may be from that of a loop, of it.
_INEXACT = 0.03

#: Seconds after its beat at which what was fired plays, or never will.
_OVERDUE = 2.0


class Launcher:
    """Barwise's slots in Live. For one thread.

    `choose` says who can put something into a slot, or raises `DeviceError`; `leave` is told what
    has ended. Live needs `margin` seconds to launch what it is given.
    """

    def __init__(
        self,
        choose: Callable[[int], Hand],
        leave: Callable[[Placed], None],
        margin: float,
        post: Post,
    ) -> None:
        self.transport = Transport(running=False)
        self._choose = choose
        self._leave = leave
        self._margin = margin
        self._post = post
        self._quantum = LiveSet().quantum
        self._lanes: dict[int, Lane] = {}

    @property
    def places(self) -> frozenset[Place]:
        """Where in Live our loops are."""
        held = (p for lane in self._lanes.values() for p in (lane.sounding, lane.coming))
        return frozenset(p.place for p in held if p is not None and p.place is not None)

    @property
    def _line(self) -> Timeline:
        return self.transport.timeline

    # --- what the session decides ---------------------------------------------------------------

    def launch(self, action: actions.Launch, now: float) -> None:
        self._catch_up(action.slot, now)
        sounding = self._lane(action.slot).sounding
        past = action.beat <= self._line.beat_at(now)
        if sounding is not None and sounding.is_of(action.suggestion) and past:
            self._keep(action.slot, replace(sounding, since=action.since), now)
        else:
            beat = self._next_quantum(now) if past else action.beat
            self._bring(action.slot, action.suggestion, beat, action.since, now)

    def stop(self, slot: int, now: float) -> None:
        self._catch_up(slot, now)
        self._withdraw(slot)
        lane = self._lane(slot)
        if lane.sounding is not None and not lane.ending:
            lane.sounding.by.stop(slot, lane.sounding)
            self._lanes[slot] = Lane(lane.sounding, ending=True)

    def cue(self, action: actions.Cue, now: float) -> None:
        """In phase, from Live's next quantum on."""
        self.stop(CUE, now)
        if action.suggestion is not None:
            beat = max(action.beat, self._next_quantum(now))
            self._bring(CUE, action.suggestion, beat, action.since, now)

    def _catch_up(self, slot: int, now: float) -> None:
        """What was due has begun, even if Live has not said so yet."""
        coming = self._lane(slot).coming
        if coming is not None and coming.fired and coming.beat <= self._line.beat_at(now):
            self._lanes[slot] = Lane(coming)

    def _keep(self, slot: int, sounding: Placed, now: float) -> None:
        """What sounds goes on: launch it again where it would be, if something was to end it."""
        lane = self._lane(slot)
        replaced = lane.coming is not None and lane.coming.fired and not lane.coming.made
        self._withdraw(slot)
        self._lanes[slot] = Lane(sounding)
        if lane.ending or replaced:
            again = sounding.again(self._next_quantum(now))
            again.by.aim(slot, again)
            self._lanes[slot] = Lane(sounding, again)
            self.tick(now)

    def _bring(
        self, slot: int, suggestion: Suggestion, beat: float, since: float, now: float
    ) -> None:
        """Put it into Live; what sounds in the slot goes on until it begins."""
        self._withdraw(slot)
        try:
            hand = self._choose(slot)
            placed = hand.put(slot, Placed(suggestion, beat, since, hand))
        except DeviceError as error:
            self._fail(slot, str(error))
        else:
            self._lanes[slot] = replace(self._lane(slot), coming=placed)
            self.tick(now)

    def _withdraw(self, slot: int) -> None:
        lane = self._lane(slot)
        if lane.coming is not None:
            lane.coming.by.withdraw(slot, lane.coming)
            self._lanes[slot] = replace(lane, coming=None)

    def _fail(self, slot: int, why: str) -> None:
        """The session must not believe that it sounds."""
        self._post(Trouble("ableton", why))
        self._ended(slot)

    def _ended(self, slot: int) -> None:
        if slot != CUE:
            self._post(SlotEnded(slot))

    # --- what time does -------------------------------------------------------------------------

    def tick(self, now: float) -> None:
        """Fire what is due, give up what has not begun."""
        for slot, placed in list(self._coming()):
            if not placed.fired and now >= self._fire_at(placed):
                placed.by.fire(slot, placed)
                coming = replace(placed, fired=True)
                self._lanes[slot] = replace(self._lane(slot), coming=coming)
        for slot, lane in list(self._lanes.items()):
            late = next((p for p in (lane.coming, lane.sounding) if self._is_overdue(p, now)), None)
            if late is not None:
                self._withdraw(slot)
                self._lanes.pop(slot)
                self._fail(slot, f"Live has not launched {late.name}: see what its track does")

    def due(self) -> float:
        """When `tick` has something to fire."""
        waiting = (self._fire_at(placed) for _, placed in self._coming() if not placed.fired)
        return min(waiting, default=float("inf"))

    def _fire_at(self, placed: Placed) -> float:
        """From here on Live's next quantum is its beat; a Live that stands still begins with it."""
        if not self.transport.running:
            return float("-inf")
        return self._line.time_at(placed.beat - self._quantum) + _PASSED

    def _is_overdue(self, placed: Placed | None, now: float) -> bool:
        if placed is None or not placed.fired or placed.seen or not self.transport.running:
            return False
        return now > self._line.time_at(placed.beat) + _OVERDUE

    def _next_quantum(self, now: float) -> float:
        """The first beat for which Live can still be told to launch something."""
        return next_multiple(self._line.beat_at(now + self._margin), self._quantum or 1.0)

    # --- what Live does -------------------------------------------------------------------------

    def watch(self, live: LiveSet, now: float) -> None:
        """See what Live plays: what was stopped there by hand has ended in the session, too."""
        self._quantum = live.quantum
        for slot, lane in list(self._lanes.items()):
            seen = watched(lane, live)
            self._lanes[slot] = seen
            if lane.coming is not None and seen.coming is None:
                self._check(lane.coming, now)
            if lane.sounding is not None and not _goes_on(lane.sounding, seen):
                self._leave(lane.sounding)
                if not lane.ending and seen == Lane():
                    self._ended(slot)

    def _check(self, begun: Placed, now: float) -> None:
        """Live launches what came too late for its beat at the next one."""
        late = self._line.beat_at(now) - begun.beat
        if self.transport.running and late > self._quantum > 0:
            text = f"{begun.name} began a bar late in Live: raise [ableton] margin_ms"
            self._post(Trouble("ableton", text))

    def missing(self, place: Place, now: float, *, again: bool) -> None:
        """Nothing is where one was put: try `again` if there is another way, or give up."""
        for slot, placed in list(self._coming()):
            if placed.place == place and placed.made:
                self._lanes[slot] = replace(self._lane(slot), coming=None)
                self._leave(placed)
                if again:
                    beat = max(placed.beat, self._next_quantum(now))
                    self._bring(slot, placed.suggestion, beat, placed.since, now)
                else:
                    self._fail(slot, f"Live cannot open {placed.suggestion.loop.path}")

    def measured(self, place: Place, beats: float) -> None:
        """Live has made out how many beats a file has, which nobody but a hand can mend."""
        for _, placed in self._coming():
            wanted = placed.suggestion.beats
            if placed.place == place and placed.made and abs(beats / wanted - 1) > _INEXACT:
                lies = f"Live takes {placed.name} for {beats:g} beats and not {wanted:g}"
                remedy = f"set its Seg. BPM to {placed.suggestion.loop.bpm:g} in the clip view"
                self._post(Trouble("ableton", f"{lies}: {remedy}"))

    def forget(self) -> None:
        """Live is gone, or has another set: nothing of ours sounds there."""
        for slot, lane in self._lanes.items():
            if lane != Lane():
                self._ended(slot)
        self._lanes.clear()

    def _lane(self, slot: int) -> Lane:
        return self._lanes.get(slot, Lane())

    def _coming(self) -> Iterator[tuple[int, Placed]]:
        for slot, lane in self._lanes.items():
            if lane.coming is not None:
                yield slot, lane.coming


def _goes_on(sounding: Placed, lane: Lane) -> bool:
    return lane.sounding is not None and lane.sounding.place == sounding.place
