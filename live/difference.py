"""The actions that turn one state of the set into another.

Actions are never decided case by case: whatever changed the session, what has to be sent is the
difference, so undo needs no knowledge of what it undoes.
"""

from __future__ import annotations

from collections.abc import Iterator

from live import actions
from live.stage import Session, Stage
from live.timeline import next_multiple
from live.types import Slot, SlotState


def difference(old: Session, new: Session, beat: float) -> Iterator[actions.Action]:
    before, after = old.stage, new.stage
    for index, (was, is_) in enumerate(zip(before.slots, after.slots, strict=True)):
        if was != is_:
            yield from _slot_difference(index, was, is_, beat)
            yield actions.SlotIs(index, is_)
    if before.offered != after.offered or old.seq != new.seq:
        yield actions.Offered(new.seq, new.bar, after.offered, new.deadline_met)
    if (before.cursor, before.offered) != (after.cursor, after.offered):
        yield actions.CursorAt(after.cursor)
    if old.cue != new.cue:
        yield _cue(new, beat)
    if settings(before) != settings(after):
        yield settings(after)
    yield from _taste(before, after)


def again(session: Session, beat: float) -> Iterator[actions.Action]:
    """What brings outputs that know nothing to do what `session` does, each loop in its phase."""
    for index, slot in enumerate(session.stage.slots):
        if (sounding := slot.sounding) is not None:
            yield actions.Launch(index, sounding.suggestion, sounding.since, sounding.since)
        if slot.state is SlotState.QUEUED and slot.suggestion is not None:
            yield actions.Launch(index, slot.suggestion, slot.at_beat, slot.since)
        elif slot.state is SlotState.STOPPING:
            yield actions.Stop(index, slot.at_beat)
    if session.cue is not None:
        yield _cue(session, beat)


def _slot_difference(index: int, was: Slot, is_: Slot, beat: float) -> Iterator[actions.Action]:
    if is_.suggestion is None:
        if was.state is SlotState.QUEUED:
            yield actions.Stop(index, beat)
    elif is_.state is SlotState.STOPPING:
        yield actions.Stop(index, is_.at_beat)
    elif not _began(was, is_):
        yield actions.Launch(index, is_.suggestion, is_.at_beat, is_.since)


def _began(was: Slot, is_: Slot) -> bool:
    """Whether the queued loop has merely begun to play: the player knows that already."""
    same = (was.suggestion, was.since) == (is_.suggestion, is_.since)
    return same and (was.state, is_.state) == (SlotState.QUEUED, SlotState.PLAYING)


def _cue(session: Session, beat: float) -> actions.Cue:
    """From the next beat on, at the place in its bar where it would be if it had been launched."""
    quantum = session.rules.quantum
    start = next_multiple(beat, 1.0)
    return actions.Cue(session.cue, start, next_multiple(start - quantum + 1.0, quantum))


def settings(stage: Stage) -> actions.Settings:
    """What the performer has set."""
    return actions.Settings(stage.locked, stage.role, stage.surprise, stage.energy)


def _taste(before: Stage, after: Stage) -> Iterator[actions.Action]:
    changed = (before.banned ^ after.banned) | (before.favourites ^ after.favourites)
    for id in sorted(changed):
        yield actions.Taste(id, id in after.banned, id in after.favourites)
