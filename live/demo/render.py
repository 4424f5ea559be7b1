"""The same set without a sound card: engine and player in lockstep, time counted in samples."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import soundfile

from live.engine import Engine
from live.player.offline import Offline

#: One step of the lockstep: finer than the lead by far, so launches come as early as on stage.
STEP_SECONDS = 0.02


class SampleTime:
    """Monotonic seconds as the rendered samples tell them."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def render(
    engine: Engine,
    player: Offline,
    time: SampleTime,
    path: Path,
    settle: Callable[[], None] = lambda: None,
) -> int:
    """Run the set until it ends, into a WAV at `path`; returns its length in frames.

    `settle` waits for what goes on in other threads, for which time passes much more slowly.
    """
    frames = 0
    engine.start()
    with soundfile.SoundFile(path, "w", player.rate, 2, "PCM_24") as out:
        while not engine.done:
            engine.turn()
            settle()
            time.now += STEP_SECONDS
            audio = player.process(time.now)
            out.write(audio)
            frames += len(audio)
    return frames
