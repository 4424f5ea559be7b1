"""One WebSocket client: what it listens to, what it sends, and what it has not been told yet."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import Any

from live import events, protocol
from live.controls import Post
from live.controls.osc import unpack
from live.errors import PacketError
from live.oscquery.state import Said, State
from live.oscquery.tree import METHODS
from live.outputs.osc import fitted


class Client:
    """Told the latest of everything it listens to; what it was too slow for is not made up.

    Belongs to the thread of the server. `host` is its address.
    """

    def __init__(self, state: State, host: str, post: Post) -> None:
        self._state = state
        self._host = host
        self._post = post
        self._paths: set[str] = set()
        self._waiting: dict[object, Said] = {}
        self._news = asyncio.Event()
        self._complained = False

    def hear(self, about: object, said: Said) -> None:
        """There is something new about a subject."""
        self._waiting.pop(about, None)
        if self._paths & said.keys():
            self._waiting[about] = said
            self._news.set()

    async def frames(self) -> list[bytes]:
        """The OSC packets to send next, as soon as there are any."""
        await self._news.wait()
        self._news.clear()
        waiting, self._waiting = self._waiting, {}
        return [
            fitted(path, values)
            for said in waiting.values()
            for path, rows in said.items()
            if path in self._paths
            for values in rows
        ]

    def receive(self, message: str | bytes) -> None:
        """A command in JSON, or an OSC packet. Of what is wrong the performer hears once."""
        try:
            if isinstance(message, str):
                self._obey(message)
            else:
                self._control(message)
        except PacketError as error:
            if not self._complained:
                self._post(events.Trouble("oscquery", f"{self._host} sent {error}"))
            self._complained = True

    def _obey(self, text: str) -> None:
        command, path = _wish(text)
        if path not in METHODS:
            raise PacketError(f"{command[:20]} {path[:100]}: no such address")
        if command == "LISTEN":
            self._listen(path)
        elif command == "IGNORE":
            self._paths.discard(path)
        else:
            raise PacketError(f"COMMAND {command[:20]}: choose from LISTEN, IGNORE")

    def _listen(self, path: str) -> None:
        """Tell the present state at once, like `/barwise/subscribe`."""
        self._paths.add(path)
        for about, said in self._state.at(path):
            self._waiting[about] = {**said, **self._waiting.get(about, {})}
            self._news.set()

    def _control(self, packet: bytes) -> None:
        for message in unpack(packet):
            event = protocol.event(message.address, message.params)
            if isinstance(event, events.Subscribe | events.Unsubscribe) and not event.host:
                event = replace(event, host=self._host)
            if event is not None:
                self._post(event)


def _wish(text: str) -> tuple[str, str]:
    """The COMMAND of a client and its DATA, an address."""
    try:
        wish: Any = json.loads(text)
        command, path = wish["COMMAND"], wish["DATA"]
    except (ValueError, KeyError, TypeError, RecursionError):
        command = path = None
    if not isinstance(command, str) or not isinstance(path, str):
        raise PacketError(f'{text[:60]!r}: {{"COMMAND": "LISTEN", "DATA": ADDRESS}} is wanted')
    return command, path
