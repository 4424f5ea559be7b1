"""Steps the session through a log once more, without ranking, and notes all that happened."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from live import events, setlog
from live.cast import Cast
from live.errors import FileError
from live.replay import beginning
from live.review.course import Course
from live.review.values import Block, Heard, Mark, Moment, Shown, Taken, name
from live.session import step
from live.stage import Session
from live.types import Slot, Suggestion

#: What is counted if it changed the set, under the name that a review shows.
COUNTED: dict[type[events.Event], str] = {
    events.Preview: "previewed",
    events.Reject: "rejected",
    events.Ban: "banned",
    events.Favourite: "favourite",
    events.StopSlot: "stopped",
    events.Undo: "undone",
}


class Walk:
    """All that a log tells, in its order. `began` is the monotonic time of the set's second 0."""

    def __init__(self, header: setlog.Record, course: Course, cast: Cast, began: float) -> None:
        self.session = beginning(header)
        self.states: list[list[tuple[float, Slot]]] = [
            [(0.0, slot)] for slot in self.session.stage.slots
        ]
        self.hosted: list[Block] = []
        self.shown: list[Shown] = []
        self.heard: list[Heard] = []
        self.marks: list[Mark] = []
        self.taken: list[Taken] = []
        self.done: Counter[str] = Counter()
        self._course = course
        self._cast = cast
        self._began = began
        self._host: dict[str, tuple[Suggestion, Moment]] = {}
        self._cued: set[int] = set()
        self._now = 0.0

    def take(self, record: setlog.Record) -> None:
        """Raises `FileError` for what this Barwise cannot read."""
        if "at" in record:
            self._now = max(self._now, record["at"] - self._began)
        try:
            if "event" in record:
                self._event(record)
            elif "action" in record:
                self._action(record["action"])
        except (AttributeError, KeyError, TypeError) as error:
            raise FileError(
                f"written by another Barwise ({error}); review it with the one that wrote it"
            ) from None

    def end(self) -> None:
        """What the host plays ends with the set."""
        self._now = self._course.end
        self._host_plays({})

    # --- what was said and heard ------------------------------------------------------------------

    def _action(self, action: setlog.Record) -> None:
        if action["kind"] == "Problem":
            self.marks.append(Mark(self._now, "problem", action["text"]))
        elif action["kind"] == "Status":
            text = f"{action['what']}: {action['text']}"
            self.marks.append(Mark(self._now, "status", text))
        elif action["kind"] == "Hears":
            roles = tuple(action["roles"])
            self.heard.append(Heard(self._now, action["source"], roles, action["key"]))

    # --- events -----------------------------------------------------------------------------------

    def _event(self, record: setlog.Record) -> None:
        event = self._cast.event(record["event"])
        if isinstance(event, events.HostPlaying):
            self._host_plays(self._as_played(event, record["bpm"]))
            return
        if isinstance(event, events.Imagined | events.Guest):
            self._cast.meet(event)
        before = self.session
        self.session, _ = step(before, event, record["beat"])
        self._note_slots(before, event)
        self._note_list(before, event)
        self._note_hand(before, event)

    def _note_slots(self, before: Session, event: events.Event) -> None:
        pairs = zip(before.stage.slots, self.session.stage.slots, strict=True)
        for index, (was, is_) in enumerate(pairs):
            if was == is_:
                continue
            self.states[index].append((self._now, is_))
            if isinstance(event, events.Accept):
                self._note_taken(before, event, index)

    def _note_taken(self, before: Session, event: events.Accept, slot: int) -> None:
        offered = before.stage.offered
        place = before.stage.cursor if event.index is None else event.index
        loop = offered[place].loop
        previewed = loop.id in self._cued
        self.taken.append(Taken(self._now, slot, loop.id, place + 1, len(offered), previewed))
        self._cued.discard(loop.id)
        self.shown[-1:] = [replace(each, taken=(*each.taken, place)) for each in self.shown[-1:]]
        self._say("hand", f"took {place + 1} of {len(offered)}: {name(loop)}")

    def _note_list(self, before: Session, event: events.Event) -> None:
        if isinstance(event, events.Offer):
            self.done["lists"] += 1
            self.done["late"] += not event.deadline_met
        offered = self.session.stage.offered
        if offered == before.stage.offered and self.session.seq == before.seq:
            return
        if self.shown and offered == self.shown[-1].suggestions:
            return
        session = self.session
        self.shown.append(Shown(self._now, session.bar, session.deadline_met, offered))

    def _note_hand(self, before: Session, event: events.Event) -> None:
        what = COUNTED.get(type(event))
        after = self.session
        if what is None or (before.stage, before.cue) == (after.stage, after.cue):
            return
        if isinstance(event, events.Preview):
            if after.cue is None:
                return
            self._cued.add(after.cue.loop.id)
        self.done[what] += 1
        self._say("hand", f"{what}{_about(before, event)}")

    def _say(self, kind: str, text: str) -> None:
        self.marks.append(Mark(self._now, kind, text))

    # --- the host ---------------------------------------------------------------------------------

    def _as_played(self, event: events.HostPlaying, bpm: float) -> dict[str, Suggestion]:
        """What it plays beside our own; its gain and transposition are all that is known."""
        played = event.played or (events.Played(),) * len(event.paths)
        own = {slot.suggestion.loop.path for slot in self.session.stage.slots if slot.suggestion}
        return {
            path: Suggestion(self._cast.at(path), 1.0, bpm, how.transpose, gain_db=how.gain_db)
            for path, how in zip(event.paths, played, strict=True)
            if path not in own
        }

    def _host_plays(self, plays: dict[str, Suggestion]) -> None:
        now = Moment(self._now, self._course.beat_at(self._now))
        for path, (suggestion, start) in list(self._host.items()):
            if plays.get(path) != suggestion:
                self.hosted.append(Block(None, suggestion, start, now))
                del self._host[path]
        for path, suggestion in plays.items():
            self._host.setdefault(path, (suggestion, now))


def _about(before: Session, event: events.Event) -> str:
    """Which loop or slot was meant."""
    if isinstance(event, events.StopSlot):
        return f" slot {event.slot}"
    if isinstance(event, events.Preview | events.Reject | events.Ban | events.Favourite):
        index = before.stage.cursor if event.index is None else event.index
        return f": {name(before.stage.offered[index].loop)}"
    return ""
