"""MIDI out on a real JACK server: what a sampler or a DAW is told when a loop is accepted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from live import actions
from live.config import Config, EngineConfig, MidiConfig
from live.errors import ConfigError
from live.events import Event, News, Trouble
from live.outputs import midi
from tests.conftest import eventually
from tests.jack_host import JackHost
from tests.test_midi_maps import suggestion

PORT = "Sampler"


@pytest.fixture
def sampler(jack: str) -> Iterator[JackHost]:
    host = JackHost(PORT)
    yield host
    host.close()


class Out:
    """The output, and what the performer is told by it."""

    def __init__(self, **config: object) -> None:
        self.posted: list[Event] = []
        wanted = replace(MidiConfig(backend="jack", send=PORT), **config)  # type: ignore[arg-type]
        opened = midi.open(self.posted.append, Config(midi=wanted))
        assert opened is not None
        self.output = opened

    def launch(self, slot: int, id: int = 1, since: float = 8.0) -> None:
        self.output.send(actions.Launch(slot, suggestion(id), since, since), 0.0)

    def stop(self, slot: int) -> None:
        self.output.send(actions.Stop(slot, 16.0), 0.0)


@contextmanager
def out(**config: object) -> Iterator[Out]:
    opened = Out(**config)
    try:
        yield opened
    finally:
        opened.output.close()


def hears(sampler: JackHost, *messages: str) -> None:
    """`sampler` gets exactly these next."""
    heard: list[str] = []

    def all_there() -> bool:
        heard.extend(data.hex(" ") for data in sampler.heard())
        return len(heard) >= len(messages)

    eventually(all_there)
    assert heard == list(messages)


@pytest.mark.parametrize(
    ("config", "launched", "stopped"),
    [
        ({}, "90 3e 64", "80 3e 00"),
        ({"on_accept": "note", "channel": 10, "number": 36}, "99 26 64", "89 26 00"),
        ({"on_accept": "cc", "number": 20}, "b0 16 7f", "b0 16 00"),
        ({"on_accept": "program", "channel": 16, "number": 0}, "cf 02", None),
    ],
)
def test_an_accepted_suggestion_is_a_message_and_its_stop_another(
    sampler: JackHost, config: dict[str, object], launched: str, stopped: str | None
) -> None:
    with out(**config) as there:
        there.launch(2)
        hears(sampler, launched)
        there.stop(2)
        there.launch(2, id=5)
        hears(sampler, *([stopped] if stopped else []), launched)


def test_another_loop_in_the_slot_ends_the_first(sampler: JackHost) -> None:
    with out() as there:
        there.launch(0, id=1)
        there.launch(0, id=2)
        there.launch(1, id=3)
        hears(sampler, "90 3c 64", "80 3c 00", "90 3c 64", "90 3d 64")


def test_a_launch_that_only_calls_off_a_stop_says_nothing(sampler: JackHost) -> None:
    with out() as there:
        there.launch(0, since=8.0)
        there.launch(0, since=8.0)
        there.stop(4)
        there.stop(0)
        hears(sampler, "90 3c 64", "80 3c 00")


def test_no_note_is_left_hanging(sampler: JackHost) -> None:
    with out() as there:
        there.launch(0)
        there.launch(3)
        hears(sampler, "90 3c 64", "90 3f 64")
    hears(sampler, "80 3c 00", "80 3f 00")


def test_it_waits_for_its_port_and_tells_what_it_could_not_send(jack: str) -> None:
    with out() as there:
        assert there.posted == [Trouble("midi", "no output is called Sampler: plug it in any time")]
        there.launch(2)
        there.stop(2)
        assert there.posted[1:] == [
            Trouble("midi", "slot 2 was not sent, no output is called Sampler: plug it in")
        ]
        for time in (1, 2):
            host = JackHost(PORT)
            eventually(lambda n=time: len(there.posted) == 2 * n + 1)
            there.launch(time)
            hears(host, f"90 {60 + time:02x} 64")
            host.close()
            eventually(lambda n=time: len(there.posted) == 2 * n + 2)
        came = News("midi", "sending to Sampler:in")
        gone = Trouble("midi", "Sampler:in is gone: plug it in again")
        assert there.posted[2:] == [came, gone, came, gone]


def test_a_port_of_its_own_to_which_others_connect(sampler: JackHost) -> None:
    with out(send="virtual", channel=2) as there:
        sampler.connect("Barwise:Barwise", "Sampler:in")
        there.launch(0)
        hears(sampler, "91 3c 64")


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ({"on_accept": "nte"}, r"\[midi\] on_accept = 'nte': did you mean note\?"),
        ({"channel": 0}, r"\[midi\] channel = 0: MIDI channels are 1\.\.16"),
        ({"number": 120}, r"\[midi\] number = 120: with 16 slots, 0\.\.112 is possible"),
    ],
)
def test_what_cannot_be_sent_is_refused(config: dict[str, object], said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        Out(**config)


def test_with_fewer_slots_higher_numbers_are_possible(jack: str) -> None:
    config = Config(
        midi=MidiConfig(backend="jack", send="virtual", number=120), engine=EngineConfig(slots=8)
    )
    opened = midi.open(lambda event: None, config)
    assert opened is not None
    opened.close()


def test_nothing_is_opened_unless_asked_for() -> None:
    assert midi.open(lambda event: None, Config()) is None
