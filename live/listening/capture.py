"""Live audio: the last seconds of an input, and when exactly they sounded."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from typing import Any

import numpy as np

from live.config import ListenConfig
from live.controls import Post
from live.dll import DelayLockedLoop
from live.errors import DeviceError
from live.events import Event, News, Trouble
from live.listening.line_in import HEADER
from live.listening.ring import Ring
from live.types import Floats

SECONDS = 20.0

FIRST_PAUSE = 0.25
LONGEST_PAUSE = 8.0
_STEADY = 5.0  # seconds of sound after which a loss is a new one
_RATE_TOLERANCE = 0.01


def _unheard(event: Event) -> None:
    """For a capture whose troubles nobody wants to know."""


class Capture:
    """Keeps the last `seconds` of `config.device`: a device's name or part of it, or `default`.

    An input that goes is opened again as soon as it is back; `post` is told.
    """

    def __init__(
        self, config: ListenConfig, post: Post = _unheard, seconds: float = SECONDS
    ) -> None:
        """Raises `DeviceError` naming the inputs there are if `config.device` is none of them."""
        self._config = config
        self._post = post
        self._seconds = seconds
        self._closing = threading.Event()
        self._process, self._ring = self._start()
        self._thread = threading.Thread(target=self._run, name="capture", daemon=True)
        self._thread.start()

    @property
    def rate(self) -> int:
        """Samples a second; the device's own."""
        return self._ring.rate

    def last(self, seconds: float) -> tuple[Floats, float]:
        """The last `seconds`, mono, and the monotonic time at which their last sample came.

        Shorter, even empty, while so much has not come yet since the input was (re)opened.
        """
        ring = self._ring
        count, last = ring.mark
        return ring.read(count - round(seconds * ring.rate), count), last

    def close(self) -> None:
        self._closing.set()
        self._process.kill()
        self._thread.join()

    def _start(self) -> tuple[subprocess.Popen[bytes], Ring]:
        command = [sys.executable, "-m", "live.listening.line_in"]
        process = subprocess.Popen(
            [*command, self._config.device, str(self._config.channels)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for the set
        )
        hello = _hello(process)
        if "error" in hello:
            _end(process)
            raise DeviceError(hello["error"])
        return process, Ring(hello["rate"], self._seconds)

    def _run(self) -> None:
        pause = FIRST_PAUSE
        while True:
            began = time.monotonic()
            self._fill()
            _end(self._process)
            if time.monotonic() - began > _STEADY:
                pause = FIRST_PAUSE
            pause = self._start_again(pause)
            if self._closing.is_set():
                _end(self._process)
                return

    def _fill(self) -> None:
        """Read packets into the ring until the process ends."""
        ring, pipe = self._ring, self._process.stdout
        assert pipe is not None
        loop: DelayLockedLoop | None = None
        while len(header := pipe.read(HEADER.size)) == HEADER.size:
            came, frames = HEADER.unpack(header)
            samples = np.frombuffer(pipe.read(4 * frames).ljust(4 * frames, b"\0"), np.float32)
            if loop is None:
                loop = _loop(came, ring.rate)
            else:
                loop.update(came, frames)
            ring.write(samples, loop.time)

    def _start_again(self, pause: float) -> float:
        """Try until the input is back or all is closed; returns the next pause."""
        told = False
        while not self._closing.wait(pause):
            pause = min(2 * pause, LONGEST_PAUSE)
            try:
                self._process, self._ring = self._start()
            except DeviceError as error:
                if not told:
                    self._post(Trouble("audio", f"{error}; it is listened to when it is back"))
                told = True
            else:
                if told:
                    self._post(News("audio", f"listening to {self._config.device} again"))
                break
        return pause


def _loop(time: float, rate: int) -> DelayLockedLoop:
    """One step a sample; a sound card keeps its rate far better than its blocks keep time."""
    loop = DelayLockedLoop(
        time, 1 / rate, (1 - _RATE_TOLERANCE) / rate, (1 + _RATE_TOLERANCE) / rate
    )
    loop.restart(time)
    return loop


def _hello(process: subprocess.Popen[bytes]) -> dict[str, Any]:
    assert process.stdout is not None
    line = process.stdout.readline()
    try:
        hello: dict[str, Any] = json.loads(line)
    except ValueError:
        hello = {"error": "the audio input's process ended at once; try `barwise doctor`"}
    return hello


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    if process.stdout is not None:
        process.stdout.close()
