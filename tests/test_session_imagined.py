"""What was imagined heads the list until it is launched or refused, whatever is ranked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from live import actions, events
from live.session import step
from live.stage import Session
from live.types import Playing
from tests.test_session import LIST, offered, play

BASS = events.Imagined(
    id=10**9,
    path="/sets/imagined/imagined bass 120bpm.wav",
    digest="d",
    role="bass",
    bpm=120.0,
    beats=16.0,
    lufs=-18.0,
    tempo=120.0,
    since=8.0,
    sketch="",
)
OTHER = replace(BASS, id=BASS.id + 1, since=16.0)


def ids(session: Session) -> list[int]:
    return [each.loop.id for each in session.stage.offered]


def next_list(session: Session, bar: int, bpm: float = 120.0) -> Session:
    """The list for that bar, as the engine makes it."""
    listed = session.stage.listed(LIST[1:4], 4.0 * bar, bpm)
    return play(session, (events.Offer(bar, listed), 4.0 * bar - 0.5))


def test_it_comes_first_and_says_what_it_is() -> None:
    before = offered()
    session, decided = step(before, BASS, 6.0)
    assert ids(session) == [BASS.id, *ids(before)]
    head = session.stage.offered[0]
    assert (head.loop.role, head.loop.pack, head.loop.licence) == ("bass", "imagined", "imagined")
    assert head.reasons == (("imagined", 1.0),)
    (shown,) = (each for each in decided if isinstance(each, actions.Offered))
    assert shown.seq == before.seq + 1 and shown.suggestions[0] == head
    assert session.stage.cursor == 0


def test_it_stays_there_over_new_lists_and_goes_with_what_it_was_made_for() -> None:
    session = play(offered(), (BASS, 6.0))
    for bar, offset in ((2, 0.0), (3, 12.0), (4, 8.0), (6, 0.0)):
        session = next_list(session, bar)
        assert ids(session) == [BASS.id, 1, 2, 3]
        assert session.stage.offered[0].beat_offset == offset
    session = next_list(session, 7, bpm=90.0)
    head = session.stage.offered[0]
    assert (head.bpm, head.stretch, head.beats) == (90.0, 0.75, 16.0)


def test_launched_on_a_later_bar_it_is_where_it_would_be_had_it_sounded_all_along() -> None:
    session = next_list(play(offered(), (BASS, 6.0)), 3)
    _, decided = step(session, events.Accept(0), 11.9)
    (launch,) = (each for each in decided if isinstance(each, actions.Launch))
    assert launch.beat == 12.0
    assert (launch.beat - launch.since - launch.suggestion.beat_offset) % 16 == 12.0 - BASS.since


def test_another_one_takes_its_place() -> None:
    session = play(offered(), (BASS, 6.0), (OTHER, 7.0))
    assert ids(session)[0] == OTHER.id and BASS.id not in ids(session)


@pytest.mark.parametrize("event", [events.Accept(0), events.Reject(0), events.Ban(0)])
def test_launched_or_refused_it_is_gone_from_the_next_list_and_undo_brings_it_back(
    event: events.Event,
) -> None:
    session = play(offered(), (BASS, 6.0), (event, 7.0))
    assert BASS.id not in ids(next_list(session, 20))
    again = play(session, (events.Undo(), 7.5))
    assert BASS.id in ids(next_list(again, 20))


def test_undo_of_something_older_leaves_it() -> None:
    session = play(offered(), (events.Reject(3), 5.0), (BASS, 6.0), (events.Undo(), 7.0))
    assert ids(next_list(session, 20))[0] == BASS.id


def test_what_else_is_refused_leaves_it() -> None:
    session = play(offered(), (BASS, 6.0), (events.Reject(2), 7.0))
    assert ids(next_list(session, 20))[0] == BASS.id


def test_it_comes_on_a_locked_list_too() -> None:
    session = play(offered(), (events.Lock(True), 5.0), (BASS, 6.0))
    assert ids(session)[0] == BASS.id
    assert ids(next_list(session, 2)) == ids(session)


def test_a_hand_keeps_what_is_under_it() -> None:
    session = play(offered(), (events.Select(3), 5.0), (BASS, 6.0))
    assert session.stage.offered[session.stage.cursor] == LIST[3]
    assert ids(session)[0] == BASS.id


def test_after_a_restart_of_the_clock_its_beat_is_counted_anew() -> None:
    session = play(offered(), (BASS, 6.0), (events.Rewound(100.0), 0.0))
    assert session.stage.imagined == Playing(BASS.suggestion, -92.0)
