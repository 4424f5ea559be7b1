"""What a player that starts again is told."""

from __future__ import annotations

from live.player.memory import Memory
from live.player.messages import Clock, Cue, CueStop, Launch, Message, Prepare, Sound, Stop

CLOCK = Clock(120.0, 0.0, 0.0, 4, True, 0)
A, B = (Sound(name, name, 4.0, 120.0, 4.0) for name in "ab")


def remembered(*sent: tuple[float, Message]) -> list[Message]:
    """What is left of messages that were sent at these beats."""
    memory = Memory().after(CLOCK, 0.0)
    for beat, message in sent:
        memory = memory.after(message, beat / 2)
    return list(memory.messages())[1:]


def test_the_clock_comes_first() -> None:
    memory = Memory().after(Launch(0, 4.0, 4.0, A), 0.0).after(CLOCK, 0.0)
    assert next(memory.messages()) == CLOCK


def test_what_sounds_and_what_is_to_come_are_told() -> None:
    first, second = Launch(0, 4.0, 4.0, A), Launch(0, 16.0, 16.0, B)
    assert remembered((3.0, first), (14.0, second)) == [first, second]


def test_what_has_been_replaced_is_not() -> None:
    first, second = Launch(0, 4.0, 4.0, A), Launch(0, 16.0, 16.0, B)
    stop = Stop(0, 24.0)
    assert remembered((3.0, first), (14.0, second), (23.0, stop)) == [second, stop]


def test_what_was_called_off_is_not() -> None:
    first, second, stop = Launch(0, 4.0, 4.0, A), Launch(0, 16.0, 16.0, B), Stop(0, 20.0)
    assert remembered((3.0, first), (14.0, second), (15.0, stop)) == [first, stop]


def test_slots_and_the_cue_do_not_mix() -> None:
    first, other, cue = Launch(0, 4.0, 4.0, A), Launch(1, 4.0, 4.0, B), Cue(4.0, 4.0, A)
    assert remembered((3.0, first), (3.0, other), (3.0, cue)) == [first, other, cue]
    assert remembered((3.0, cue), (5.0, CueStop(5.0))) == [cue, CueStop(5.0)]


def test_of_the_lists_the_latest_loops_are_told() -> None:
    sent = [Prepare(Sound(str(n), "", 4.0, 120.0, 4.0)) for n in range(40)]
    assert remembered(*((0.0, one) for one in sent)) == sent[-16:]
