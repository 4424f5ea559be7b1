"""What is heard: a JACK client on the player's main bus, and when it was silent."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import jack
import numpy as np

from tests.conftest import eventually

SILENT = 1e-4  # below that nobody hears anything, -80 dB


class Ears:
    """Levels of blocks, each with the monotonic time at which it came."""

    def __init__(self) -> None:
        self.levels: list[tuple[float, float]] = []
        self._client = jack.Client("audience", no_start_server=True)
        self._port = self._client.inports.register("in")
        self._client.set_process_callback(self._take)
        self._client.activate()

    def listen(self, seconds: float = 30.0) -> None:
        """Connect to the player that is there, or comes."""
        eventually(self._connected, seconds, every=0.05)

    def _connected(self) -> bool:
        if not self._client.get_ports("barwise:output_1"):
            return False
        with suppress(jack.JackError):  # it has just gone, or is connected already
            self._client.connect("barwise:output_1", self._port)
        return bool(self._port.connections)

    def _take(self, _frames: int) -> None:
        self.levels.append((time.monotonic(), float(np.abs(self._port.get_array()).max())))

    def sound(self, since: float, seconds: float = 30.0) -> float:
        """The time of the first block after `since` that is heard."""
        return eventually(
            lambda: next((at for at, level in self.levels if at > since and level > SILENT), 0.0),
            seconds,
        )

    def silence(self, since: float, until: float) -> float:
        """The longest time between two blocks that are heard, in seconds."""
        heard = [at for at, level in self.levels if since <= at <= until and level > SILENT]
        edges = [since, *heard, until]
        return max(after - before for before, after in itertools.pairwise(edges))

    def close(self) -> None:
        self._client.deactivate()
        self._client.close()


@contextmanager
def ears() -> Iterator[Ears]:
    """They listen to the player that plays now."""
    opened = Ears()
    try:
        opened.listen()
        yield opened
    finally:
        opened.close()
