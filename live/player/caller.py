"""The engine's end of the line to a player."""

from __future__ import annotations

import select
import socket
import time
from collections.abc import Iterator

from live.errors import PacketError
from live.player import line, messages
from live.player.line import HOST, PACKET
from live.player.messages import Message


class Caller:
    """Says messages to the player on `port`, whether it is there or not, and hears its answers.

    `say` may be called by any thread, the rest by one. Raises `FileError` without a key.
    """

    def __init__(self, port: int) -> None:
        self._key = line.key()
        self._address = (HOST, port)
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._socket.bind((HOST, 0))

    def hello(self) -> None:
        """Ask who is there; before it nothing is listened to."""
        self.say(messages.Hello(self._key))

    def say(self, message: Message) -> None:
        self._socket.sendto(messages.encode(message), self._address)

    def heard(self, seconds: float) -> Iterator[Message]:
        """What comes within `seconds`; what is no message is passed over."""
        end = time.monotonic() + seconds
        while select.select([self._socket], [], [], max(0.0, end - time.monotonic()))[0]:
            try:
                yield messages.decode(self._socket.recv(PACKET))
            except (PacketError, OSError):
                continue

    def close(self) -> None:
        self._socket.close()
