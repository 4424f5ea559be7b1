"""Finds the audio files below a folder, whatever links, permissions and names are like there."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from live.errors import FileError
from live.filetypes import is_audio
from live.library.catalogue import Stamp


@dataclass(frozen=True, slots=True)
class Found:
    """An audio file, the folder whose scan has found it, and its stamp."""

    path: str
    root: str
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A folder or file that could not be looked at, and why."""

    path: str
    reason: str


def absolute(folder: str | Path) -> str:
    """The name under which the catalogue knows what lies there: without `..`, links as they are."""
    return os.path.abspath(os.path.expanduser(folder))  # noqa: PTH100, PTH111


def check(folders: Iterable[str | Path]) -> list[str]:
    """Absolute names of `folders`; a `FileError` names the first that cannot be scanned."""
    names = [absolute(folder) for folder in folders]
    for name in names:
        if not Path(name).exists():
            raise FileError(f"{name}: no such folder; check the spelling, or mount its disk")
        if not Path(name).is_dir():
            raise FileError(f"{name}: is a file; give the folder that holds it")
    return names


def walk(root: str) -> Iterator[Found | Unreadable]:
    """Every audio file below `root`; links are followed, but no folder is entered twice."""
    entered: set[tuple[int, int]] = set()
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        try:
            status = os.stat(folder)  # noqa: PTH116
            if (status.st_dev, status.st_ino) in entered:
                continue
            entered.add((status.st_dev, status.st_ino))
            with os.scandir(folder) as listed:
                entries = sorted(listed, key=lambda entry: entry.name)
        except OSError as error:
            yield Unreadable(printable(folder), str(error.strerror))
            continue
        for entry in entries:
            if _is_folder(entry):
                waiting.append(entry.path)
            elif found := _look(entry, root):
                yield found


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir() and not entry.name.startswith(".")
    except OSError:
        return False


def _look(entry: os.DirEntry[str], root: str) -> Found | Unreadable | None:
    if not is_audio(Path(entry.name)) or entry.name.startswith("."):
        return None
    if printable(entry.path) != entry.path:
        return Unreadable(printable(entry.path), "its name is not UTF-8; rename it")
    try:
        if not entry.is_file():
            return None if entry.is_symlink() else Unreadable(entry.path, "is no regular file")
        return Found(entry.path, root, stamp(entry.path, entry.stat()))
    except OSError as error:
        return Unreadable(entry.path, str(error.strerror))


def stamp(path: str, status: os.stat_result | None = None) -> Stamp:
    """The stamp of the file at `path`. Raises `OSError`."""
    status = status or os.stat(path)  # noqa: PTH116
    return Stamp(status.st_size, max(status.st_mtime_ns, status.st_ctime_ns))


def printable(path: str) -> str:
    """`path` as text that any program can take: bytes that are no UTF-8 are spelt out."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")
