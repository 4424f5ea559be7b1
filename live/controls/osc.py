"""OSC in: Max, Pd, TouchOSC and any other sender on the address space of `protocol`."""

from __future__ import annotations

import errno
import logging
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

from pythonosc.osc_message import OscMessage

from live import events, protocol
from live.actions import Action
from live.config import Config
from live.controls import Post
from live.errors import DeviceError, PacketError
from live.pace import Pace

log = logging.getLogger(__name__)

#: A flood of bad packets is told about this often, not once a packet.
COMPLAINT_SECONDS = 1.0

#: More messages a second of one sender are no hand and no fader: they are not read. A short burst
#: passes.
FASTEST = 1000.0
BURST_SECONDS = 0.5

#: More than that of all together are read no faster, and what the system cannot hold meanwhile is
#: lost: ever new senders must not take the engine's time.
FASTEST_TOGETHER = 4000.0
BREATH_SECONDS = 0.1

#: What waits while others have the interpreter, bytes; the system may allow less.
WAITING_BYTES = 1 << 20

BUNDLE = b"#bundle\0"
TIME_TAG = 8
DEEPEST_BUNDLE = 8


def open(post: Post, config: Config) -> OscControl:
    """Listen on the UDP port of `[osc]`; `DeviceError` when it is taken or not ours."""
    return OscControl(post, bind(config.osc.host, config.osc.port))


def bind(host: str, port: int) -> socket.socket:
    """A UDP socket bound to `host`:`port`."""
    bound = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, WAITING_BYTES)
    try:
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        raise DeviceError(f"UDP port {port} on {host}: {_reason(error)}") from None
    return bound


def _reason(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return "taken (does another Barwise run?); set another [osc] port or close that program"
    return f"{error.strerror or error}; set another [osc] host or port"


class OscControl:
    """Reads packets in a thread and posts their events. Time tags are not waited for."""

    def __init__(self, post: Post, bound: socket.socket) -> None:
        self._post = post
        self._socket = bound
        self._quiet_until = 0.0
        self._each = Pace(FASTEST, BURST_SECONDS)
        self._together = Pace(FASTEST_TOGETHER, BURST_SECONDS)
        self._open = True
        self._thread = threading.Thread(target=self._run, name="osc in", daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        """The UDP port that is listened on."""
        found: int = self._socket.getsockname()[1]
        return found

    def send(self, action: Action, now: float) -> None:
        """OSC senders get their state from the OSC output."""

    def close(self) -> None:
        self._open = False
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as waker:
            waker.sendto(b"", ("127.0.0.1", self.port))
        self._thread.join(1.0)
        self._socket.close()

    def _run(self) -> None:
        while self._open:
            try:
                packet, sender = self._socket.recvfrom(65536)
            except OSError:
                continue  # an ICMP echo of something sent: nothing was received
            if not packet:
                continue
            if self._each.allows(sender, now := time.monotonic()):
                self._read(packet, sender)
                self._breathe(now)
            else:
                self._complain_of_flood("{}:{}".format(*sender))

    def _breathe(self, now: float) -> None:
        """Leave the engine its time when all the world speaks."""
        if not self._together.allows(None, now):
            self._complain_of_flood("many senders")
            time.sleep(BREATH_SECONDS)

    def _read(self, packet: bytes, sender: tuple[str, int]) -> None:
        host, _ = sender
        count = 1
        try:
            messages = unpack(packet)
            count = len(messages)
            for message in messages:
                event = protocol.event(message.address, message.params)
                if event is not None:
                    self._post(_from(event, host))
        except PacketError as error:
            self._complain(str(error))
        now = time.monotonic()
        self._each.heard(sender, count, now)
        self._together.heard(None, count, now)

    def _complain_of_flood(self, who: str) -> None:
        self._complain(f"more than {FASTEST:g} messages a second from {who}: some are lost")

    def _complain(self, text: str) -> None:
        now = time.monotonic()
        if now >= self._quiet_until:
            self._quiet_until = now + COMPLAINT_SECONDS
            self._post(events.Trouble("osc", text))


def _from(event: events.Event, host: str) -> events.Event:
    """Who names no host means itself."""
    if isinstance(event, events.Subscribe | events.Unsubscribe) and not event.host:
        return replace(event, host=host)
    return event


def unpack(packet: bytes, depth: int = 0) -> list[OscMessage]:
    """The messages of a packet, those of bundles too, in their order. Raises `PacketError`."""
    if packet.startswith(BUNDLE):
        return [m for content in _contents(packet) for m in unpack(content, _deeper(depth))]
    try:
        return [OscMessage(packet)]
    except Exception as error:  # the parser meets hostile bytes with any of half a dozen errors
        reason = str(error).encode("unicode_escape").decode()
        raise PacketError(f"a packet of {len(packet)} bytes is no OSC ({reason})") from None


def _deeper(depth: int) -> int:
    if depth >= DEEPEST_BUNDLE:
        raise PacketError(f"bundles within bundles: more than {DEEPEST_BUNDLE} deep is refused")
    return depth + 1


def _contents(bundle: bytes) -> Iterator[bytes]:
    """The elements of a bundle. python-osc's own reader never ends on a negative size."""
    at = len(BUNDLE) + TIME_TAG
    while at < len(bundle):
        size = int.from_bytes(bundle[at : at + 4], "big")
        at += 4
        if not 0 < size <= len(bundle) - at:
            raise PacketError(f"a bundle of {len(bundle)} bytes with an element of {size} bytes")
        yield bundle[at : at + size]
        at += size
