"""The player's socket: messages in, and answers to whoever said hello last.

A message names files to be read: only those are heard who can read the performer's own.
"""

from __future__ import annotations

import contextlib
import secrets
import socket
from collections.abc import Iterator

from live import secret
from live.config import DATA_FOLDER
from live.errors import DeviceError, PacketError
from live.player import messages
from live.player.messages import Message

HOST = "127.0.0.1"
PACKET = 65536
KEY_FILE = DATA_FOLDER / "player-key"

#: So many who said hello are listened to, the last ones: engines that were started again.
_PEERS = 8

_Address = tuple[str, int]


def key() -> str:
    """What a hello must say. Raises `FileError`."""
    return secret.kept(KEY_FILE, "make its folder writable, or play without --player")


class Line:
    """UDP on loopback.

    Raises `DeviceError` for a port that is in use, `FileError` without a key.
    """

    def __init__(self, port: int) -> None:
        self._key = key()
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._peers: list[_Address] = []  # the one that is answered comes last
        try:
            self._socket.bind((HOST, port))
        except (OSError, OverflowError) as error:
            self._socket.close()
            raise DeviceError(f"--port {port}: {error}; choose another --port") from None

    def fileno(self) -> int:
        return self._socket.fileno()

    def heard(self) -> Iterator[Message]:
        """What has arrived; a packet that is not in the table is answered by an error."""
        while True:
            try:
                packet, peer = self._socket.recvfrom(PACKET)
            except BlockingIOError:
                return
            try:
                message = messages.decode(packet)
            except PacketError as error:
                if peer in self._peers:
                    self.tell(messages.Error(str(error)))
                continue
            if self._knows(peer, message):
                yield message

    def _knows(self, peer: _Address, message: Message) -> bool:
        if not isinstance(message, messages.Hello):
            return peer in self._peers
        if not secrets.compare_digest(message.key.encode(), self._key.encode()):
            return False
        self._peers = [*(p for p in self._peers if p != peer), peer][-_PEERS:]
        return True

    def tell(self, message: Message) -> None:
        """Answer, if anybody listens."""
        if self._peers:
            with contextlib.suppress(OSError):  # the engine has died: it will say hello again
                self._socket.sendto(messages.encode(message), self._peers[-1])

    def close(self) -> None:
        self._socket.close()
