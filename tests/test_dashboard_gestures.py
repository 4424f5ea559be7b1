"""What a page may ask for, and what it is told when it asks for anything else."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live import protocol
from live.dashboard.board import News
from live.dashboard.gestures import answer

#: Of hosts, not of hands.
FOREIGN = {"ping", "subscribe", "unsubscribe", "loader", "playing"}
WORDS = [row.path.removeprefix("/barwise/") for row in protocol.IN]


def sent(text: str) -> tuple[list[tuple[str, Sequence[Any]]], News]:
    """What the engine is told, and what the page is answered."""
    told: list[tuple[str, Sequence[Any]]] = []
    answered = answer(text, lambda path, args: told.append((path, args)))
    return told, answered


def gesture(word: str, *args: Any) -> str:
    return json.dumps({"path": f"/barwise/{word}", "args": args})


@pytest.mark.parametrize(
    ("word", "args"),
    [
        ("accept", [0, 2]),
        ("next", []),
        ("role", ["bass"]),
        ("pick", [7]),
        ("correct", [7, "bass+melody"]),
    ],
)
def test_a_gesture_goes_to_the_engine(word: str, args: list[Any]) -> None:
    assert sent(gesture(word, *args)) == ([(f"/barwise/{word}", args)], {})


@pytest.mark.parametrize("word", WORDS)
def test_what_is_a_hosts_is_not_a_pages(word: str) -> None:
    told, answered = sent(gesture(word, "not", "the", "right", "arguments"))
    assert told == []
    assert ("nothing that a page may ask for" in answered["refused"]) == (word in FOREIGN)


def test_a_ping_is_answered_with_the_time() -> None:
    before = time.monotonic()
    told, answered = sent('{"ping": 12.5}')
    assert (told, answered["pong"]["sent"]) == ([], 12.5)
    assert before <= answered["pong"]["time"] <= time.monotonic()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is wanted"),
        ("[]", "is wanted"),
        ("{", "is wanted"),
        ("{}", "nothing that a page may ask for"),
        ('{"path": ["/barwise/next"]}', "nothing that a page may ask for"),
        ('{"path": "/barwise/next", "args": 1}', "a list"),
        (gesture("select", "one"), "an integer is wanted"),
        (gesture("surprise", 2), "0 to 1 is wanted"),
        ('{"path": "/barwise/select", "args": [1e999]}', "an integer is wanted"),
    ],
)
def test_what_is_wrong_is_one_line_for_who_sent_it(text: str, said: str) -> None:
    told, answered = sent(text)
    assert told == []
    assert said in answered["refused"]
    assert "\n" not in answered["refused"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inside: st.lists(inside) | st.dictionaries(st.text(), inside),
)


@given(st.sampled_from(WORDS), JSON | st.lists(JSON))
def test_nothing_that_is_sent_is_an_error(word: str, args: Any) -> None:
    told, answered = sent(json.dumps({"path": f"/barwise/{word}", "args": args}))
    assert bool(told) + ("refused" in answered) <= 1
