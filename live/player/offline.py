"""The player without a clock on the wall: the same core, pulled block by block.

Time is samples divided by the rate and begins at 0. The same actions give the same samples.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from types import TracebackType

import numpy as np

from live.actions import Action
from live.player.backend import open_manual
from live.player.backstage import Backstage
from live.player.core import Core
from live.player.desk import Desk
from live.player.messages import Message
from live.player.translate import translated
from live.player.workers import Inline, Worker
from live.types import Floats

_VOICES = 40
_WARM_UP_SECONDS = 0.05  # pyo fades its server in


class Offline:
    """Renders what the actions sent to it sound like. One at a time in a process.

    Parameters
    ----------
    rate, block
        frames a second, and frames computed at a time: actions count from the next block on.
    worker
        who prepares the audio; without one it is there as soon as it is asked for.
    """

    def __init__(self, rate: int = 48000, block: int = 128, worker: Worker | None = None) -> None:
        self.rate = rate
        self._block = block
        self._device = open_manual(rate, block)
        self._desk = Desk(self._device, _VOICES, 0)
        self._device.start()
        for _ in range(int(_WARM_UP_SECONDS * rate / block) + 1):
            self._device.server.process()
        self._core = Core(self._desk, rate, block, self._computed)
        self._backstage = Backstage(self._core, worker or Inline(), rate)
        self._device.before_block(self._core.block)
        self._rest = np.zeros((0, 2), np.float32)
        self._given = 0
        #: What the player told since `news` was called last.
        self._told: list[Message] = []

    def __enter__(self) -> Offline:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def time(self) -> float:
        """The end of what has been given out, seconds."""
        return self._given / self.rate

    def _computed(self) -> float:
        return self._core.blocks * self._block / self.rate

    def send(self, action: Action, now: float = 0.0) -> None:
        """Do `action`, from the next block on."""
        for message in translated(action):
            self._backstage.receive(message)

    def news(self) -> list[Message]:
        """What the player has told since the last call."""
        told, self._told = self._told, []
        return told

    def process(self, until: float) -> Floats:
        """The audio from where the last call ended to `until` seconds: (frames, 2)."""
        frames = max(0, round(until * self.rate) - self._given)
        blocks = [self._rest, *self._computed_blocks(frames - len(self._rest))]
        audio = np.concatenate(blocks)
        self._rest = audio[frames:]
        self._given += frames
        return audio[:frames]

    def _computed_blocks(self, frames: int) -> Iterator[Floats]:
        for _ in range(-(-frames // self._block)):
            self._told += self._backstage.tend()
            self._device.server.process()
            if self._core.failure is not None:
                raise self._core.failure
            yield self._desk.output.copy()

    def close(self) -> None:
        """Let the device go, so that another can be opened."""
        self._device.close()
        gc.collect()  # pyo's objects refer to each other
