"""Keeps up what is known of the library while a set is played, beside the music.

New bundles hear it, the performer's word on a role is written down, and the copy of the library is
brought up to date. None is waited for, and what is done is kept whenever the set ends.
"""

from __future__ import annotations

import os
import queue
import sys
import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from live.bundle import Bundle
from live.errors import BarwiseError
from live.events import Correct, Event, News, Trouble
from live.library import backup, correction
from live.library.catalogue import Catalogue
from live.library.shelf import Shelf
from live.library.upkeep import Progress, behind, hear

#: Of 20: how far the music has precedence, where threads can be told so.
_NICENESS = 10

#: Progress is told this often while a library is heard.
_REPORTS = 10


class Background:
    """A thread that brings what the newest of `bundles` make of the library up to date.

    `ready` gets the shelf anew, from this thread, when all of that is there and after every
    correction.
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
        self._asked: queue.SimpleQueue[Correct | None] = queue.SimpleQueue()  # None only wakes
        self._thread = threading.Thread(target=self._run, name="background", daemon=True)
        self._thread.start()

    def correct(self, event: Correct) -> None:
        """Keep it, soon. Raises `ConfigError` for what is no role."""
        correction.said(event.role)
        self._asked.put(event)

    def close(self) -> None:
        """Write down what was asked for, and end at the next opportunity."""
        self._closing.set()
        self._asked.put(None)
        self._thread.join()

    def _run(self) -> None:
        give_way()
        self._shelf.fetch(self._is_unwanted)
        self._try("bundle", self._hear)
        if not self._closing.is_set():
            backup.keep(self._library, self._is_unwanted)
        while not self._closing.is_set():
            self._keep(self._asked.get())
        self._keep_waiting()

    def _is_unwanted(self) -> bool:
        """What can wait is, when the set ends; a word of the performer comes first."""
        self._keep_waiting()
        return self._closing.is_set()

    def _try(self, what: str, work: Callable[[], None]) -> None:
        try:
            work()
        except BarwiseError as error:
            self._post(Trouble(what, str(error)))

    # What bundles hear

    def _hear(self) -> None:
        if not self._bundles:
            return
        told = 0
        for progress in hear(self._library, self._bundles):
            self._keep_waiting()
            if self._closing.is_set():
                return
            tenths = _REPORTS * progress.done // progress.total
            if tenths != told:
                self._post(News("bundle", _said(progress)))
            told = tenths
        with Catalogue.open(self._library) as catalogue:
            self._bring(self._shelf.renewed(catalogue))
        labels = " and ".join(bundle.label for bundle in self._bundles)
        self._post(News("bundle", f"the next bar is ranked with {labels}"))

    # What the performer says

    def _keep_waiting(self) -> None:
        """A word of the performer comes before what is still to be heard."""
        while not self._asked.empty():
            self._keep(self._asked.get())

    def _keep(self, event: Correct | None) -> None:
        if event is not None:
            self._try("library", partial(self._correct, event))

    def _correct(self, event: Correct) -> None:
        with Catalogue.open(self._library) as catalogue:
            loop = correction.correct_loop(catalogue, event.id, correction.said(event.role))
            self._bring(self._shelf.corrected(catalogue, loop.digest))
        name = Path(loop.path).name
        self._post(News("library", f"{name} plays {event.role.replace('+', ' and ')}"))

    def _bring(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._ready(shelf)


def _said(progress: Progress) -> str:
    return f"{progress.label} has heard {progress.done} of {progress.total} loops"


def give_way() -> None:
    """Let the engine's thread, and the player's process, go first."""
    if sys.platform == "linux":  # elsewhere a thread has no niceness of its own
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)
