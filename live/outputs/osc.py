"""OSC out: every subscriber hears everything; a new one is told the present state at once."""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterable

from pythonosc.osc_message_builder import OscMessageBuilder

import live
from live import actions, protocol
from live.config import Config
from live.controls import Post
from live.errors import ConfigError

log = logging.getLogger(__name__)

Address = tuple[str, int]


def open(post: Post, config: Config) -> OscOutput:
    """Send to the `out` addresses of `[osc]` for good, and to whoever subscribes."""
    return OscOutput(address(url) for url in config.osc.out)


def address(url: str) -> Address:
    """`osc://HOST:PORT` or `HOST:PORT`; a `ConfigError` otherwise."""
    host, _, port = url.removeprefix("osc://").rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise ConfigError(f"{url!r} is no OSC destination: write osc://HOST:PORT")
    return host, int(port)


#: What a new subscriber is told: the last of each subject.
_LASTING = (
    actions.SlotIs,
    actions.Status,
    actions.Offered,
    actions.CursorAt,
    actions.Settings,
    actions.Hears,
)


class OscOutput:
    """Writes the messages of `protocol`; a subscriber that cannot be reached stops nobody else."""

    def __init__(self, permanent: Iterable[Address]) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._expires: dict[Address, float] = dict.fromkeys(permanent, float("inf"))
        self._state: dict[object, actions.Action] = {}

    def send(self, action: actions.Action, now: float) -> None:
        if isinstance(action, actions.Subscribed):
            self._subscribe(action, now)
        elif isinstance(action, actions.Unsubscribed):
            self._expires.pop((action.host, action.port), None)
        else:
            if isinstance(action, _LASTING):
                self._state[actions.subject(action)] = action
            self._publish(action, now)

    def close(self) -> None:
        self._socket.close()

    def _subscribe(self, action: actions.Subscribed, now: float) -> None:
        to = (action.host, action.port)
        until = float("inf") if action.lease is None else now + action.lease
        known = self._expires.get(to, 0.0) > now
        self._expires[to] = max(until, self._expires.get(to, 0.0))
        if action.pong:
            self._write("/barwise/pong", (live.__version__, protocol.VERSION), [to])
        if not known or action.lease is None:
            for state in self._state.values():
                self._tell(state, now, [to])

    def _publish(self, action: actions.Action, now: float) -> None:
        for to in [to for to, until in self._expires.items() if until <= now]:
            del self._expires[to]
        self._tell(action, now, list(self._expires))

    def _tell(self, action: actions.Action, now: float, to: list[Address]) -> None:
        for path, values in protocol.messages(action, now):
            self._write(path, values, to)

    def _write(self, path: str, values: tuple[protocol.Value, ...], to: list[Address]) -> None:
        packet = fitted(path, values)
        for one in to:
            try:
                self._socket.sendto(packet, one)
            except OSError as error:
                log.debug("%s:%d: %s", *one, error)


def pack(path: str, values: tuple[protocol.Value, ...]) -> bytes:
    """The packet of an outgoing address, typed as the table says."""
    builder = OscMessageBuilder(path)
    for tag, value in zip(protocol.tags(path), values, strict=True):
        builder.add_arg(value, tag)
    packet: bytes = builder.build().dgram
    return packet


def fitted(path: str, values: tuple[protocol.Value, ...]) -> bytes:
    """The packet, with its longest string cut from the left where it would not fit into a frame.

    A file's path says most at its end.
    """
    packet = pack(path, values)
    over = len(packet) - protocol.MAX_PACKET
    if over <= 0:
        return packet
    longest = max((v for v in values if isinstance(v, str)), key=len)
    kept = longest.encode()[over + 8 :].decode(errors="ignore")
    return pack(path, tuple("..." + kept if v is longest else v for v in values))
