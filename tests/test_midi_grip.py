"""A hand on a knob: nothing jumps, no tick is lost, whoever else turns the same thing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live import actions, events
from live.events import Event, News
from live.midi.grip import Grip, Knob
from live.midi.relative import ENCODINGS, fitting
from live.panel import WANTS, Panel
from tests.test_midi_maps import OFFER, panel


def settings(energy: float = 0.5, role: str = "auto") -> Panel:
    return panel(OFFER, actions.Settings(False, role, surprise=0.5, energy=energy))


class Hand:
    """A knob and the set that it turns: what it asks for is done when `arrive` says so."""

    def __init__(self, knob: Knob, there: Panel | None = None) -> None:
        self.grip = Grip(knob)
        self.panel = there or settings()
        self.said: list[str] = []
        self._asked: list[Event] = []

    def send(self, *values: int) -> list[Event]:
        """What the knob's messages ask for, the music not having followed yet."""
        asked = []
        for value in values:
            event = self.grip.turned(value, self.panel)
            if isinstance(event, News):
                self.said.append(event.text)
            elif event is not None:
                asked.append(event)
        self._asked += asked
        return asked

    def arrive(self, count: int | None = None) -> None:
        """The engine does the first `count` things that were asked for."""
        for event in self._asked[:count]:
            assert isinstance(event, events.Energy)
            self.panel = settings(energy=event.amount)
            self.grip.stands(self.panel)
        del self._asked[:count]


def energies(*values: int) -> list[Event]:
    return [events.Energy(value / 127) for value in values]


# --- absolute -----------------------------------------------------------------------------------


def test_a_knob_does_nothing_until_it_passes_what_is_set() -> None:
    hand = Hand(Knob("energy"), settings(energy=0.5))
    assert hand.send(10, 20, 40, 60) == []
    assert hand.send(66, 70) == energies(66, 70)
    hand.arrive()
    assert hand.send(30) == energies(30), "it has taken over: as fast as the hand likes"


def test_a_knob_that_stands_where_the_music_is_takes_over_at_once() -> None:
    assert Hand(Knob("energy"), settings(energy=0.5)).send(64, 65) == energies(64, 65)


def test_downwards_as_upwards() -> None:
    hand = Hand(Knob("energy"), settings(energy=0.25))
    assert hand.send(127, 100, 50) == []
    assert hand.send(31, 20) == energies(31, 20)


def test_with_jump_it_takes_over_at_once() -> None:
    assert Hand(Knob("energy", takeover="jump")).send(3, 90) == energies(3, 90)


def test_why_it_does_nothing_is_told_once() -> None:
    hand = Hand(Knob("energy"), settings(energy=0.5))
    hand.send(10, 12, 14)
    assert hand.said == ["energy: it stands at 0.50: turn the knob through it to take over"]
    hand.send(90)
    hand.arrive()
    hand.panel = settings(energy=0.1)
    hand.send(91, 92)
    assert len(hand.said) == 2, "somebody else has moved it: that is another time"


def test_what_others_set_makes_it_wait_again() -> None:
    hand = Hand(Knob("energy"), settings(energy=0.5))
    hand.send(64, 100)
    hand.arrive()
    hand.panel = settings(energy=0.2)  # /barwise/energy, or another controller
    assert hand.send(99, 60, 40) == []
    assert hand.send(20) == energies(20)


def test_what_is_still_on_its_way_is_not_somebody_else() -> None:
    hand = Hand(Knob("energy"), settings(energy=0.5))
    assert hand.send(64, 70, 80, 90) == energies(64, 70, 80, 90)
    hand.arrive(2)
    assert hand.send(100) == energies(100)
    hand.arrive(1)
    assert hand.send(110) == energies(110)


def test_back_where_it_was_before_is_somebody_else_all_the_same() -> None:
    hand = Hand(Knob("energy"), settings(energy=0.5))
    hand.send(64, 100)
    hand.arrive()
    hand.panel = settings(energy=64 / 127)
    assert hand.send(101) == []


def test_a_fader_over_the_list_picks_places() -> None:
    hand = Hand(Knob("cursor"), panel(OFFER, actions.CursorAt(0)))
    assert hand.send(0, 20, 31) == [], "it is there already"
    assert hand.send(40, 60, 100, 127) == [events.Select(1), events.Select(2)]
    assert Hand(Knob("cursor"), Panel()).send(0, 60, 127) == [], "no list"


def test_a_fader_over_the_roles() -> None:
    hand = Hand(Knob("role"), settings(role="any"))
    assert hand.send(0, 60) == []
    assert hand.send(127, 108) == [events.WantRole("voice")]


def test_a_ring_that_was_sent_the_value_stands_there() -> None:
    hand = Hand(Knob("energy", echo=True), settings(energy=0.8))
    hand.grip.brought(0.8)
    assert hand.send(106) == energies(106)


# --- relative -----------------------------------------------------------------------------------

TICKS = {  # encoding -> what three ticks right, two left send
    "twos-complement": (3, 126),
    "binary-offset": (67, 62),
    "sign-magnitude": (3, 66),
}


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_ticks_in_every_encoding(encoding: str) -> None:
    right, left = TICKS[encoding]
    hand = Hand(Knob("energy", relative=encoding, step=0.01), settings(energy=0.5))
    assert hand.send(right) == [events.Energy(0.53)]
    assert hand.send(left, left) == [events.Energy(0.51), events.Energy(0.49)]


@given(st.sampled_from(sorted(ENCODINGS)), st.integers(1, 24))
def test_encodings_are_symmetrical(encoding: str, ticks: int) -> None:
    read = ENCODINGS[encoding]
    (right,) = [value for value in range(128) if read(value) == ticks]
    (left,) = [value for value in range(128) if read(value) == -ticks]
    assert fitting(frozenset({right, left})) == (encoding,)


def test_no_tick_is_lost_while_the_music_lags() -> None:
    hand = Hand(Knob("energy", relative="twos-complement", step=0.1), settings(energy=0.2))
    assert hand.send(1, 1, 1)[-1] == events.Energy(0.5)
    hand.arrive(1)
    assert hand.send(1) == [events.Energy(0.6)]


def test_an_encoder_goes_on_from_what_others_set() -> None:
    hand = Hand(Knob("energy", relative="sign-magnitude", step=0.1), settings(energy=0.2))
    hand.send(1)
    hand.arrive()
    hand.panel = settings(energy=0.8)
    assert hand.send(65) == [events.Energy(0.7)]


def test_it_ends_at_both_ends() -> None:
    hand = Hand(Knob("energy", relative="twos-complement", step=0.3), settings(energy=0.9))
    assert hand.send(1, 1) == [events.Energy(1.0)]


def test_places_go_round_and_take_several_ticks() -> None:
    hand = Hand(Knob("role", relative="binary-offset", step=0.25), settings(role="auto"))
    assert hand.send(65, 65, 65) == []
    assert hand.send(65) == [events.WantRole(WANTS[1])]
    back = Hand(Knob("role", relative="binary-offset"), settings(role="auto"))
    assert back.send(63) == [events.WantRole("any")]
    listed = Hand(Knob("cursor", relative="binary-offset"), panel(OFFER, actions.CursorAt(2)))
    assert listed.send(65, 63) == [events.Select(0), events.Select(2)]


def test_a_knob_that_is_no_encoder_is_told_of_and_moves_nothing() -> None:
    hand = Hand(Knob("energy", relative="binary-offset", step=0.01))
    assert hand.send(0, 1, 2, 127) == []
    assert hand.said == ["energy: it sends positions, not steps (binary-offset): set it up"]
