"""Who prepares audio: a process of its own on stage, whoever asks when there is no hurry."""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import signal
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Protocol

import numpy as np

from live.errors import FileError
from live.player.prepare import Recipe, prepare
from live.types import Floats

#: Audio, or one line about why there is none.
Result = tuple[Recipe, Floats | str]

_PATIENCE_SECONDS = 60.0
_LATER = 64  # orders without hurry that are remembered
_NICE = 10
_UP = None  # what the process says first


class Worker(Protocol):
    """Prepares what is ordered, the urgent first."""

    def order(self, recipe: Recipe, urgent: bool) -> None: ...

    def results(self) -> Iterator[Result]:
        """What has been finished since the last call."""

    def close(self) -> None: ...


class Inline:
    """Prepares at once, in the caller's thread."""

    def __init__(self) -> None:
        self._done: deque[Result] = deque()

    def order(self, recipe: Recipe, urgent: bool) -> None:
        self._done.append((recipe, _prepared(recipe)))

    def results(self) -> Iterator[Result]:
        while self._done:
            yield self._done.popleft()

    def close(self) -> None:
        """Nothing to end."""


class Apart:
    """Prepares in a process of its own, so that the audio thread need not share its interpreter.

    The process is started again when it dies or takes too long. Orders without hurry are
    forgotten, the oldest first, when newer ones overtake them.
    """

    def __init__(self) -> None:
        self._urgent: deque[Recipe] = deque()
        self._later: deque[Recipe] = deque(maxlen=_LATER)
        #: Where finished audio changes hands.
        self.folder = Path(tempfile.mkdtemp(prefix="barwise-player-"))
        self._context = get_context("spawn")
        self._busy_with: Recipe | None = None
        self._since = 0.0
        self._start()

    def _start(self) -> None:
        self._pipe, theirs = self._context.Pipe()
        self._process = self._context.Process(
            target=_work, args=(theirs, str(self.folder)), daemon=True
        )
        self._process.start()
        theirs.close()

    def wait_until_up(self) -> None:
        """Return when what is ordered next will not have to wait for the process to start."""
        self._pipe.poll(_PATIENCE_SECONDS)

    @property
    def pipe(self) -> Connection:
        """Readable when there are results."""
        return self._pipe

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    def order(self, recipe: Recipe, urgent: bool) -> None:
        if recipe == self._busy_with or recipe in self._urgent:
            return
        if recipe in self._later:
            self._later.remove(recipe)
        (self._urgent if urgent else self._later).append(recipe)
        self._hand_over()

    def results(self) -> Iterator[Result]:
        if self._busy_with is not None and time.monotonic() > self._since + _PATIENCE_SECONDS:
            self._process.kill()
        try:
            while self._pipe.poll():
                if (answer := self._pipe.recv()) is _UP:
                    continue
                recipe, found, error = answer
                self._busy_with = None
                self._hand_over()
                yield recipe, error or _mapped(Path(found))
        except (EOFError, OSError):
            yield from self._start_again()

    def _start_again(self) -> Iterator[Result]:
        """After a crash: what it worked on is given up, everything else goes on."""
        culprit, self._busy_with = self._busy_with, None
        self._pipe.close()
        self._process.join()
        self._start()
        self._hand_over()
        if culprit is not None:
            yield culprit, f"{culprit.path}: preparing it failed; convert it to WAV"

    def _hand_over(self) -> None:
        if self._busy_with is not None or not (self._urgent or self._later):
            return
        self._busy_with = self._urgent.popleft() if self._urgent else self._later.popleft()
        self._since = time.monotonic()
        with contextlib.suppress(OSError):  # it has died: `results` will find out
            self._pipe.send(self._busy_with)

    def close(self) -> None:
        self._pipe.close()
        self._process.terminate()
        self._process.join()
        shutil.rmtree(self.folder, ignore_errors=True)


def _prepared(recipe: Recipe) -> Floats | str:
    try:
        return prepare(recipe)
    except FileError as error:
        return str(error)
    except Exception as error:  # a file may be broken in ways that no library foresaw
        return f"{recipe.path}: {error!r}; convert it to WAV"


def _work(pipe: Connection, folder: str) -> None:
    """The process: `_UP`, then (recipe, file, error) for every recipe until the pipe ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(_NICE)
    pipe.send(_UP)
    for number in itertools.count():
        try:
            recipe = pipe.recv()
        except (EOFError, OSError):
            shutil.rmtree(folder, ignore_errors=True)
            return
        prepared = _prepared(recipe)
        if isinstance(prepared, str):
            pipe.send((recipe, "", prepared))
            continue
        file = Path(folder) / f"{os.getpid()}-{number}.npy"
        np.save(file, prepared)
        pipe.send((recipe, str(file), ""))


def _mapped(file: Path) -> Floats:
    """The array in `file`, in memory only as it is read; the file goes when the array does."""
    audio: Floats = np.load(file, mmap_mode="r")
    file.unlink()
    return audio
