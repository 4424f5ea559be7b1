"""Who hears Barwise over OSC, as a process of its own: no other thread holds its interpreter.

`python -m tests.bench.receiver` prints its port, stamps what comes, and tells all of it when its
standard input ends: a line a datagram, its monotonic time and its bytes in hexadecimal.
"""

from __future__ import annotations

import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from pythonosc.osc_message import OscMessage

_ROOM = 1 << 21


@dataclass(frozen=True, slots=True)
class Came:
    """A message and the monotonic time at which it was there."""

    at: float
    path: str
    args: tuple[Any, ...]


@dataclass
class Receiver:
    """`came` is filled when the block of `receiving` ends."""

    port: int
    came: list[Came] = field(default_factory=list)


@contextmanager
def receiving() -> Iterator[Receiver]:
    process = subprocess.Popen(
        [sys.executable, "-m", __name__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    receiver = Receiver(int(process.stdout.readline()))
    try:
        yield receiver
    finally:
        told, _ = process.communicate(timeout=30)
    receiver.came += map(_came, told.splitlines())


def _came(line: str) -> Came:
    at, packet = line.split()
    message = OscMessage(bytes.fromhex(packet))
    return Came(float(at), message.address, tuple(message.params))


def main() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear:
        ear.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _ROOM)
        ear.bind(("127.0.0.1", 0))
        print(ear.getsockname()[1], flush=True)
        for at, packet in _heard(ear):
            print(at, packet.hex())


def _heard(ear: socket.socket) -> list[tuple[float, bytes]]:
    """Everything until standard input ends."""
    came: list[tuple[float, bytes]] = []
    with selectors.DefaultSelector() as ready:
        ready.register(ear, selectors.EVENT_READ)
        ready.register(sys.stdin, selectors.EVENT_READ)
        while True:
            for key, _ in ready.select():
                if key.fileobj is sys.stdin:
                    return came
                packet = ear.recv(1 << 16)
                came.append((time.monotonic(), packet))


if __name__ == "__main__":
    main()
