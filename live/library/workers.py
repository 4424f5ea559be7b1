"""Processes that analyse files, where each death can be laid at the door of one file.

A hostile file may crash a decoder or hang it. So every worker holds one file at a time: when it
dies or takes too long, that file is to blame, and a new worker goes on with the next.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection, wait
from typing import Self

from live.library.catalogue import Catalogue
from live.library.folders import Found
from live.library.reading import Failed, Outcome, read

#: Seconds that a file may take; a four-bar loop takes less than a tenth.
PATIENCE = 60.0

_SPAWN = multiprocessing.get_context("spawn")
_THREAD_LIMITS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


def read_all(
    files: Iterable[Found], library: str, jobs: int, patience: float = PATIENCE
) -> Iterator[Outcome]:
    """The outcome of every file, as they come in, from `jobs` processes."""
    waiting = deque(files)
    workers: list[_Worker] = []
    try:
        while waiting or workers:
            while waiting and len(workers) < jobs:
                workers.append(_Worker(library).begin(waiting.popleft()))
            for worker in _ready(workers, patience):
                yield worker.outcome(patience)
                if worker.is_alive and waiting:
                    worker.begin(waiting.popleft())
                else:
                    worker.end()
                    workers.remove(worker)
    finally:
        for worker in workers:
            worker.end()


def _ready(workers: list[_Worker], patience: float) -> list[_Worker]:
    """Those that have answered, died, or used their time up; waits for the first."""
    left = min(worker.began for worker in workers) + patience - time.monotonic()
    answered = wait([worker.connection for worker in workers], timeout=max(left, 0.0))
    now = time.monotonic()
    return [w for w in workers if w.connection in answered or now >= w.began + patience]


class _Worker:
    """A process, and the file that it holds."""

    def __init__(self, library: str) -> None:
        self.connection, theirs = _SPAWN.Pipe()
        self.is_alive = True
        self._process = _SPAWN.Process(target=_work, args=(theirs, library), daemon=True)
        with _single_threaded():
            self._process.start()
        theirs.close()

    def begin(self, file: Found) -> Self:
        self.file = file
        self.began = time.monotonic()
        self.connection.send(file)
        return self

    def outcome(self, patience: float) -> Outcome:
        """What came of the file; after a death or too long a time the worker is not alive."""
        try:
            if self.connection.poll():
                outcome: Outcome = self.connection.recv()
                return outcome
            self._process.kill()
            reason = f"took more than {patience:g} s; shorten it or convert it to WAV"
        except (EOFError, OSError):
            self._process.join()
            reason = f"ended the analysis ({_how(self._process.exitcode)}); convert it to WAV"
        self.is_alive = False
        return Failed(self.file, reason)

    def end(self) -> None:
        self.connection.close()
        self._process.kill()
        self._process.join()
        self._process.close()


def _how(exit_code: int | None) -> str:
    if exit_code is not None and exit_code < 0:
        return f"signal {signal.Signals(-exit_code).name}"
    return f"exit status {exit_code}"


def _work(connection: Connection, library: str) -> None:
    """Analyse what comes until nobody listens any more; Ctrl-C is the parent's business."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # decoders talk, and would write over the progress
    try:
        with Catalogue.open(library) as catalogue:
            while True:
                connection.send(read(connection.recv(), catalogue.is_known))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


@contextmanager
def _single_threaded() -> Iterator[None]:
    """Processes started here leave the other cores to their fellows."""
    before = {name: os.environ.get(name) for name in _THREAD_LIMITS}
    os.environ.update(dict.fromkeys(_THREAD_LIMITS, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
