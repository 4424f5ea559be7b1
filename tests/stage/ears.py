"""What is heard: a JACK client on the player's main bus, and when it was silent."""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import jack
import numpy as np

from live.types import Floats
from tests.conftest import eventually

SILENT = 1e-4  # below that nobody hears anything, -80 dB


class Ears:
    """Blocks of sound, each with the frame of its first sample."""

    def __init__(self) -> None:
        self._blocks: list[tuple[int, Floats]] = []
        self._zero = math.inf  # the monotonic time of frame 0, by the promptest callback
        self._client = jack.Client("audience", no_start_server=True)
        self.rate: int = self._client.samplerate
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
        frame = self._client.last_frame_time
        self._zero = min(self._zero, time.monotonic() - frame / self.rate)
        self._blocks.append((frame, self._port.get_array().copy()))

    @property
    def levels(self) -> list[tuple[float, float]]:
        """The peak of every block, with its monotonic time."""
        blocks = list(self._blocks)
        return [(self._zero + frame / self.rate, float(np.abs(b).max())) for frame, b in blocks]

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

    def heard(self, since: float, seconds: float) -> Floats:
        """The sound of so many `seconds` from monotonic `since` on; 0 where nothing came."""
        first = round((since - self._zero) * self.rate)
        whole = np.zeros(round(seconds * self.rate), np.float32)
        for frame, block in list(self._blocks):
            at = max(frame - first, 0)
            part = block[max(first - frame, 0) :][: max(len(whole) - at, 0)]
            whole[at : at + len(part)] = part
        return whole

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
