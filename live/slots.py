"""What becomes of one slot of the player: pure functions of slot and beat."""

from __future__ import annotations

from dataclasses import replace

from live.timeline import BEAT_EPSILON, next_multiple
from live.types import Playing, Slot, SlotState, Suggestion


def queued(slot: Slot, suggestion: Suggestion, at: float) -> Slot:
    """The slot with `suggestion` to begin at beat `at`, and until then what sounds there now."""
    return Slot(SlotState.QUEUED, suggestion, at, at, slot.sounding)


def ending(sounding: Playing | None, at: float) -> Slot:
    """The slot in which `sounding` ends at beat `at`."""
    if sounding is None:
        return Slot()
    return Slot(SlotState.STOPPING, sounding.suggestion, at, sounding.since)


def gone(slot: Slot) -> Slot:
    """The slot once what it plays has ended, or what it was to play does not come."""
    if slot.state is not SlotState.QUEUED or slot.leaving is None:
        return Slot()
    leaving = slot.leaving
    return Slot(SlotState.PLAYING, leaving.suggestion, leaving.since, leaving.since)


def passed(slot: Slot, beat: float) -> Slot:
    """The slot once the music has reached `beat`."""
    if slot.at_beat > beat + BEAT_EPSILON:
        return slot
    if slot.state is SlotState.QUEUED:
        return replace(slot, state=SlotState.PLAYING, leaving=None)
    return Slot() if slot.state is SlotState.STOPPING else slot


def moved(slot: Slot, beat: float, quantum: float) -> Slot:
    coming = next_multiple(beat, quantum)
    here = coming if abs(coming - beat) < BEAT_EPSILON else coming - quantum
    if slot.state is SlotState.PLAYING:
        return replace(slot, at_beat=here, since=here)
    if slot.state is SlotState.STOPPING:
        return replace(slot, at_beat=coming, since=here)
    if slot.state is SlotState.QUEUED:
        leaving = slot.leaving and replace(slot.leaving, since=here)
        return replace(slot, at_beat=coming, since=coming, leaving=leaving)
    return slot


def back(now: Slot, then: Slot, beat: float, quantum: float) -> Slot:
    """What `now` has to become so that the slot does again what it did `then`.

    The music went on in between: what was queued then may be due, what was to stop has stopped.
    """
    then = passed(then, beat)
    sounding = now.sounding
    coming = next_multiple(beat, quantum)
    if then.state is SlotState.QUEUED:
        return replace(then, leaving=sounding)
    if then.sounding is not None and then.sounding == sounding:
        return then
    if then.state is SlotState.PLAYING:
        return Slot(SlotState.QUEUED, then.suggestion, coming, then.since, sounding)
    return ending(sounding, coming)
