"""The log of a set: one JSON object a line, enough to replay every suggestion bit for bit.

The engine hands over plain records; a thread of its own writes them, so a slow disk delays nobody.
"""

from __future__ import annotations

import dataclasses
import errno
import fcntl
import json
import os
import queue
import threading
from collections import deque
from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import Any

from live import actions, events
from live.controls import Post
from live.errors import FileError
from live.types import Loop, Suggestion

Record = dict[str, Any]
Write = Callable[[Record], None]

FORMAT = 1

#: So many records wait for room on the disk, about an hour's.
_KEPT = 50_000


def plain(value: Any) -> Any:
    """`value` as JSON can hold it. A loop is its id and digest, any other value its fields."""
    if isinstance(value, Loop):
        return {"id": value.id, "digest": value.digest}
    if isinstance(value, Suggestion):
        return {**_fields(value), "path": value.loop.path}
    if dataclasses.is_dataclass(value):
        return _fields(value)
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    return value.value if isinstance(value, Enum) else value


def _fields(value: Any) -> Record:
    return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}


def named(value: events.Event | actions.Action) -> Record:
    """An event or action with its kind, as `event` reads it back."""
    return {"kind": type(value).__name__, **_fields(value)}


def event(record: Record) -> events.Event:
    """The event that `named` wrote."""
    arguments = {key: value for key, value in record.items() if key != "kind"}
    kind = getattr(events, record["kind"])
    if kind is events.HostPlaying:
        played = tuple(events.Played(**how) for how in arguments.get("played", ()))
        return events.HostPlaying(tuple(arguments["paths"]), played)
    made = kind(**arguments)
    assert isinstance(made, events.Event)
    return made


class SetLog:
    """Appends records to a file; when the disk fails, posts that once and goes on trying.

    What could not be written waits in memory: a set is taken up again from all of its records.
    """

    def __init__(self, path: Path, post: Post) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = path.open("ab", buffering=0)
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # as long as we live
        except OSError as error:
            raise FileError(f"{path}: {error.strerror}; give another file to --log") from None
        self.path = path
        self._post = post
        self._failed = False
        self._torn = _ends_amid_a_line(path)
        self._records: queue.SimpleQueue[Record | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="set log", daemon=True)
        self._thread.start()

    def write(self, record: Record) -> None:
        self._records.put(record)

    def close(self) -> None:
        self._records.put(None)
        self._thread.join()
        self._file.close()

    def _run(self) -> None:
        waiting: deque[bytes] = deque(maxlen=_KEPT)
        while (record := self._records.get()) is not None:
            waiting.append(json.dumps(record).encode() + b"\n")
            try:
                self._append(waiting)
                self._failed = False
            except OSError as error:
                self._torn = True
                self._complain(error)

    def _append(self, lines: deque[bytes]) -> None:
        """Write all of `lines` and take them out. Raises `OSError` with what is left in it."""
        while lines:
            line = b"\n" + lines[0] if self._torn else lines[0]
            if self._file.write(line) < len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            self._torn = False
            lines.popleft()

    def _complain(self, error: OSError) -> None:
        if not self._failed:
            self._failed = True
            text = f"{self.path}: {error.strerror}; the set goes on, its log waits in memory"
            self._post(events.Trouble("log", text))


def _ends_amid_a_line(path: Path) -> bool:
    """Of a set that is taken up again the last record may be torn."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - 1))
        return file.read(1) not in (b"", b"\n")


def boot() -> str:
    """Another one after every start of the machine: monotonic times count from there."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return ""


def read(path: Path) -> list[Record]:
    """The records of a set log; a line cut off by a crash or a full disk is left out."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise FileError(f"{path}: cannot be read as a set log ({error})") from None
    records = [each for each in map(record, lines) if each is not None]
    if not records or records[0].get("barwise_set") != FORMAT:
        raise FileError(f"{path}: no set log of format {FORMAT}; `barwise run` writes one")
    return records


def record(line: str | bytes) -> Record | None:
    """That of a line; None for a line that was cut off."""
    try:
        found = json.loads(line)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
