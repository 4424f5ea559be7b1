"""Remembers bans and favourites in the library, so that they outlive the set."""

from __future__ import annotations

import queue
import threading
from pathlib import Path

from live import actions, events
from live.config import Config
from live.controls import Post
from live.errors import BarwiseError
from live.library.catalogue import Catalogue


def open(post: Post, config: Config) -> MemoryOutput:
    """Write to the catalogue at `config.library`."""
    return MemoryOutput(Path(config.library), post)


class MemoryOutput:
    """Writes in a thread of its own: a disk must not hold up the engine."""

    def __init__(self, library: Path, post: Post) -> None:
        self._library = library
        self._post = post
        self._tastes: queue.SimpleQueue[actions.Taste | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="memory", daemon=True)
        self._thread.start()

    def send(self, action: actions.Action, now: float) -> None:
        if isinstance(action, actions.Taste):
            self._tastes.put(action)

    def close(self) -> None:
        self._tastes.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (taste := self._tastes.get()) is not None:
            try:
                with Catalogue.open(self._library) as catalogue:
                    catalogue.set_taste(taste.id, taste.banned, taste.favourite)
            except BarwiseError as error:
                self._post(events.Trouble("library", f"{error}; kept for this set only"))
