"""The SuperCollider class in real sclang, against the real session and OSC ports."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from live import actions, events, protocol
from patches.make.max_help import example
from tests.osc_stand import LIST, PATHS, Stand
from tests.super_collider import Coder, coder


@pytest.fixture(scope="module")
def stand() -> Iterator[Stand]:
    made = Stand()
    yield made
    made.close()


@pytest.fixture(scope="module")
def awake(tmp_path_factory: pytest.TempPathFactory, stand: Stand) -> Iterator[Coder]:
    """One sclang for all: it takes two seconds to wake."""
    with coder(tmp_path_factory.mktemp("sclang"), stand.control.port) as running:
        yield running


@pytest.fixture
def sclang(awake: Coder, stand: Stand) -> Iterator[Coder]:
    """Someone who has subscribed and sees the list."""
    awake.type("~me.start")
    assert stand.take(events.Subscribe) == events.Subscribe("127.0.0.1", awake.port)
    stand.step(events.Offer(1, LIST), 0.0)
    awake.sees("~me.suggestions.size", str(len(LIST)))
    yield awake
    awake.type("~me.stopListening")
    assert stand.take_last(events.Unsubscribe) == events.Unsubscribe("127.0.0.1", awake.port)


def test_it_keeps_the_list_with_its_fixes(sclang: Coder) -> None:
    for index, path in enumerate(PATHS):
        assert sclang.type(f"~me.suggestions[{index}].path") == path
    fix = "~me.suggestions[1].atAll([\\role, \\bpm, \\key, \\transpose, \\gain_db])"
    assert sclang.type(fix) == "[ bass, 120.0, F#m, -2, -3.5 ]"
    assert sclang.type("~me.suggestions[2].stretch.round(0.01)") == "1.05"


def test_it_cycles_and_accepts(sclang: Coder, stand: Stand) -> None:
    sclang.type("~me.next")
    stand.take(events.Next, beat=0.5)
    sclang.sees("~me.cursor", "1")
    sclang.type("~me.accept(2, 3)")
    assert stand.take(events.Accept, beat=1.2) == events.Accept(2, 3)
    sclang.sees("~me.slots[3].notNil and: { ~me.slots[3].state == \\queued }", "true")
    assert sclang.type("~me.slots[3].path") == PATHS[2]
    launched = [action for action in stand.decided if isinstance(action, actions.Launch)]
    assert (launched[-1].suggestion, launched[-1].beat) == (LIST[2], 4.0)


def test_a_hand_is_told_what_it_waits_for(sclang: Coder, stand: Stand) -> None:
    sclang.type("~told = nil; ~me.on(\\bar, { |bar, bpm, seconds| ~told = [bar, bpm, seconds] })")
    stand.send(actions.BarComing(7, 123.5, 0.25))
    sclang.sees("~told", "[ 7, 123.5, 0.25 ]")
    assert "barr is nothing that Barwise says" in sclang.type("~me.on(\\barr, {})")


@pytest.mark.parametrize("row", protocol.IN, ids=lambda row: row.path)
def test_every_address_has_its_method(awake: Coder, stand: Stand, row: protocol.Row) -> None:
    word, *args = example(row).split()
    given = [float(arg) if arg.replace(".", "").isdigit() else arg for arg in args]
    named = [f"{arg.name}: {_code(value)}" for arg, value in zip(_needed(row), given, strict=True)]
    said = ", ".join(map(_code, given) if row.path == "/barwise/playing" else named)
    awake.type(f"~me.{word}({said})")
    told = stand.events.get(timeout=10)
    expected = protocol.event(row.path, given)
    assert expected is not None
    assert type(told) is type(expected)
    if not isinstance(told, events.Subscribe | events.Unsubscribe):  # these name who sent them
        assert told == expected


def _needed(row: protocol.Row) -> list[protocol.Arg]:
    return [arg for arg in row.args if not arg.optional]


def _code(value: float | str) -> str:
    return f'"{value}"' if isinstance(value, str) else f"{value:g}"
