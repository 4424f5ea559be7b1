"""The main bus written to a WAV file, without making the audio thread wait for a disk."""

from __future__ import annotations

from collections import deque
from pathlib import Path

import numpy as np
import soundfile

from live.errors import FileError
from live.types import Floats

_CHANNELS = 2


class Tape:
    """`put` is for the audio thread, `flush` and `close` are for another one.

    Raises `FileError` when `path` cannot be written.
    """

    def __init__(self, path: str | Path, rate: int) -> None:
        self._blocks: deque[Floats] = deque()
        try:
            self._file = soundfile.SoundFile(
                path, "w", rate, _CHANNELS, subtype="PCM_24", format="WAV"
            )
        except (OSError, soundfile.LibsndfileError) as error:
            raise FileError(f"{path}: cannot record ({error}); choose another --record") from None

    def put(self, block: Floats) -> None:
        """Take a copy of `block`, (frames, channels)."""
        self._blocks.append(block[:, :_CHANNELS].copy())

    def skip(self, frames: int) -> None:
        """So much was never played: silence keeps what follows at its time."""
        if frames:
            self._blocks.append(np.zeros((frames, _CHANNELS), np.float32))

    def flush(self) -> None:
        while self._blocks:
            self._file.write(self._blocks.popleft())

    def close(self) -> None:
        self.flush()
        self._file.close()
