"""The Pd patches against the contract, and real Pd against the real session and OSC ports."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from live import actions, events, protocol
from live.types import ROLES
from tests import pure_data
from tests.conftest import eventually
from tests.osc_stand import LIST, PATHS, Stand
from tests.pure_data import (
    PATCHES,
    TEST_PATCHES,
    Ear,
    Musician,
    ear,
    free_port,
    musician,
    panel,
    tell,
)

# --- the files ----------------------------------------------------------------------------------


@dataclass
class Canvas:
    """The boxes of one (sub)patch and the wires between them."""

    boxes: list[str] = field(default_factory=list)
    wires: list[tuple[int, int, int, int]] = field(default_factory=list)

    def told(self, listener: str) -> list[str]:
        """The message boxes whose wire ends in a box that begins with `listener`."""
        return [
            self.boxes[source].removeprefix("msg ")
            for source, _, target, inlet in self.wires
            if self.boxes[target].startswith(listener)
            and inlet == 0
            and self.boxes[source].startswith("msg ")
        ]


def _canvases(path: Path) -> list[Canvas]:
    found: list[Canvas] = []
    open_ones: list[Canvas] = []
    for record in re.split(r"(?<!\\);\s*\n", path.read_text(encoding="utf-8")):
        words = record.split()
        match words[:2]:
            case ["#N", "canvas"]:
                open_ones.append(Canvas())
                found.append(open_ones[-1])
            case ["#X", "connect"]:
                source, outlet, target, inlet = map(int, words[2:6])
                open_ones[-1].wires.append((source, outlet, target, inlet))
            case ["#X", "restore"]:
                open_ones.pop()
                open_ones[-1].boxes.append(" ".join(words[4:]))
            case ["#X", "obj"]:
                open_ones[-1].boxes.append(" ".join(words[4:]))
            case ["#X", kind] if kind != "coords":
                open_ones[-1].boxes.append(" ".join([kind, *words[4:]]))
    return found


def _words(rows: tuple[protocol.Row, ...]) -> list[str]:
    return [row.path.removeprefix("/barwise/") for row in rows]


def _buses(kind: str) -> set[str]:
    return {box.removeprefix(kind) for box in ALL_BOXES if box.startswith(kind)}


ALL_CANVASES = [canvas for path in sorted(PATCHES.glob("*.pd")) for canvas in _canvases(path)]
ALL_BOXES = [box for canvas in ALL_CANVASES for box in canvas.boxes]


def test_the_receiver_has_an_outlet_for_every_address_in_the_order_of_the_contract() -> None:
    (receive,) = _canvases(PATCHES / "barwise.receive.pd")
    words = _words(protocol.OUT)
    assert "route " + " ".join(words) in receive.boxes
    assert receive.boxes.count("outlet") == len(words) + 1


def test_the_panel_passes_everything_on_that_barwise_says() -> None:
    assert _buses("s from.barwise.") == set(_words(protocol.OUT))
    assert _buses("r from.barwise.") <= set(_words(protocol.OUT))


def test_every_message_of_the_patches_is_one_that_barwise_takes() -> None:
    numbers = {"ping": 7401, "subscribe": 7401}
    said = [
        text
        for canvas in ALL_CANVASES
        for listener in ("s to.barwise", "barwise.send")
        for text in canvas.told(listener)
    ]
    for text in said:
        word, *args = text.replace(r"\$1", str(numbers.get(text.split()[0], 1))).split()
        numbered = [float(arg) if arg.isdigit() else arg for arg in args]
        assert protocol.event(f"/barwise/{word}", numbered) is not None
    wanted = "next previous preview accept reject ban favourite undo tap lock stop role surprise"
    more = {"energy", "select", "subscribe", "generate", "explain"}
    assert {text.split()[0] for text in said} >= {*wanted.split(), *more}


@pytest.mark.parametrize(
    "patch", [*PATCHES.glob("*.pd"), *TEST_PATCHES.glob("*.pd")], ids=lambda patch: patch.name
)
def test_pd_opens_the_patch_without_a_complaint(patch) -> None:
    with pure_data.pd([patch], ["pd quit"]) as process:
        assert process.wait(10) == 0


# --- playing with Barwise -----------------------------------------------------------------------


@pytest.fixture
def stand() -> Iterator[Stand]:
    made = Stand()
    yield made
    made.close()


@pytest.fixture
def pd_client(stand) -> Iterator[Musician]:
    """A Pd musician who has subscribed and sees the list."""
    with musician(stand.control.port) as player:
        player.say("subscribe", player.port)
        stand.take(events.Subscribe)
        stand.step(events.Offer(1, LIST), 0.0)
        player.wait_for("suggestion", 1.0, 2.0)
        yield player


def test_pd_subscribes_cycles_and_accepts(stand, pd_client) -> None:
    for word, args, event in (
        ("next", (), events.Next),
        ("previous", (), events.Previous),
        ("select", (2,), events.Select),
    ):
        pd_client.say(word, *args)
        stand.take(event, beat=0.5)
    eventually(lambda: pd_client.heard("cursor") == [(0.0,), (1.0,), (0.0,), (2.0,)])
    pd_client.say("accept")
    stand.take(events.Accept, beat=1.2)
    assert pd_client.wait_for("slot", 0.0, "queued")[2:] == (72.0, PATHS[2])
    launched = [action for action in stand.decided if isinstance(action, actions.Launch)]
    assert [(launch.suggestion, launch.beat) for launch in launched] == [(LIST[2], 4.0)]
    stand.step(events.Passed(), 4.0)
    assert pd_client.wait_for("slot", 0.0, "playing")[3] == PATHS[2]


def test_pd_names_index_and_slot_with_its_floats(stand, pd_client) -> None:
    pd_client.say("accept", 1, 3)
    assert stand.take(events.Accept, beat=0.0) == events.Accept(1, 3)
    assert pd_client.wait_for("slot", 3.0, "queued")[3] == PATHS[1]
    pd_client.say("stop", 3)
    stand.take(events.StopSlot, beat=0.0)
    assert pd_client.wait_for("slot", 3.0, "empty") == (3.0, "empty", -1.0, "")


def test_undo_from_pd_takes_the_accept_back(stand, pd_client) -> None:
    pd_client.say("accept")
    stand.take(events.Accept, beat=0.0)
    pd_client.wait_for("slot", 0.0, "queued")
    pd_client.say("undo")
    stand.take(events.Undo, beat=0.0)
    pd_client.wait_for("slot", 0.0, "empty")


def test_what_is_refused_is_told_as_an_error(stand, pd_client) -> None:
    pd_client.say("select", 40)
    stand.take(events.Select, beat=0.0)
    assert pd_client.wait_for("error", "no suggestion 40: the list has 0 to 2")


def test_a_list_arrives_whole_and_unharmed(stand, pd_client) -> None:
    assert pd_client.wait_for("suggestions", 1.0) == (1.0, 1.0, 3.0, 1.0)
    told = pd_client.heard("suggestion")
    assert [args[3] for args in told] == list(PATHS)
    for index, args in enumerate(told):
        fix = (-2.0, 0.25, pytest.approx(1.05), -3.5, 0.5)
        named = (1.0, float(index), 70.0 + index, PATHS[index], "bass", 120.0, "F#m")
        assert args == (*named, *fix)


def test_paths_from_pd_arrive_unharmed(stand, pd_client) -> None:
    pd_client.say("playing", *PATHS)
    assert stand.take(events.HostPlaying) == events.HostPlaying(PATHS)


EVERYTHING: list[tuple[actions.Action, tuple[Any, ...]]] = [
    (actions.BarComing(7, 123.5, 0.25), ("bar", 7.0, 123.5, 0.25)),
    (actions.Reasons(1, 0, (("harmony", 0.5),)), ("reason", 1.0, 0.0, "harmony", 0.5)),
    (actions.Settings(True, "any", 0.25, 0.75), ("lock", 1.0)),
    (actions.Settings(True, "voice", 0.25, 0.75), ("role", "voice")),
    (actions.Settings(True, "any", 0.25, 0.75), ("surprise", 0.25)),
    (actions.Settings(True, "any", 0.25, 0.75), ("energy", 0.75)),
    (actions.Status("clock", "lost, looking again"), ("status", "clock", "lost, looking again")),
    (actions.Status("clock", ""), ("status", "clock", "")),
    (actions.Problem("no such; port"), ("error", "no such; port")),
    (
        actions.Hears("audio", (), (1.0, 0.5, 0.0, 0.25, 0.0, 0.0), (0.0,) * 16),
        ("heard", "audio", 1.0, 0.5, 0.0, 0.25, 0.0, 0.0),
    ),
]


@pytest.mark.parametrize(("action", "heard"), EVERYTHING, ids=lambda value: str(value)[:30])
def test_pd_hears_every_kind_of_message(stand, pd_client, action, heard) -> None:
    stand.send(action)
    word, *args = heard
    assert pd_client.wait_for(word, *args) == tuple(args)


def test_a_ping_from_pd_is_answered_and_keeps_it_subscribed(stand) -> None:
    with musician(stand.control.port) as player:
        player.say("ping", player.port)
        event = stand.take(events.Subscribe)
        assert event == events.Subscribe("127.0.0.1", player.port, protocol.LEASE, pong=True)
        assert player.wait_for("pong")[1] == float(protocol.VERSION)


def test_pd_goes_on_when_barwise_comes_late() -> None:
    port = free_port()
    with musician(port) as player:
        player.say("next")
        player.say("next")
        with ear(port) as late:
            player.say("undo")
            assert late.wait_for("undo") == ("undo", ())


# --- the panel ----------------------------------------------------------------------------------

BUTTONS = ("previous", "next", "preview", "accept", "reject", "ban", "favourite", "undo", "tap")


@pytest.fixture
def barwise() -> Iterator[Ear]:
    """A port that hears what is said to Barwise."""
    with ear() as listening:
        yield listening


def test_the_panel_subscribes_and_every_control_says_its_message(barwise) -> None:
    moves = ["role 3", "surprise 0.5", "energy 0.25", "lock 1"]
    sends = [f"barwise.{name} bang" for name in BUTTONS] + [f"barwise.{move}" for move in moves]
    with panel(barwise.port, *sends) as (port, _):
        barwise.wait_for("lock", 1.0)
    settings = [("role", ("bass",)), ("surprise", (0.5,)), ("energy", (0.25,)), ("lock", (1.0,))]
    assert barwise.heard() == [
        ("subscribe", (float(port),)),
        ("ping", (float(port),)),
        *((name, ()) for name in BUTTONS),
        *settings,
    ]


def test_the_panel_names_every_role_in_its_place(barwise) -> None:
    with panel(barwise.port, *(f"barwise.role {number}" for number in range(8))):
        barwise.wait_for("role", "voice")
    said = [args for word, args in barwise.heard() if word == "role"]
    assert said == [(role,) for role in protocol.WANTED_ROLES]


SUGGESTED = (5, 0, 77, PATHS[1], "bass", 120.0, "F#m", -2, 0.25, 1.05, -3.5, 0.5)


def test_the_panel_shows_the_list_and_empties_the_lines_of_a_shorter_one(barwise) -> None:
    with panel(barwise.port) as (port, shown):
        tell(port, "/barwise/suggestions", 5, 12, 1, 0)
        tell(port, "/barwise/suggestion", *SUGGESTED)
        assert shown.wait_for("barwise.0.name")[1] == ("with spaces, commas; and $1.wav",)
        for what, value in (("role", "bass"), ("key", "F#m"), ("bpm", 120.0)):
            assert shown.wait_for(f"barwise.0.{what}")[1] == (value,)
        assert shown.wait_for("barwise.0.transpose")[1] == (-2.0,)
        assert shown.wait_for("barwise.0.score")[1] == (0.5,)
        assert shown.wait_for("barwise.1.name")[1] == ("-",)
        assert shown.wait_for("barwise.list.bar")[1] == (12.0,)
        assert shown.wait_for("barwise.late")[1] == (1.0,)
        tell(port, "/barwise/suggestions", 6, 13, 0, 1)
        shown.wait_for("barwise.0.name", "-")


def test_the_panel_shows_slots_bar_and_troubles_and_never_answers_back(barwise) -> None:
    with panel(barwise.port) as (port, shown):
        eventually(lambda: len(barwise.heard()) == 2)
        tell(port, "/barwise/bar", 9, 128.0, 0.3)
        tell(port, "/barwise/slot", 3, "playing", 70, PATHS[1])
        assert shown.wait_for("barwise.bar")[1] == (9.0,)
        assert shown.wait_for("barwise.bpm")[1] == (128.0,)
        assert shown.wait_for("barwise.slot.3.state")[1] == ("playing",)
        assert shown.wait_for("barwise.slot.3.name")[1] == ("with spaces, commas; and $1.wav",)
        tell(port, "/barwise/slot", 3, "empty", -1, "")
        shown.wait_for("barwise.slot.3.name", "-")
        for word, value in (("surprise", 0.9), ("energy", 0.1), ("lock", 1), ("role", "fx")):
            tell(port, f"/barwise/{word}", value)
        tell(port, "/barwise/cursor", 1)
        tell(port, "/barwise/status", "clock", "all is well")
        tell(port, "/barwise/error", "no such port, sorry")
        shown.wait_for("barwise.error", "no such port, sorry")
        assert shown.wait_for("barwise.role.name")[1] == ("fx",)
        assert shown.wait_for("barwise.status.text")[1] == ("all is well",)
        assert [word for word, _ in barwise.heard()] == ["subscribe", "ping"]


def test_the_panel_asks_why_and_gathers_the_reasons_of_that_one(barwise) -> None:
    before = ["from.barwise.reason 4 0 tempo 0.5", "from.barwise.cursor 2", "barwise.why bang"]
    with panel(barwise.port, *before) as (port, shown):
        barwise.wait_for("explain", 2.0)
        for term, contribution in (("harmony", 0.5), ("rhythm", -0.25)):
            tell(port, "/barwise/reason", 5, 2, term, contribution)
        shown.wait_for("barwise.reasons", "harmony", 0.5, "rhythm", -0.25)


def test_the_panel_has_a_loop_imagined_for_each_role(barwise) -> None:
    with panel(barwise.port, *(f"barwise.generate.{role} bang" for role in ROLES)):
        barwise.wait_for("generate", ROLES[-1])
    said = [args for word, args in barwise.heard() if word == "generate"]
    assert said == [(role,) for role in ROLES]
