"""Which loop a file of Live's is: by its path, by its content, or by analysing it now.

Whatever a set of Live holds, it must not hold up the set that is being played: files are hashed in
a thread that gives way, and analysed in a process, which a broken one may take down with it.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from live.bundle import installed
from live.controls import Post
from live.errors import BarwiseError, FileError
from live.events import Guest, News, Trouble
from live.filetypes import is_audio
from live.library.background import give_way
from live.library.catalogue import Catalogue
from live.library.folders import Found, absolute, stamp
from live.library.lookup import Known, Tagger, as_guest
from live.library.reading import Failed, content_digest
from live.library.upkeep import tagger
from live.library.workers import read_all
from live.packing import packed
from live.types import Kind, Loop


class Files:
    """Names files as the ear knows them. `found` is called, in a thread, whenever one is named.

    A loop that is in no library is made known with `events.Guest`. It is a message that names it,
    so it is read only if it lies below one of `folders`.
    """

    def __init__(
        self,
        library: Path,
        bundles: Sequence[str],
        folders: Sequence[str],
        post: Post,
        found: Callable[[], None],
    ) -> None:
        self._library = library
        self._folders = folders
        self._post = post
        self._found = found
        self._names: dict[str, str] = {}
        self._asked: set[tuple[str, bool]] = set()
        self._guests = 0
        self._tells: Tagger = cache(lambda: tagger(installed(bundles)[0]))
        self._queue: queue.SimpleQueue[tuple[str, bool] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="ableton files", daemon=True)
        self._thread.start()

    def name(self, path: str, *, analyse: bool = False) -> str | None:
        """The path by which the ear knows that file; None as long as it is not known, or no loop.

        What the library does not know is found out only if it is worth to `analyse` it.
        """
        if (path, analyse) not in self._asked:
            self._asked.add((path, analyse))
            self._queue.put((path, analyse))
        return self._names.get(path)

    def close(self) -> None:
        """End; a file that is just being analysed is not waited for."""
        self._queue.put(None)
        self._thread.join(0.2)

    def _run(self) -> None:
        give_way()
        while (asked := self._queue.get()) is not None:
            path, analyse = asked
            try:
                loop = None if path in self._names else self._find(path, analyse)
            except BarwiseError as error:
                if analyse:
                    self._post(Trouble("ableton", f"{error}; it is not heard"))
            else:
                self._settle(path, loop)

    def _find(self, path: str, analyse: bool) -> Loop | None:
        with Catalogue.open(self._library) as catalogue:
            if (known := catalogue.loop_at(absolute(path))) is not None:
                return known
            self._check(path)
            digest = _digest(path)
            if (copied := catalogue.loop_of(digest)) is not None:
                return copied
        return self._analysed(path, digest) if analyse else None

    def _check(self, path: str) -> None:
        """Raises `FileError` for what may not be read, wherever links lead."""
        place = Path(path).resolve()
        below = (Path(folder).expanduser().resolve() for folder in self._folders)
        if not (is_audio(place) and any(map(place.is_relative_to, below))):
            remedy = "add its folder to [ableton] folders, or scan it"
            raise FileError(f"{path}: the library does not know it; {remedy}")

    def _analysed(self, path: str, digest: str) -> Loop:
        file = Found(path, str(Path(path).parent), stamp(path))
        (outcome,) = read_all([file], str(self._library), jobs=1)
        if isinstance(outcome, Failed):
            raise FileError(f"{path}: {outcome.reason}")
        assert outcome.analysis is not None  # nobody knew the content
        self._guests += 1
        guest = as_guest(path, digest, outcome.analysis, -self._guests, self._tells)
        if guest.loop.kind is Kind.LOOP:
            self._post(_introduced(guest))
        return guest.loop

    def _settle(self, path: str, loop: Loop | None) -> None:
        if loop is None:
            return
        if loop.kind is Kind.LOOP:
            self._names[path] = loop.path
            self._found()
        else:
            text = f"{path} is a {loop.kind} and not heard: --listen hears whatever it is"
            self._post(News("ableton", text))


def _digest(path: str) -> str:
    try:
        return content_digest(path)
    except OSError as error:
        raise FileError(f"{path}: {error.strerror}") from None


def _introduced(guest: Known) -> Guest:
    """All of it that anybody needs who hears or replays the set."""
    loop = guest.loop
    return Guest(
        id=loop.id,
        path=loop.path,
        digest=loop.digest,
        seconds=loop.seconds,
        bpm=loop.bpm,
        beats=loop.beats,
        beats_per_bar=loop.beats_per_bar,
        roles=loop.roles,
        lufs=loop.lufs,
        sketch=packed(guest.sketch),
    )
