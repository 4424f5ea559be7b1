"""The player's socket: messages in, and answers to whoever said hello last."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator

from live.errors import DeviceError, PacketError
from live.player import messages
from live.player.messages import Message

HOST = "127.0.0.1"
PACKET = 65536


class Line:
    """UDP on loopback. Raises `DeviceError` for a port that is in use."""

    def __init__(self, port: int) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._peer: tuple[str, int] | None = None
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
                message = messages.decode(packet)
            except BlockingIOError:
                return
            except PacketError as error:
                self.tell(messages.Error(str(error)))
                continue
            if isinstance(message, messages.Hello):
                self._peer = peer
            yield message

    def tell(self, message: Message) -> None:
        """Answer, if anybody listens."""
        if self._peer is not None:
            with contextlib.suppress(OSError):  # the engine has died: it will say hello again
                self._socket.sendto(messages.encode(message), self._peer)

    def close(self) -> None:
        self._socket.close()
