"""The two ends of the wire to AbletonOSC: a port to ask, and the one on which it answers."""

from __future__ import annotations

import errno
import logging
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pythonosc.osc_message_builder import OscMessageBuilder

from live.config import AbletonConfig
from live.controls.osc import unpack
from live.errors import DeviceError, PacketError

log = logging.getLogger(__name__)

Arg = int | float | str


@dataclass(frozen=True, slots=True)
class Reply:
    """What AbletonOSC said, and the monotonic time at which it came."""

    path: str
    args: tuple[Any, ...]
    at: float


class Wire:
    """Asks with `say`; answers go to `heard`, called by a thread of the wire's own.

    Raises `DeviceError` when the port of the answers is taken or the host has no address.
    """

    def __init__(self, config: AbletonConfig, heard: Callable[[Reply], None]) -> None:
        self._heard = heard
        self._mouth = _mouth(config.host, config.port)
        try:
            self._live = self._mouth.getpeername()[0]
            self._ear = _ear(self._live, config.listen_port)
        except DeviceError:
            self._mouth.close()
            raise
        self._open = True
        self._thread = threading.Thread(target=self._run, name="ableton in", daemon=True)
        self._thread.start()

    def say(self, path: str, *args: Arg) -> None:
        """Raises `ConnectionRefusedError` once the other machine has said that nobody listens."""
        try:
            self._mouth.send(packet(path, *args))
        except ConnectionRefusedError:
            raise
        except OSError as error:
            log.debug("%s: %s", path, error)

    def close(self) -> None:
        self._open = False
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as waker:
            waker.sendto(b"", ("127.0.0.1", self._ear.getsockname()[1]))
        self._thread.join(1.0)
        self._ear.close()
        self._mouth.close()

    def _run(self) -> None:
        while self._open:
            try:
                received, (sender, _) = self._ear.recvfrom(65536)
                at = time.monotonic()
                if sender != self._live:
                    continue
                for message in unpack(received) if received else ():
                    self._heard(Reply(message.address, tuple(message.params), at))
            except (OSError, PacketError) as error:
                log.debug("%s", error)


def packet(path: str, *args: Arg) -> bytes:
    """An OSC message; integers, floats and strings by their Python types."""
    builder = OscMessageBuilder(path)
    for arg in args:
        builder.add_arg(arg)
    built: bytes = builder.build().dgram
    return built


def _mouth(host: str, port: int) -> socket.socket:
    """Connected, for only then a port where nobody listens is an error and not silence."""
    mouth = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        mouth.connect((host, port))
    except OSError as error:
        mouth.close()
        reason = f"{host}: {error.strerror}"
        raise DeviceError(f"{reason}; set [ableton] host to the machine with Live") from None
    mouth.setblocking(False)
    return mouth


def _ear(live: str, port: int) -> socket.socket:
    """Open to this machine only, unless Live is on another one."""
    ear = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        ear.bind(("127.0.0.1" if live.startswith("127.") else "", port))
    except OSError as error:
        ear.close()
        raise DeviceError(f"UDP port {port} {_reason(error)}") from None
    return ear


def _reason(error: OSError) -> str:
    if error.errno != errno.EADDRINUSE:
        return f"({error.strerror}); set another [ableton] listen_port"
    return "is taken: close the other Barwise or whatever else listens to AbletonOSC"
