"""MIDI clock out: hardware and DAWs follow Barwise.

`[midi] clock_out` is a part of a port's name, or `virtual` for a port of our own called
`Barwise clock out`. A process of its own sends, `live.midi.clockwork`; it is started again should
it end.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator

from live.actions import Action, Clocked
from live.config import Config, MidiConfig
from live.controls import Post
from live.errors import DeviceError
from live.events import News, Trouble
from live.midi import clockwork
from live.outputs.midi import VIRTUAL

_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 30.0
_PATIENCE_SECONDS = 3.0


def open(post: Post, config: Config) -> ClockOutput | None:
    """Send to the port of `[midi] clock_out`; None if none is named.

    Raises `DeviceError` without any MIDI.
    """
    return ClockOutput(post, config.midi) if config.midi.clock_out else None


class ClockOutput:
    """The engine's thread hands transports on; a thread of its own looks after the process."""

    def __init__(self, post: Post, midi: MidiConfig) -> None:
        self._post = post
        self._midi = midi
        self._transport: bytes = b""
        self._closing = threading.Event()
        self._process = self._started()
        self._hear_until_ready()
        self._thread = threading.Thread(target=self._look_after, name="clock out", daemon=True)
        self._thread.start()

    def send(self, action: Action, now: float) -> None:
        if isinstance(action, Clocked):
            self._transport = clockwork.line_of(action.transport)
            self._hand_on(self._transport)

    def close(self) -> None:
        """Leave what follows standing."""
        self._closing.set()
        _end(self._process)
        self._thread.join()
        _bury(self._process)  # perhaps another one by now

    def _started(self) -> subprocess.Popen[bytes]:
        port = "" if self._midi.clock_out == VIRTUAL else self._midi.clock_out
        early = str(self._midi.clock_early_ms / 1000)
        process = subprocess.Popen(
            [sys.executable, "-m", clockwork.__name__, self._midi.backend, port, early],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for the engine to hear
            bufsize=0,
        )
        assert process.stdin is not None
        os.set_blocking(process.stdin.fileno(), False)
        return process

    def _hear_until_ready(self) -> None:
        """Raises `DeviceError` if the process ends before."""
        for kind, text in self._heard():
            if kind == "ready":
                return
            if kind == "error":
                _bury(self._process)
                raise DeviceError(text)
        _bury(self._process)
        raise DeviceError("MIDI clock out does not start: see `barwise doctor`")

    def _hand_on(self, line: bytes) -> None:
        """Never waits; to a process that has ended it is said again once there is another."""
        assert self._process.stdin is not None
        with contextlib.suppress(OSError, ValueError):
            self._process.stdin.write(line)

    def _heard(self) -> Iterator[tuple[str, str]]:
        """What the process has to say until it ends; news and troubles are posted."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            kind, text = json.loads(line)
            if kind in ("news", "trouble"):
                self._post(News("midi", text) if kind == "news" else Trouble("midi", text))
            yield kind, text

    def _look_after(self) -> None:
        pause = _FIRST_PAUSE
        while not self._closing.is_set():
            for kind, _ in self._heard():
                pause = _FIRST_PAUSE if kind == "ready" else pause
            if self._closing.is_set():
                return
            self._post(Trouble("midi", "clock out has ended: it is started again"))
            if self._closing.wait(pause):
                return
            pause = min(2 * pause, _LONGEST_PAUSE)
            _bury(self._process)
            self._process = self._started()
            self._hand_on(self._transport)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Let it finish by itself, then make it."""
    assert process.stdin is not None
    with contextlib.suppress(OSError):
        process.stdin.close()
    try:
        process.wait(_PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _bury(process: subprocess.Popen[bytes]) -> None:
    """End it; nobody listens to it any more."""
    _end(process)
    assert process.stdout is not None
    process.stdout.close()
