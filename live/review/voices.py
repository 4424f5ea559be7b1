"""What became of the slots, told in time: which loop sounded from when to when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from live import slots
from live.review.course import Course
from live.review.values import Block, Moment, Taken
from live.timeline import BEAT_EPSILON
from live.types import Playing, Slot, SlotState

#: Seconds by which the log's beats and times may disagree.
_ROUNDING = 1e-6

#: Seconds: what is shorter is not heard; between a new start and its bar line so much may pass.
_INAUDIBLE = 0.01


@dataclass(frozen=True, slots=True)
class _Voice:
    """From `start` on a slot sounds `playing`."""

    start: Moment
    playing: Playing | None


def blocks(
    index: int, states: Sequence[tuple[float, Slot]], taken: Sequence[Taken], course: Course
) -> Iterator[Block]:
    """The blocks of slot `index`, which was put into each of `states` at its time."""
    ends = [time for time, _ in states[1:]] + [course.end]
    voices: list[_Voice] = []
    for (time, slot), end in zip(states, ends, strict=True):
        for voice in _voices(slot, time, end, course):
            if not voices or voices[-1].playing != voice.playing:
                voices.append(voice)
    last = Moment(course.end, course.beat_at(course.end))
    edges = [voice.start for voice in voices[1:]] + [last]
    for voice, edge in zip(voices, edges, strict=True):
        if voice.playing is not None:
            block = Block(index, voice.playing.suggestion, voice.start, edge)
            yield from heard(replace(block, taken=_how(block, taken)), course)


def _voices(slot: Slot, time: float, end: float, course: Course) -> Iterator[_Voice]:
    """What `slot` sounds from `time` to `end`, if nobody touches it in between."""
    yield _Voice(Moment(time, course.beat_at(time)), slot.sounding)
    if slot.state not in (SlotState.QUEUED, SlotState.STOPPING):
        return
    due = course.reached(slot.at_beat, time)
    if due is not None and due <= end + _ROUNDING:
        after = slots.passed(slot, slot.at_beat + BEAT_EPSILON)
        yield _Voice(Moment(due, slot.at_beat), after.sounding)


def _how(block: Block, taken: Iterable[Taken]) -> Taken | None:
    """How the loop came into its slot; undone and taken up again, it is still the same choice."""
    found = [
        choice
        for choice in taken
        if (choice.slot, choice.loop) == (block.slot, block.loop.id)
        and choice.time <= block.start.time
    ]
    return found[-1] if found else None


def heard(block: Block, course: Course) -> Iterator[Block]:
    """`block` without the time in which the music stood still."""
    start = block.start
    for stop, again in course.stops():
        if stop < block.end.time and again > start.time:
            if stop - start.time > _INAUDIBLE:
                yield replace(block, start=start, end=Moment(stop, course.beat_at(stop)))
            start = Moment(again, course.beat_at(again))
    if block.end.time - start.time > _INAUDIBLE:
        yield replace(block, start=start)
