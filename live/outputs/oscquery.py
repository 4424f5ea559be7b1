"""OSCQuery: what Barwise says is there to be asked for and listened to, and it can be found.

It is served where `[osc]` listens, for whoever finds the addresses must be able to send to them.
"""

from __future__ import annotations

import asyncio
import importlib
import socket
import threading
from collections.abc import Coroutine

from live.actions import Action
from live.config import Config, OscConfig
from live.controls import Post
from live.errors import ConfigError
from live.oscquery.announce import announce
from live.oscquery.server import Server, bind

PACKAGES = ("ifaddr", "websockets", "zeroconf")

#: Goodbyes to the network take half a second.
CLOSE_SECONDS = 3.0

#: A name in zeroconf has up to 63 bytes, and may get a number.
LONGEST_NAME = 58


def open(post: Post, config: Config) -> OscQueryOutput | None:
    """Serve at the host of `[osc]`; None if `[oscquery]` is off.

    Raises `ConfigError` where a package is missing, `DeviceError` where the port is taken.
    """
    if not config.oscquery.on:
        return None
    load()
    osc = config.osc
    return OscQueryOutput(bind(osc.host, config.oscquery.port or osc.port), osc.port, post)


def load() -> None:
    """The packages; a `ConfigError` says how to get what is missing."""
    try:
        for package in PACKAGES:
            importlib.import_module(package)
    except ImportError as error:
        packages = " ".join(PACKAGES)
        raise ConfigError(f"--oscquery: {error.name} is missing; pip install {packages}") from None


def _name(osc_port: int) -> str:
    """Two on one machine have names of their own: there, zeroconf does not see that one is taken.

    What is answered to its question comes to one of those who listen at its port.
    """
    port = "" if osc_port == OscConfig().port else f" ({osc_port})"
    return f"Barwise on {socket.gethostname().partition('.')[0]}"[: LONGEST_NAME - len(port)] + port


class OscQueryOutput:
    """A thread with a loop in it. The engine leaves there what it sends, and goes on."""

    def __init__(self, bound: socket.socket, osc_port: int, post: Post) -> None:
        name = _name(osc_port)
        host, port = bound.getsockname()
        services = {"_oscjson._tcp": port, "_osc._udp": osc_port}
        self._server = Server(name, osc_port, post)
        self._loop = asyncio.new_event_loop()
        self._ended = asyncio.Event()
        self._thread = threading.Thread(
            target=self._turn,
            args=[bound, announce(host, name, services, post)],
            name="oscquery",
            daemon=True,
        )
        self._thread.start()

    def send(self, action: Action, now: float) -> None:
        self._loop.call_soon_threadsafe(self._server.hear, action, now)

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._ended.set)
        self._thread.join(CLOSE_SECONDS)

    def _turn(self, bound: socket.socket, announcing: Coroutine[None, None, None]) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._run(bound, announcing))

    async def _run(self, bound: socket.socket, announcing: Coroutine[None, None, None]) -> None:
        telling = asyncio.create_task(announcing)
        await self._server.serve(bound, self._ended)
        telling.cancel()
        await asyncio.wait([telling])
