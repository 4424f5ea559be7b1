from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live import actions, events, protocol
from live.errors import PacketError
from live.timeline import Transport
from live.types import ROLES, Kind, Loop, Slot, SlotState, Suggestion

LOOP = Loop(7, "/loops/a b.wav", "d", Kind.LOOP, 8.0, 120.0, 16.0, key=9, mode="minor")
SUGGESTION = Suggestion(LOOP, 0.75, 120.0, -2, 1.0, 0.98, -3.0, (("harmony", 0.5),))


@pytest.mark.parametrize(
    ("path", "args", "event"),
    [
        ("/barwise/next", [], events.Next()),
        ("/barwise/next", [1.0], events.Next()),
        ("/barwise/next", [0.0], None),
        ("/barwise/select", [3.0], events.Select(3)),
        ("/barwise/preview", [], events.Preview()),
        ("/barwise/accept", [], events.Accept()),
        ("/barwise/accept", [2], events.Accept(2)),
        ("/barwise/accept", [2, 5.0], events.Accept(2, 5)),
        ("/barwise/stop", [4], events.StopSlot(4)),
        ("/barwise/lock", [1.0], events.Lock(True)),
        ("/barwise/lock", [False], events.Lock(False)),
        ("/barwise/role", ["auto"], events.WantRole("auto")),
        ("/barwise/surprise", [1], events.Surprise(1.0)),
        ("/barwise/tempo", [174], events.Tempo(174.0)),
        ("/barwise/play", [1.0], events.Play(True)),
        ("/barwise/play", [0], events.Play(False)),
        ("/barwise/latency", [-12], events.Latency(-12.0)),
        ("/barwise/playing", ["/a b.wav", "/c.wav"], events.HostPlaying(("/a b.wav", "/c.wav"))),
        ("/barwise/playing", [], events.HostPlaying(())),
        ("/barwise/ping", [9000], events.Subscribe("", 9000, 70.0, pong=True)),
        ("/barwise/subscribe", ["10.0.0.2", 9000.0], events.Subscribe("10.0.0.2", 9000)),
        ("/barwise/unsubscribe", [9000], events.Unsubscribe("", 9000)),
        ("/barwise/loader", [9000], events.Subscribe("", 9000, 12.0, loads=True)),
        ("/barwise/generate", ["bass"], events.Generate("bass")),
        ("/barwise/generate", ["bass", 1], events.Generate("bass", 1.0)),
    ],
)
def test_an_address_makes_its_event(path: str, args: list[Any], event: events.Event) -> None:
    assert protocol.event(path, args) == event


@pytest.mark.parametrize(
    ("path", "args", "said"),
    [
        ("/barwise/nxt", [], "is no address of Barwise"),
        ("/barwise/select", [], "with 0 arguments: it takes i index"),
        ("/barwise/select", [1.5], "index = 1.5: an integer is wanted"),
        ("/barwise/select", [-1], "index = -1: 0 to inf is wanted"),
        ("/barwise/select", [math.nan], "index = nan: an integer is wanted"),
        ("/barwise/accept", [1, 2, 3], "with 3 arguments: it takes [i index] [i slot]"),
        ("/barwise/energy", [1.01], "amount = 1.01: 0 to 1 is wanted"),
        ("/barwise/latency", [501], "ms = 501: -500 to 500 is wanted"),
        ("/barwise/energy", [math.inf], "a number is wanted"),
        ("/barwise/role", ["drums"], "role = 'drums': choose from any, auto, percussion"),
        ("/barwise/role", [3], "a string is wanted"),
        ("/barwise/ping", [70000], "port = 70000: 1 to 65535 is wanted"),
        ("/barwise/playing", ["a\0b"], "a string is wanted"),
        ("/barwise/next", ["now"], "with 1 arguments: it takes none"),
    ],
)
def test_what_is_not_in_the_contract_is_refused_by_name(
    path: str, args: list[Any], said: str
) -> None:
    with pytest.raises(PacketError, match=r"^.*$") as refused:
        protocol.event(path, args)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


ANYTHING = st.lists(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.binary()
    | st.lists(st.integers())
)


@given(st.sampled_from([row.path for row in protocol.IN]) | st.text(), ANYTHING)
def test_any_arguments_make_an_event_or_one_line(path: str, args: list[Any]) -> None:
    try:
        made = protocol.event(path, args)
    except PacketError as refused:
        assert len(str(refused).splitlines()) == 1
    else:
        assert made is None or isinstance(made, events.Event)


EVERY_ACTION = (
    actions.BarComing(3, 120.0, 12.5),
    actions.Offered(5, 3, (SUGGESTION, SUGGESTION)),
    actions.CursorAt(1),
    actions.SlotIs(2, Slot(SlotState.PLAYING, SUGGESTION, 8.0, 8.0)),
    actions.SlotIs(2, Slot()),
    actions.Settings(True, "bass", 0.25, 0.75),
    actions.Reasons(5, 0, SUGGESTION.reasons),
    actions.Status("clock", "locked"),
    actions.Problem("no"),
    actions.Hears("audio", (7,), (0.9, 0.1, 0.0, 0.7, 0.0, 0.0), (1.0, *[0.0] * 15)),
)


@pytest.mark.parametrize("action", EVERY_ACTION)
def test_what_goes_out_is_in_the_table_with_those_types(action: actions.Action) -> None:
    written = protocol.messages(action, 12.0)
    assert written
    kinds = {"i": int, "f": float, "s": str}
    for path, values in written:
        tags = protocol.tags(path)
        assert len(tags) == len(values)
        for tag, value in zip(tags, values, strict=True):
            assert isinstance(value, kinds[tag])


def test_a_suggestion_carries_its_fix() -> None:
    _, (path, values) = protocol.messages(actions.Offered(5, 3, (SUGGESTION,)), 0.0)
    names = [arg.name for row in protocol.OUT if row.path == path for arg in row.args]
    told = dict(zip(names, values, strict=True))
    assert told["path"] == "/loops/a b.wav"
    assert told["key"] == "Am"
    assert (told["transpose"], told["beat_offset"]) == (-2, 1.0)
    assert (told["stretch"], told["gain_db"]) == (0.98, -3.0)


def test_what_only_the_player_needs_is_not_told_to_everybody() -> None:
    assert protocol.messages(actions.Launch(0, SUGGESTION, 8.0, 8.0), 0.0) == []
    assert protocol.messages(actions.Clocked(Transport()), 0.0) == []
    assert protocol.messages(actions.LatencyIs(5.0), 0.0) == []


def test_every_out_address_is_written_by_some_action() -> None:
    written = {path for action in EVERY_ACTION for path, _ in protocol.messages(action, 0.0)}
    assert written | {"/barwise/pong"} == {row.path for row in protocol.OUT}


def test_wanted_roles_are_those_that_the_ranking_knows() -> None:
    assert set(protocol.WANTED_ROLES) == {"any", "auto", *ROLES}
