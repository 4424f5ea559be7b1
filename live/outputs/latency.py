"""Remembers the latency that the performer sets, for this clock and output and the sets to come."""

from __future__ import annotations

import queue
import threading
from pathlib import Path

from live import actions, events, latency
from live.config import Config
from live.controls import Post


def open(post: Post, config: Config) -> LatencyOutput:
    return LatencyOutput(latency.FILE, latency.device(config), post)


class LatencyOutput:
    """Writes in a thread of its own: a disk must not hold up the engine."""

    def __init__(self, path: Path, device: str, post: Post) -> None:
        self._path = path
        self._device = device
        self._post = post
        self._set: queue.SimpleQueue[float | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="latency", daemon=True)
        self._thread.start()

    def send(self, action: actions.Action, now: float) -> None:
        if isinstance(action, actions.LatencyIs):
            self._set.put(action.ms)

    def close(self) -> None:
        self._set.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (ms := self._set.get()) is not None:
            try:
                latency.remember(self._path, self._device, ms)
            except OSError as error:
                text = f"{self._path}: {error.strerror}; {ms:g} ms are kept for this set only"
                self._post(events.Trouble("latency", text))
            else:
                self._post(events.News("latency", f"{ms:g} ms, {self._device}"))
