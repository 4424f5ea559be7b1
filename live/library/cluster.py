"""A Dask cluster that reads files: on many machines the same function for each file as on one.

Its workers see the files under the same paths, but not the catalogue, for SQLite cannot be shared
over a network. So they only hash a file at first, and are asked to analyse it if the catalogue
does not know its content; whatever they answer is written here.
"""

from __future__ import annotations

import ctypes
import importlib
import logging
import os
import re
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import live
from live.errors import ConfigError, DeviceError, FileError
from live.features import FEATURE_VERSION
from live.library.catalogue import Catalogue
from live.library.folders import Found
from live.library.reading import Failed, Outcome, Read, ReadAll, read
from live.library.workers import PATIENCE

#: Seconds for a scheduler to answer, and for the first worker to be there.
CONNECT_SECONDS = 5.0

#: Files that are asked for at a time: several for each of some dozen cores, and soon called off.
OUTSTANDING = 256

#: Without a worker for this long, nobody is expected to come back. A crashed one needs seconds.
UNSTAFFED_SECONDS = 60.0

_POLL_SECONDS = 0.01

# From glibc's malloc.h.
_M_TRIM_THRESHOLD = -1
_M_MMAP_THRESHOLD = -3

#: Barwise's, and that of the features.
Versions = tuple[str, int]
VERSIONS: Versions = (live.__version__, FEATURE_VERSION)


@contextmanager
def connected(address: str, patience: float = PATIENCE) -> Iterator[ReadAll]:
    """The workers of the scheduler at `address`, which give up a file after `patience` seconds.

    Raises `ConfigError` for what is no address and without Dask, `DeviceError` if nobody answers.
    """
    if not re.fullmatch(r"(tcp|tls)://[^/]+:\d+", address):
        raise ConfigError(f"--cluster {address}: is no address; write tcp://HOST:8786")
    distributed = _load()
    try:
        client = distributed.Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except OSError:
        raise DeviceError(
            f"{address}: no Dask scheduler answers; start `dask scheduler` there"
        ) from None
    with client:
        yield _Cluster(client, address, patience).read_all


def _load() -> Any:
    """The package, which keeps its own log to itself: what matters is raised here."""
    try:
        distributed = importlib.import_module("distributed")
    except ImportError as error:
        raise ConfigError(f"--cluster: {error.name} is missing; pip install distributed") from None
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    return distributed


@dataclass(frozen=True, slots=True)
class _Nothing:
    """Nothing came of `file`, and why: the worker's fault, or `deadly` to several workers."""

    file: Found
    reason: str
    deadly: bool = False


_Answer = Outcome | _Nothing


@dataclass(frozen=True, slots=True)
class _Cluster:
    client: Any  # a `distributed.Client`: half of its types are not told
    address: str
    patience: float

    def read_all(self, files: Iterable[Found], library: str) -> Iterator[Outcome]:
        """The outcome of every file, as they come in.

        Raises `DeviceError` for workers that cannot do it before any file is read, and if the
        cluster goes away; in the end `FileError` if there are files that workers did not see.
        """
        wanted = list(files)
        again: list[Found] = []
        with self._lasting(), Catalogue.open(library) as catalogue:
            self._check({file.root for file in wanted})
            for answer in self._answers(wanted, OUTSTANDING, catalogue.is_known):
                if isinstance(answer, _Nothing):
                    again.append(answer.file)
                else:
                    yield answer
            yield from self._alone(again, catalogue.is_known)

    def _check(self, roots: set[str]) -> None:
        """Raises `DeviceError` if there is no worker, or somebody who must not take part."""
        try:
            misfit = self.client.run_on_scheduler(_misfit, VERSIONS, [])
        except (ImportError, AttributeError) as error:
            misfit = error
        _refuse(f"scheduler {self.address}", misfit)
        try:
            self.client.wait_for_workers(1, timeout=CONNECT_SECONDS)
        except TimeoutError:
            raise self._unstaffed() from None
        found = self.client.run(_misfit, VERSIONS, sorted(roots), on_error="return")
        for worker, misfit in found.items():
            _refuse(f"worker {worker}", misfit)

    @contextmanager
    def _lasting(self) -> Iterator[None]:
        """Whatever Dask says when its scheduler is gone, it is said as a `DeviceError`."""
        from distributed.client import ClosedClientError

        try:
            yield
        except (OSError, ClosedClientError):
            raise self.gone() from None

    def check_staffed(self) -> None:
        """Raises `DeviceError` if there is no worker left."""
        if not self.client.scheduler_info()["workers"]:
            raise self._unstaffed()

    def gone(self) -> DeviceError:
        return DeviceError(
            f"{self.address}: the scheduler is gone; what was analysed is kept, scan again"
        )

    def _unstaffed(self) -> DeviceError:
        command = f"dask worker --nworkers=-1 {self.address}"
        return DeviceError(f"{self.address}: no workers; start `{command}` and scan again")

    def _alone(self, files: list[Found], is_known: Callable[[str], bool]) -> Iterator[Outcome]:
        """What comes of files that are tried once more, one at a time.

        Dask blames the death of a worker on every file that it held or was about to get. Alone, a
        file that is deadly again is broken, as it is on one machine.
        """
        left = []
        for answer in self._answers(files, 1, is_known):
            if not isinstance(answer, _Nothing):
                yield answer
            elif answer.deadly:
                yield Failed(answer.file, answer.reason)
            else:
                left.append(answer)
        if left:
            first = min(left, key=lambda each: each.file.path)
            told = f"{first.file.path}: {first.reason}; {len(left)} wait for another scan"
            raise FileError(told)

    def _answers(
        self, files: Iterable[Found], most: int, is_known: Callable[[str], bool]
    ) -> Iterator[_Answer]:
        """What comes of `files`, of which `most` are asked for at a time."""
        waiting = deque(files)
        asked = _Asked(self)
        while waiting or len(asked):
            while waiting and len(asked) < most:
                asked.add(waiting.popleft())
            answer = asked.next()
            if not isinstance(answer, Read) or answer.analysis or is_known(answer.digest):
                yield answer
            elif asked.analyses(answer.digest):
                waiting.append(answer.file)  # a copy of what is being analysed: soon it is known
            else:
                asked.add(answer.file, answer.digest)


def _refuse(who: str, misfit: str | Exception) -> None:
    if isinstance(misfit, Exception):
        misfit = f"cannot run Barwise {VERSIONS[0]} ({misfit}); install it there"
    if misfit:
        raise DeviceError(f"{who} {misfit}")


class _Asked:
    """What the workers are asked for and have not answered."""

    def __init__(self, cluster: _Cluster) -> None:
        self._cluster = cluster
        self._answered: Any = importlib.import_module("distributed").as_completed(
            loop=cluster.client.loop, with_results=True, raise_errors=False
        )
        self._outstanding: dict[Any, tuple[Found, str]] = {}

    def __len__(self) -> int:
        return len(self._outstanding)

    def analyses(self, digest: str) -> bool:
        """Whether somebody is at work on that content."""
        return any(each == digest for _, each in self._outstanding.values())

    def add(self, file: Found, digest: str = "") -> None:
        """Ask for the hash of `file`, or for all of its content, which is that of `digest`."""
        arguments = (file, VERSIONS, self._cluster.patience, bool(digest))
        future = self._cluster.client.submit(_read, *arguments, pure=False)
        self._outstanding[future] = file, digest
        self._answered.add(future)

    def next(self) -> _Answer:
        """The next answer; waits for it. Raises `DeviceError` if there will be none."""
        self._wait()
        future, result = next(self._answered)
        file, _ = self._outstanding.pop(future)
        if future.status == "error":
            return _failure(file, result[1])
        if future.status != "finished":
            raise self._cluster.gone()
        answer: _Answer = result
        return answer

    def _wait(self) -> None:
        since = time.monotonic()
        while not self._answered.has_ready():
            if self._cluster.client.status != "running":
                raise self._cluster.gone()
            if time.monotonic() - since > UNSTAFFED_SECONDS:
                self._cluster.check_staffed()
                since = time.monotonic()
            time.sleep(_POLL_SECONDS)


def _failure(file: Found, error: Exception) -> _Nothing:
    from distributed import KilledWorker

    if isinstance(error, KilledWorker):
        times = error.allowed_failures + 1
        reason = f"ended {times} workers, or took each too long; convert it to WAV"
        return _Nothing(file, reason, deadly=True)
    reason = f"a worker could not take it ({type(error).__name__}: {error}), see that worker's log"
    return _Nothing(file, reason)


# On a worker


def _read(file: Found, versions: Versions, patience: float, analyse: bool) -> Outcome | _Nothing:
    """What comes of `file`; unless it is to `analyse`, as if its content was known.

    A file that takes more than `patience` seconds ends this process, as one does that crashes it.
    """
    from distributed import get_worker

    _keep_memory()
    deadline = threading.Timer(patience, os._exit, [1])
    deadline.start()
    try:
        reason = _misfit(versions, []) or _unseen(file)
        if reason:
            return _Nothing(file, f"worker {get_worker().address} {reason}")
        return read(file, lambda _: not analyse)
    finally:
        deadline.cancel()


@cache
def _keep_memory() -> None:
    """Let this process use memory again, where that can be set (in glibc).

    Dask has it give back what it frees, so that every array is mapped and cleared anew: half of
    the time that a file took.
    """
    if set_option := getattr(ctypes.CDLL(None), "mallopt", None):
        set_option(_M_MMAP_THRESHOLD, 1 << 25)
        set_option(_M_TRIM_THRESHOLD, 1 << 27)


def _misfit(versions: Versions, roots: Iterable[str]) -> str:
    """Why this process must not take part, if so."""
    if versions != VERSIONS:
        return f"has {_said(VERSIONS)}, not {_said(versions)}; install the same there"
    unseen = [root for root in roots if not Path(root).is_dir()]
    if unseen:
        return f"does not see {unseen[0]}; mount it there under the same path"
    return ""


def _said(versions: Versions) -> str:
    return f"Barwise {versions[0]} with features {versions[1]}"


def _unseen(file: Found) -> str:
    """Why what this process sees under the path of `file` is not that file, if so."""
    try:
        with Path(file.path).open("rb") as opened:
            size = os.fstat(opened.fileno()).st_size
    except OSError as error:
        return f"does not see it ({error.strerror}); mount its disk there under the same path"
    return "" if size == file.stamp.size else "sees another file there; mount the same disk"
