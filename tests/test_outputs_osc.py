from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from pythonosc.osc_message import OscMessage

from live import actions, protocol
from live.config import Config, OscConfig
from live.errors import ConfigError
from live.outputs import osc
from tests.test_protocol import SUGGESTION


class Listener:
    """A real UDP port and what has arrived there."""

    def __init__(self) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.settimeout(2.0)
        self.port: int = self.socket.getsockname()[1]

    def take(self) -> tuple[str, list[Any]]:
        message = OscMessage(self.socket.recv(65536))
        return message.address, message.params

    def all(self) -> list[tuple[str, list[Any]]]:
        """What is there already; loopback delivers at once."""
        self.socket.setblocking(False)
        found = []
        try:
            while True:
                found.append(self.take())
        except BlockingIOError:
            self.socket.settimeout(2.0)
            return found


@pytest.fixture
def listeners() -> Iterator[tuple[Listener, Listener]]:
    pair = Listener(), Listener()
    yield pair
    for listener in pair:
        listener.socket.close()


@pytest.fixture
def output(listeners: tuple[Listener, Listener]) -> Iterator[osc.OscOutput]:
    out = (f"osc://127.0.0.1:{listeners[0].port}",)
    opened = osc.open(lambda event: None, Config(osc=OscConfig(out=out)))
    yield opened
    opened.close()


def subscribe(listener: Listener, lease: float | None, pong: bool = False) -> actions.Subscribed:
    return actions.Subscribed("127.0.0.1", listener.port, lease, pong)


def test_every_subscriber_hears_it(
    output: osc.OscOutput, listeners: tuple[Listener, Listener]
) -> None:
    output.send(subscribe(listeners[1], None), 0.0)
    output.send(actions.BarComing(3, 128.0, 10.25), 10.0)
    for listener in listeners:
        assert listener.take() == ("/barwise/bar", [3, 128.0, 0.25])


def test_a_new_subscriber_is_told_the_present_state(
    output: osc.OscOutput, listeners: tuple[Listener, Listener]
) -> None:
    output.send(actions.Offered(1, 2, (SUGGESTION,)), 0.0)
    output.send(actions.Offered(2, 3, (SUGGESTION, SUGGESTION)), 0.0)
    output.send(actions.CursorAt(1), 0.0)
    output.send(subscribe(listeners[1], None), 1.0)
    told = listeners[1].all()
    assert told[0] == ("/barwise/suggestions", [2, 3, 2, 1])
    assert [path for path, _ in told[1:]] == ["/barwise/suggestion"] * 2 + ["/barwise/cursor"]


def test_a_lease_ends_and_a_ping_renews_it(
    output: osc.OscOutput, listeners: tuple[Listener, Listener]
) -> None:
    other = listeners[1]
    output.send(subscribe(other, protocol.LEASE, pong=True), 0.0)
    output.send(subscribe(other, protocol.LEASE, pong=True), 60.0)
    output.send(actions.CursorAt(1), 129.0)
    output.send(actions.CursorAt(2), 130.1)
    pong = ("/barwise/pong", [osc.live.__version__, protocol.VERSION])
    assert other.all() == [pong, pong, ("/barwise/cursor", [1])]


def test_unsubscribed_is_silence(
    output: osc.OscOutput, listeners: tuple[Listener, Listener]
) -> None:
    output.send(subscribe(listeners[1], None), 0.0)
    output.send(actions.Unsubscribed("127.0.0.1", listeners[1].port), 0.0)
    output.send(actions.CursorAt(1), 0.0)
    assert listeners[1].all() == []
    assert listeners[0].all() == [("/barwise/cursor", [1])]


def test_a_subscriber_that_cannot_be_reached_stops_nobody(
    output: osc.OscOutput, listeners: tuple[Listener, Listener]
) -> None:
    output.send(actions.Subscribed("no such host", 9, None), 0.0)
    listeners[1].socket.close()
    output.send(subscribe(listeners[0], None), 0.0)
    for index in range(3):
        output.send(actions.CursorAt(index), 0.0)
    assert len(listeners[0].all()) == 3


@pytest.mark.parametrize("name", ["x" * 4000, "ü" * 3000, "/a/b.wav"])
def test_a_packet_fits_into_a_frame_and_keeps_the_end_of_a_path(name: str) -> None:
    packet = osc.fitted("/barwise/slot", (0, "playing", 3, name + "/kick.wav"))
    assert len(packet) <= protocol.MAX_PACKET
    assert OscMessage(packet).params[3].endswith("/kick.wav")


@pytest.mark.parametrize("url", ["osc://", "osc://host", "host:port", "osc://h:0", "h:99999"])
def test_a_destination_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ConfigError, match="write osc://HOST:PORT"):
        osc.address(url)
