"""What the performer picked heads the list until it is launched or refused, whatever it scores."""

from __future__ import annotations

import pytest

from live import actions, events
from live.session import step
from live.stage import Session
from tests.test_session import LIST, offered, play, suggestion
from tests.test_session_imagined import ids

PICKED = suggestion(77)


def next_list(session: Session, bar: int) -> Session:
    """The list for that bar, as the ranking makes it of what is wished."""
    head = (PICKED,) if session.stage.picked == PICKED.loop.id else ()
    return play(session, (events.Offer(bar, (*head, *LIST[1:4])), 4.0 * bar - 0.5))


def picked(session: Session, beat: float = 6.0) -> Session:
    return play(session, (events.Pick(PICKED.loop.id), beat))


def test_the_next_list_has_it_first_and_the_cursor_is_on_it() -> None:
    before = play(offered(), (events.Next(), -20.0))
    session = next_list(picked(before), 2)
    assert ids(session) == [77, 1, 2, 3]
    assert session.stage.cursor == 0
    assert ids(next_list(session, 20)) == [77, 1, 2, 3]


@pytest.mark.parametrize("hand", [events.Lock(True), events.Select(2)])
def test_it_comes_on_a_locked_list_and_under_a_hand(hand: events.Event) -> None:
    before = play(offered(), (hand, 5.0))
    session = next_list(picked(before), 2)
    assert ids(session) == [77, *ids(before)]
    assert session.stage.cursor == 0
    assert ids(next_list(session, 3)) == ids(session), "the others stay as they are"


def test_the_list_then_holds_so_that_there_is_time_to_press() -> None:
    session = next_list(picked(offered()), 2)
    held = play(session, (events.Offer(3, LIST[:2]), 11.5))
    assert ids(held) == ids(session)


def test_one_that_is_on_show_gets_the_cursor_at_once() -> None:
    session, decided = step(offered(), events.Pick(LIST[2].loop.id), 6.0)
    assert decided == (actions.CursorAt(2),)
    assert session.stage.picked == LIST[2].loop.id


@pytest.mark.parametrize("event", [events.Accept(0), events.Reject(0), events.Ban(0)])
def test_launched_or_refused_it_is_gone_and_undo_brings_it_back(event: events.Event) -> None:
    session = play(next_list(picked(offered()), 2), (event, 8.5))
    assert session.stage.picked is None
    assert play(session, (events.Undo(), 9.0)).stage.picked == 77


def test_what_else_is_launched_or_undone_leaves_it() -> None:
    session = play(next_list(picked(offered()), 2), (events.Accept(1), 8.5))
    assert session.stage.picked == 77
    older = play(offered(), (events.Reject(3), 5.0), (events.Pick(77), 6.0), (events.Undo(), 7.0))
    assert older.stage.picked == 77
