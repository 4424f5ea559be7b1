"""Pure Data as a real OSC client: a headless Pd that runs our own abstractions."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pythonosc.osc_message import OscMessage
from pythonosc.osc_message_builder import build_msg

from tests.conftest import eventually, need

PATCHES = Path(__file__).parents[1] / "patches" / "pd"
TEST_PATCHES = Path(__file__).parent / "pd"

#: What follows `/barwise/`, and the arguments.
Heard = tuple[str, tuple[Any, ...]]


def tell(port: int, path: str, *args: Any) -> None:
    """Send one OSC message to a port of this machine."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as mouth:
        mouth.sendto(build_msg(path, list(args)).dgram, ("127.0.0.1", port))


class Ear:
    """A UDP port of ours on loopback, and the OSC that came there."""

    def __init__(self, port: int = 0) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", port))
        self._socket.setblocking(False)
        self._heard: list[Heard] = []

    @property
    def port(self) -> int:
        found: int = self._socket.getsockname()[1]
        return found

    def heard(self) -> list[Heard]:
        """Everything so far, in its order."""
        try:
            while True:
                message = OscMessage(self._socket.recv(65536))
                word = message.address.removeprefix("/barwise/")
                self._heard.append((word, tuple(message.params)))
        except BlockingIOError:
            return list(self._heard)

    def forget(self) -> None:
        self.heard()
        self._heard.clear()

    def wait_for(self, word: str, *args: Any) -> Heard:
        """The latest message `word` whose arguments begin with `args`."""

        def look() -> Heard | None:
            found = [h for h in self.heard() if h[0] == word and h[1][: len(args)] == args]
            return found[-1] if found else None

        found = eventually(look)
        assert found is not None
        return found

    def close(self) -> None:
        self._socket.close()


@dataclass
class Musician:
    """Pd with `tests/pd/cycle.pd`: says to Barwise what it is told, repeats what Barwise says.

    `port` is where it listens: `say("subscribe", musician.port)` comes first.
    """

    port: int
    control: int
    ear: Ear

    def say(self, word: str, *args: Any) -> None:
        """`/barwise/WORD ARGS`, by way of barwise.send."""
        tell(self.control, f"/barwise/{word}", *args)

    def heard(self, word: str) -> list[tuple[Any, ...]]:
        """The arguments of every `/barwise/WORD` so far, by way of barwise.receive."""
        return [args for said, args in self.ear.heard() if said == word]

    def wait_for(self, word: str, *args: Any) -> tuple[Any, ...]:
        """The arguments of the latest `/barwise/WORD` that begin with `args`, numbers as floats."""
        return self.ear.wait_for(word, *args)[1]


@contextmanager
def musician(barwise_port: int) -> Iterator[Musician]:
    """A Pd musician who plays with the Barwise that listens on `barwise_port`."""
    with ear() as own_ear:
        player = Musician(free_port(), free_port(), own_ear)
        ports = f"{barwise_port} {player.port} {player.control} {own_ear.port}"
        with pd([TEST_PATCHES / "cycle.pd"], [f"barwise.test.ports {ports}"]):
            _until_repeated(player.port, own_ear, "error")
            yield player


@contextmanager
def panel(barwise_port: int, *sends: str) -> Iterator[tuple[int, Ear]]:
    """`barwise.pd` beside Barwise on `barwise_port`; `sends` are Pd messages (`NAME ARGS`).

    Yields the port where the panel listens to Barwise, and an ear that hears what it shows.
    """
    port = free_port()
    with ear() as shown:
        ports = [
            f"barwise.connect 127.0.0.1 {barwise_port} {port}",
            f"barwise.test.report {shown.port}",
        ]
        with pd([PATCHES / "barwise.pd", TEST_PATCHES / "panel.pd"], [*ports, *sends]):
            _until_repeated(port, shown, "barwise.error")
            yield port, shown


@contextmanager
def ear(port: int = 0) -> Iterator[Ear]:
    """A port that is listened on for as long as the test lasts."""
    listening = Ear(port)
    yield listening
    listening.close()


@contextmanager
def pd(patches: list[Path], sends: list[str]) -> Iterator[subprocess.Popen[str]]:
    """A headless Pd with `patches` open, told `sends`; it must not have complained at its end."""
    command = [need("pd"), "-nogui", "-noaudio", "-nomidi", "-stderr", "-path", str(PATCHES)]
    for patch in patches:
        command += ["-open", str(patch)]
    for message in sends:
        command += ["-send", message]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.terminate()
        _, complaints = process.communicate(timeout=10)
    assert complaints == ""


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def _until_repeated(port: int, repeats: Ear, word: str) -> None:
    """Wait until an error sent to `port` comes back to `repeats` as `word`: Pd is awake."""

    def look() -> bool:
        tell(port, "/barwise/error", "awake")
        return (word, ("awake",)) in repeats.heard()

    eventually(look, seconds=20, every=0.05)
    repeats.forget()
