"""Has new bundles hear the library while a set is played.

The start does not wait for it, and what is done is kept whenever the set ends.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from live.bundle import Bundle
from live.errors import BarwiseError
from live.events import Event, News, Trouble
from live.library.catalogue import Catalogue
from live.library.shelf import Shelf
from live.library.upkeep import Progress, behind, hear

#: Of 20: how far the music has precedence, where threads can be told so.
_NICENESS = 10

#: Progress is told this often while a library is heard.
_REPORTS = 10


class Background:
    """A thread that brings what the newest of `bundles` make of the library up to date.

    When all is there, `ready` gets `shelf` with it; if nothing is missing there is no thread.
    """

    def __init__(
        self,
        shelf: Shelf,
        library: Path,
        bundles: Sequence[Bundle],
        ready: Callable[[Shelf], None],
        post: Callable[[Event], None],
    ) -> None:
        self._bundles = behind(library, shelf, bundles)
        self._shelf = shelf
        self._library = library
        self._ready = ready
        self._post = post
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="background", daemon=True)
        if self._bundles:
            self._thread.start()

    def close(self) -> None:
        """End at the next opportunity."""
        self._closing.set()
        if self._bundles:
            self._thread.join()

    def _run(self) -> None:
        give_way()
        try:
            self._work()
        except BarwiseError as error:
            self._post(Trouble("bundle", str(error)))

    def _work(self) -> None:
        told = 0
        for progress in hear(self._library, self._bundles):
            if self._closing.is_set():
                return
            tenths = _REPORTS * progress.done // progress.total
            if tenths != told:
                self._post(News("bundle", _said(progress)))
            told = tenths
        with Catalogue.open(self._library) as catalogue:
            self._ready(self._shelf.renewed(catalogue))
        labels = " and ".join(bundle.label for bundle in self._bundles)
        self._post(News("bundle", f"the next bar is ranked with {labels}"))


def _said(progress: Progress) -> str:
    return f"{progress.label} has heard {progress.done} of {progress.total} loops"


def give_way() -> None:
    """Let the engine's thread, and the player's process, go first."""
    if sys.platform == "linux":  # elsewhere a thread has no niceness of its own
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)
