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
from live.library.shared import place

#: What could not be written is tried again this often.
_PAUSE_SECONDS = 5.0


def open(post: Post, config: Config) -> MemoryOutput:
    """Write to the catalogue at `config.library`."""
    return MemoryOutput(place.catalogue(config.library), post)


class MemoryOutput:
    """Writes in a thread of its own: a disk must not hold up the engine.

    What a locked or full disk refuses is tried again until the set ends.
    """

    def __init__(self, library: Path, post: Post) -> None:
        self._library = library
        self._post = post
        self._unwritten: dict[int, actions.Taste] = {}
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
        refused = False
        while self._take():
            was, refused = refused, not self._write(loud=not refused)
            if was and not refused:
                self._post(events.News("library", "bans and favourites are written again"))

    def _take(self) -> bool:
        """Wait for something to write; False when the set is over and all has been tried."""
        try:
            taste = self._tastes.get(timeout=_PAUSE_SECONDS if self._unwritten else None)
        except queue.Empty:
            return True
        if taste is None:
            if self._unwritten:
                self._write(loud=True)
            return False
        self._unwritten[taste.id] = taste
        return True

    def _write(self, *, loud: bool) -> bool:
        try:
            with Catalogue.open(self._library) as catalogue:
                for taste in list(self._unwritten.values()):
                    catalogue.set_taste(taste.id, taste.banned, taste.favourite)
                    del self._unwritten[taste.id]
        except BarwiseError as error:
            if loud:
                self._post(events.Trouble("library", f"{error}; kept for this set, tried again"))
            return False
        return True
