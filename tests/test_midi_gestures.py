"""Told by how it moves: pad, button, knob, or endless encoder in which encoding."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.midi.gestures import BACK, FURTHER, REST, Gesture, Watcher
from live.midi.maps import Address
from live.midi.relative import ENCODINGS

CC = Address("cc", 0, 20)


class Hand:
    """Moves controls; messages of one movement are 20 ms apart."""

    def __init__(self) -> None:
        self.watcher = Watcher()
        self.now = 50.0

    def send(self, *messages: str) -> Gesture | None:
        for message in messages:
            self.now += 0.02
            self.watcher.receive(bytes.fromhex(message), self.now)
        return self.watcher.gesture(self.now)

    def turn(self, *values: int, cc: int = 20) -> Gesture | None:
        """What a whole movement is taken for."""
        self.send(*[f"b0 {cc:02x} {value:02x}" for value in values])
        return self.rest()

    def rest(self) -> Gesture | None:
        self.now += REST + 0.01
        return self.watcher.gesture(self.now)


def test_a_note_is_a_pad_at_once() -> None:
    assert Hand().send("99 24 40") == Gesture(Address("note", 9, 36), "pad")
    assert Hand().send("80 24 00", "90 24 00") is None, "let go"


@pytest.mark.parametrize(
    "values", [(127, 0), (127,), (64, 0), (87, 0, 87, 0), (127, 0, 127, 0, 127, 0)]
)
def test_buttons(values: tuple[int, ...]) -> None:
    assert Hand().turn(*values) == Gesture(CC, "button")


def test_a_button_that_is_held_and_let_go_is_one_button() -> None:
    hand = Hand()
    assert hand.turn(127) == Gesture(CC, "button")
    assert hand.turn(0) is None
    assert hand.watcher.hint == ""
    assert hand.turn(127, 0, cc=21) == Gesture(Address("cc", 0, 21), "button")


@pytest.mark.parametrize(
    "values",
    [
        range(3, 90),
        range(127, -1, -1),
        (60, 61, 62, 61, 60, 59),
        (1, 2, 3, 5, 9, 17),
        (63, 65, 63, 65, 64),
    ],
)
def test_knobs_and_faders(values: tuple[int, ...]) -> None:
    assert Hand().turn(*values) == Gesture(CC, "knob")


def test_the_fine_steps_of_a_fader_do_not_make_it_an_encoder() -> None:
    hand = Hand()
    for value in (65, 65, 65, 66, 66, 66, 67):
        hand.send(f"b0 14 {value:02x}", "b0 34 11")
    assert hand.rest() == Gesture(CC, "knob")


CLICKS = {  # encoding -> clicks to the right, to the left
    "twos-complement": ((1, 1, 1, 2, 1), (127, 127, 126, 127, 127)),
    "binary-offset": ((65, 65, 66, 65, 65), (63, 63, 63, 62, 63)),
    "sign-magnitude": ((1, 1, 2, 1, 1), (65, 65, 66, 65, 65)),
}


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_encoders_turned_both_ways(encoding: str) -> None:
    right, left = CLICKS[encoding]
    assert Hand().turn(*right, *left) == Gesture(CC, "encoder", encoding)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("first", [0, 1])
def test_encoders_turned_one_way_are_asked_for_the_other(encoding: str, first: int) -> None:
    hand, unclear = Hand(), (encoding, first) not in ALONE
    found = hand.turn(*CLICKS[encoding][first])
    assert (found is None, hand.watcher.hint) == ((True, BACK) if unclear else (False, ""))
    found = found or hand.turn(*CLICKS[encoding][1 - first])
    assert found == Gesture(CC, "encoder", encoding)


ALONE = {("twos-complement", 1), ("binary-offset", 1)}  # left: no other encoding sends that


@given(st.sampled_from(sorted(ENCODINGS)), st.integers(0, 10_000))
def test_encoders_that_speed_up(encoding: str, seed: int) -> None:
    rng = random.Random(seed)
    code = {ENCODINGS[encoding](value): value for value in range(128)}
    ticks = [1, 1, 1, *rng.choices(range(1, 12), k=8), -1, -1, -1, *rng.choices(range(-9, 0), k=5)]
    assert Hand().turn(*[code[tick] for tick in ticks]) == Gesture(CC, "encoder", encoding)


def test_a_touch_too_short_is_asked_for_more() -> None:
    hand = Hand()
    assert hand.turn(41) is None
    assert hand.watcher.hint == FURTHER
    assert hand.turn(42, 43, 44) == Gesture(CC, "knob")


def test_another_control_may_be_moved_instead() -> None:
    hand = Hand()
    assert hand.turn(41) is None
    assert hand.send("90 30 7f") == Gesture(Address("note", 0, 48), "pad")


def test_what_moves_at_the_same_time_does_not_count() -> None:
    hand = Hand()
    hand.send("b0 14 10", "b0 15 7f", "b0 14 11", "b0 14 12", "90 30 7f")
    assert hand.rest() == Gesture(CC, "knob")


@given(st.lists(st.lists(st.integers(0, 255), max_size=4), max_size=40))
def test_any_bytes_are_a_gesture_or_none(stream: list[list[int]]) -> None:
    hand = Hand()
    for data in stream:
        hand.now += 0.1
        hand.watcher.receive(data, hand.now)
        hand.watcher.gesture(hand.now)
    hand.rest()
    hand.watcher.forget()
    assert hand.send("90 24 40") is not None
