from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from live import actions, events
from live.session import step
from live.stage import Session, Stage
from live.types import Kind, Loop, Slot, SlotState, Suggestion

BAR = 4.0


def suggestion(id: int) -> Suggestion:
    loop = Loop(id, f"/loops/{id}.wav", f"digest{id}", Kind.LOOP, 8.0, 120.0, 16.0)
    return Suggestion(loop, score=1.0 / (id + 1), bpm=120.0)


LIST = tuple(suggestion(id) for id in range(8))


def offered(slots: int = 4) -> Session:
    session = Session(Stage(slots=(Slot(),) * slots))
    return step(session, events.Offer(1, LIST), 0.0)[0]


def play(session: Session, *steps: tuple[events.Event, float]) -> Session:
    for event, beat in steps:
        session, _ = step(session, event, beat)
    return session


def test_accept_launches_at_the_next_quantum_and_plays_from_there() -> None:
    session, decided = step(offered(), events.Accept(2), 5.1)
    assert actions.Launch(0, LIST[2], 8.0, 8.0) in decided
    assert session.stage.slots[0].state is SlotState.QUEUED
    session, decided = step(session, events.Passed(), 8.0)
    assert session.stage.slots[0].state is SlotState.PLAYING
    assert not [a for a in decided if isinstance(a, actions.Launch)], "the player knows already"


def test_accept_on_the_bar_line_takes_that_bar_line() -> None:
    _, decided = step(offered(), events.Accept(), 8.0)
    assert actions.Launch(0, LIST[0], 8.0, 8.0) in decided


def test_a_second_press_does_not_double_the_loop() -> None:
    session = play(offered(), (events.Accept(0), 1.0))
    after, decided = step(session, events.Accept(0), 1.2)
    assert after == session
    assert decided == (actions.Problem("that loop is already queued in slot 0"),)


def test_full_slots_are_said_and_a_named_slot_swaps() -> None:
    session = play(offered(1), (events.Accept(0), 1.0), (events.Passed(), 4.0))
    _, decided = step(session, events.Accept(1), 5.0)
    assert decided == (actions.Problem("all 1 slots are taken: stop one, or name the slot"),)
    session, decided = step(session, events.Accept(1, slot=0), 5.0)
    assert actions.Launch(0, LIST[1], 8.0, 8.0) in decided
    assert [p.suggestion for p in session.playing_at(7.9)] == [LIST[0]]
    assert [p.suggestion for p in session.playing_at(8.0)] == [LIST[1]]


@pytest.mark.parametrize(
    "event",
    [events.Select(8), events.Accept(9), events.Accept(0, 99), events.StopSlot(0), events.Undo()],
)
def test_what_cannot_be_done_is_one_line_and_changes_nothing(event: events.Event) -> None:
    session = offered()
    after, decided = step(session, event, 1.0)
    assert after == session
    assert len(decided) == 1
    assert isinstance(decided[0], actions.Problem)


def test_a_hand_on_the_cursor_holds_the_list() -> None:
    session = play(offered(), (events.Next(), 5.0))
    held, decided = step(session, events.Offer(2, LIST[4:]), 8.0)
    assert held.stage.offered == LIST
    assert not decided
    let_go, _ = step(session, events.Offer(3, LIST[4:]), 13.1)
    assert let_go.stage.offered == LIST[4:]


def test_the_cursor_stays_on_its_loop_when_the_list_changes() -> None:
    session = play(offered(), (events.Select(5), 1.0), (events.Offer(2, LIST[3:]), 20.0))
    assert session.stage.offered[session.stage.cursor] == LIST[5]


def test_a_locked_list_stays() -> None:
    session = play(offered(), (events.Lock(True), 1.0), (events.Offer(2, LIST[4:]), 20.0))
    assert session.stage.offered == LIST
    assert not play(session, (events.Lock(None), 21.0)).stage.locked


def test_reject_and_ban_take_it_off_the_list_and_undo_brings_it_back() -> None:
    session = play(offered(), (events.Select(2), 0.5))
    for event in (events.Reject(), events.Ban()):
        after, _ = step(session, event, 1.0)
        assert LIST[2] not in after.stage.offered
        assert after.stage.offered[after.stage.cursor] == LIST[3]
        assert step(after, events.Undo(), 2.0)[0].stage == session.stage


def test_ban_and_favourite_are_told_to_the_memory() -> None:
    session, decided = step(offered(), events.Ban(1), 1.0)
    assert actions.Taste(1, banned=True, favourite=False) in decided
    _, decided = step(session, events.Undo(), 1.0)
    assert actions.Taste(1, banned=False, favourite=False) in decided
    _, decided = step(session, events.Favourite(0), 1.0)
    assert actions.Taste(0, banned=False, favourite=True) in decided


def test_preview_is_a_toggle_in_phase_with_the_bar() -> None:
    session, decided = step(offered(), events.Preview(3), 5.2)
    assert decided[-1] == actions.Cue(LIST[3], 6.0, 4.0)
    session, decided = step(session, events.Preview(3), 6.2)
    assert decided[-1] == actions.Cue(None, 7.0, 4.0)


def test_undo_of_a_stop_before_its_beat_calls_it_off() -> None:
    playing = play(offered(), (events.Accept(0), 1.0), (events.Passed(), 4.0))
    stopping = play(playing, (events.StopSlot(0), 5.0))
    session, decided = step(stopping, events.Undo(), 6.0)
    assert session.stage.slots[0] == playing.stage.slots[0]
    assert actions.Launch(0, LIST[0], 4.0, 4.0) in decided


def test_undo_of_a_stop_after_its_beat_takes_the_loop_up_in_its_old_phase() -> None:
    session = play(offered(), (events.Accept(0), 1.0), (events.Passed(), 4.0))
    session = play(session, (events.StopSlot(0), 5.0), (events.Passed(), 8.0))
    assert session.stage.slots[0].state is SlotState.EMPTY
    session, decided = step(session, events.Undo(), 9.0)
    assert actions.Launch(0, LIST[0], 12.0, 4.0) in decided


def test_undo_of_an_accept_that_plays_already_stops_it_at_the_next_quantum() -> None:
    session = play(offered(), (events.Accept(0), 1.0), (events.Passed(), 4.0))
    session, decided = step(session, events.Undo(), 5.0)
    assert actions.Stop(0, 8.0) in decided
    assert session.stage.slots[0].state is SlotState.STOPPING


def test_a_knob_in_motion_is_one_step_of_undo() -> None:
    session = offered()
    for amount in (0.1, 0.2, 0.9):
        session = play(session, (events.Surprise(amount), 1.0))
    assert play(session, (events.Undo(), 2.0)).stage.surprise == Stage().surprise


def test_a_restarted_transport_keeps_what_sounds_and_how_old_things_are() -> None:
    session = play(offered(), (events.Accept(0), 21.0), (events.Passed(), 24.0))
    session = play(session, (events.Accept(1), 25.0))
    session, decided = step(session, events.Rewound(was=26.0), 0.0)
    assert actions.Launch(0, LIST[0], 0.0, 0.0) in decided
    assert actions.Launch(1, LIST[1], 0.0, 0.0) in decided
    assert dict(session.stage.rested) == {0: -2.0, 1: 2.0}


# --- any set at all ------------------------------------------------------------------------------


@dataclass
class Voice:
    suggestion: Suggestion
    since: float
    begin: float
    end: float = float("inf")


@dataclass
class WorldSlot:
    """What a player does that follows nothing but the actions."""

    voices: list[Voice] = field(default_factory=list)

    def launch(self, action: actions.Launch, now: float) -> None:
        sounding = [v for v in self.voices if v.begin <= now < v.end]
        self.voices = sounding
        for voice in sounding:
            if (voice.suggestion, voice.since) == (action.suggestion, action.since):
                voice.end = float("inf")
                return
        begin = max(action.beat, now)
        for voice in sounding:
            voice.end = begin
        self.voices.append(Voice(action.suggestion, action.since, begin))

    def stop(self, action: actions.Stop, now: float) -> None:
        self.voices = [v for v in self.voices if v.begin <= now < v.end]
        for voice in self.voices:
            voice.end = action.beat

    def heard(self, beat: float) -> list[tuple[Suggestion, float]]:
        return [(v.suggestion, v.since) for v in self.voices if v.begin <= beat < v.end]


INDEX = st.none() | st.integers(0, 8)
EVENTS = st.one_of(
    st.builds(events.Accept, INDEX, st.none() | st.integers(0, 3)),
    st.builds(events.StopSlot, st.integers(0, 3)),
    st.just(events.Undo()),
    st.just(events.Undo()),
    st.builds(events.Reject, INDEX),
    st.builds(events.Ban, INDEX),
    st.builds(events.Favourite, INDEX),
    st.builds(events.Preview, INDEX),
    st.builds(events.Lock, st.none() | st.booleans()),
    st.builds(events.Energy, st.floats(0, 1)),
    st.sampled_from([events.Next(), events.Previous()]),
    st.builds(events.Offer, st.integers(0, 99), st.sampled_from([LIST, LIST[::-1], LIST[:3], ()])),
)
#: Exact sums: what is nearly the same beat is the same to the session, and not to a `WorldSlot`.
WAITS = st.integers(0, 6 * 64).map(lambda sixty_fourths: sixty_fourths / 64)
STEPS = st.lists(st.tuples(EVENTS, WAITS), max_size=40)


@settings(max_examples=300, deadline=None)
@given(STEPS)
def test_a_player_that_follows_the_actions_sounds_what_the_slots_say(
    steps: list[tuple[events.Event, float]],
) -> None:
    session, world, beat = offered(), [WorldSlot() for _ in range(4)], 0.0
    for event, wait in steps:
        beat += wait
        while (change := session.next_change()) is not None and change <= beat:
            session, decided = step(session, events.Passed(), change)
            assert not [a for a in decided if isinstance(a, actions.Launch | actions.Stop)]
        session, decided = step(session, event, beat)
        for action in decided:
            if isinstance(action, actions.Launch):
                world[action.slot].launch(action, beat)
            elif isinstance(action, actions.Stop):
                world[action.slot].stop(action, beat)
        for at in (beat, beat + BAR, beat + 2 * BAR):
            wanted = sorted((p.suggestion.loop.id, p.since) for p in session.playing_at(at))
            heard = sorted((s.loop.id, since) for w in world for s, since in w.heard(at))
            assert heard == wanted


@settings(max_examples=300, deadline=None)
@given(STEPS)
def test_undo_at_once_is_exact(steps: list[tuple[events.Event, float]]) -> None:
    session, beat = offered(), 0.0
    for event, wait in steps:
        beat += wait
        session, _ = step(session, events.Passed(), beat)
        after, _ = step(session, event, beat)
        if len(after.history) > len(session.history):
            undone, _ = step(after, events.Undo(), beat)
            assert undone.stage == session.stage
            assert undone.history == session.history
        session = after


@settings(max_examples=200, deadline=None)
@given(STEPS)
def test_the_cursor_is_always_on_the_list(steps: list[tuple[events.Event, float]]) -> None:
    session, beat = offered(), 0.0
    for event, wait in steps:
        beat += wait
        session, _ = step(session, event, beat)
        assert 0 <= session.stage.cursor <= max(0, len(session.stage.offered) - 1)


def test_what_has_ended_in_the_host_is_empty_at_once_and_needs_no_stop() -> None:
    session = play(offered(), (events.Accept(0), 1.0), (events.Passed(), 4.0))
    session, decided = step(session, events.SlotEnded(0), 5.0)
    assert session.stage.slots[0] == Slot()
    assert decided == (actions.SlotIs(0, Slot()),)
    assert session.playing_at(5.0) == ()


def test_what_does_not_come_leaves_what_it_was_to_replace() -> None:
    session = play(offered(), (events.Accept(0), 1.0), (events.Passed(), 4.0))
    before = session.stage.slots[0]
    session = play(session, (events.Accept(1, slot=0), 5.0), (events.SlotEnded(0), 6.0))
    assert session.stage.slots[0] == before
    session = play(session, (events.Accept(1, slot=1), 6.0), (events.SlotEnded(1), 6.5))
    assert session.stage.slots[1] == Slot()
