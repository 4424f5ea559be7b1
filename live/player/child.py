"""The player as a child process: started, asked for its last words, ended."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import tempfile
from pathlib import Path

from live.config import PlayerConfig

_PATIENCE_SECONDS = 3.0


class Child:
    """A running `barwise player`, in a session of its own: Ctrl-C is for the engine to hear."""

    def __init__(self, config: PlayerConfig) -> None:
        self._words = tempfile.TemporaryFile()  # noqa: SIM115 -- open as long as the child
        self._process = subprocess.Popen(
            [sys.executable, "-m", "live", "player", *_arguments(config)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._words,
            start_new_session=True,
        )

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def last_words(self) -> str:
        """The last line it wrote on stderr; not to be asked for once it was killed."""
        self._words.seek(0)
        lines = self._words.read().decode(errors="replace").split("\n")
        said = [line.removeprefix("barwise: ") for line in lines if line.strip()]
        return said[-1] if said else f"ended with status {self._process.returncode}"

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        self._words.close()

    def end(self) -> None:
        """Wait for it to end by itself, then make it."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_PATIENCE_SECONDS)
        self.kill()


def _arguments(config: PlayerConfig) -> list[str]:
    named = {
        "--port": config.port,
        "--backend": config.backend,
        "--device": config.device,
        "--rate": config.rate,
        "--block": config.block,
        "--latency-ms": config.latency_ms,
        "--record": str(Path(config.record).absolute()) if config.record else "",
    }
    given = [word for name, value in named.items() if value != "" for word in (name, str(value))]
    return [*given, "--cue" if config.cue else "--no-cue"]
