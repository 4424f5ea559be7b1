"""Which ports there are: a short absence is seen, and what has just come is left alone."""

from __future__ import annotations

import pytest

from live.midi.ports import SETTLED, Ports
from live.midi.probe import Direction


class Lists:
    """A MIDI system whose inputs are what a test says."""

    def __init__(self, *names: str) -> None:
        self.inputs: list[str] | None = list(names)

    def names(self, direction: Direction) -> list[str] | None:
        return self.inputs if direction == "in" else []

    glance = names


@pytest.fixture
def lists() -> Lists:
    return Lists("Keys")


@pytest.fixture
def ports(lists: Lists) -> Ports:
    made = Ports(lists)
    made.look(10.0)
    return made


def test_what_is_there_at_the_first_look_can_be_opened_at_once(ports: Ports) -> None:
    assert ports.there("in") == ["Keys"]
    assert ports.settled("in", "Keys", 10.0)


def test_what_comes_later_is_left_alone_at_first(ports: Ports, lists: Lists) -> None:
    lists.inputs = ["Keys", "Pads"]
    assert ports.changed()
    ports.look(11.0)
    assert not ports.changed()
    assert not ports.settled("in", "Pads", 11.0 + 0.9 * SETTLED)
    ports.look(11.05)
    assert ports.settled("in", "Pads", 11.0 + 1.1 * SETTLED)


def test_what_was_gone_and_is_back_counts_as_new(ports: Ports, lists: Lists) -> None:
    lists.inputs = []
    assert ports.changed()
    ports.look(11.0)
    lists.inputs = ["Keys"]
    assert ports.changed()
    ports.look(11.02)
    assert not ports.settled("in", "Keys", 11.03)


def test_a_server_that_dies_and_comes_back_is_a_change(ports: Ports, lists: Lists) -> None:
    lists.inputs = None
    assert ports.changed()
    ports.look(11.0)
    assert ports.there("in") is None and not ports.changed()
