"""A sound copy beside the catalogue, which takes its place should the disk or a crash damage it.

It is made whole after a scan, and beside the music once bundles have heard what is new, if anything
has changed; at the end of a set only if that takes no time, for nobody waits for gigabytes to go
home. The performer's word cannot be had again by a scan: it is written into the copy as soon as it
is said.
"""

from __future__ import annotations

import fcntl
import logging
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

log = logging.getLogger(__name__)

#: What SQLite says of a damaged file: SQLITE_CORRUPT and SQLITE_NOTADB.
_BROKEN = {11, 26}

#: What the performer has said, and nothing else can tell.
_TOLD = ("taste", "corrections")

_PATIENCE_SECONDS = 10.0

#: In bytes, what is copied within a second wherever it lies.
_SMALL = 64 << 20

#: A copy grows by so many pages between two looks at whether it is still wanted: 4 MB.
_PAGES = 1024

#: The same while it is checked, in steps of SQLite's machine.
_INSTRUCTIONS = 100_000

#: Device and number of a file: another one once it has been replaced.
Identity = tuple[int, int]


def beside(library: Path) -> Path:
    """Where the backup of `library` lies."""
    return library.with_name(f"{library.name}.backup")


def identity(path: Path) -> Identity | None:
    """That of the file at `path`, None if there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def is_broken(error: sqlite3.Error) -> bool:
    """Whether the file is damaged, and not only locked, full or another program's."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _BROKEN


# Making it


def keep(library: Path, unwanted: Callable[[], bool] = lambda: False) -> bool:
    """Whether there is a backup of `library` as it is now; it is made if need be.

    What cannot be copied is told and stops nothing, and what becomes `unwanted` while it is copied
    is given up: the last good backup stays.
    """
    try:
        if _generation(beside(library)) == _generation(library):
            return True
        _copy(library, unwanted)
        retell(library)  # what was said while it was copied is only in the one before
    except _UnwantedError:
        return False
    except (sqlite3.Error, OSError) as error:
        log.warning("%s: no backup could be made of it (%s)", library, error)
        return False
    return True


def keep_small(library: Path) -> bool:
    """The same, but what would take more than a moment to copy is left for the next set."""
    try:
        small = library.stat().st_size <= _SMALL
    except OSError:
        return False
    return small and keep(library)


class _UnwantedError(Exception):
    """Nobody waits for the copy any more."""


def _generation(path: Path) -> tuple[str, int] | None:
    if not path.exists():
        return None
    with closing(_open(path)) as database:
        found: tuple[str, int] = database.execute("SELECT birth, number FROM generation").fetchone()
        return found


def _copy(library: Path, unwanted: Callable[[], bool]) -> None:
    """Raises `OSError` without room for it, `sqlite3.Error` for what is not sound."""

    def look(*_: object) -> None:
        if unwanted():
            raise _UnwantedError

    new = library.with_name(f"{library.name}.backup-new")
    if shutil.disk_usage(library.parent).free < 2 * library.stat().st_size:
        raise OSError("not enough room on the disk")
    new.unlink(missing_ok=True)
    try:
        with closing(_open(library)) as source, closing(sqlite3.connect(new)) as target:
            source.execute("BEGIN")  # what others write meanwhile would have it begin anew
            source.execute("SELECT count(*) FROM generation").fetchone()
            source.backup(target, pages=_PAGES, progress=look, sleep=0)
            target.execute("PRAGMA journal_mode = DELETE")  # one file, easily moved
            _check(target, unwanted)
        new.replace(beside(library))
    finally:
        new.unlink(missing_ok=True)


def _check(database: sqlite3.Connection, unwanted: Callable[[], bool]) -> None:
    database.set_progress_handler(unwanted, _INSTRUCTIONS)  # interrupts it
    try:
        (said,) = database.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.OperationalError:
        if unwanted():
            raise _UnwantedError from None
        raise
    if said != "ok":
        raise sqlite3.DatabaseError(said)


def retell(library: Path) -> None:
    """Bring what the performer has said over to the backup, if there is one."""
    if not beside(library).exists():
        return
    with suppress(sqlite3.Error), closing(_open(library)) as database:
        database.execute("ATTACH ? AS copy", (str(beside(library)),))
        database.execute("BEGIN IMMEDIATE")
        for table in _TOLD:
            database.execute(f"DELETE FROM copy.{table}")
            database.execute(f"INSERT INTO copy.{table} SELECT * FROM main.{table}")
        database.execute("COMMIT")


def _open(path: Path) -> sqlite3.Connection:
    """The database that is there."""
    where = f"{path.absolute().as_uri()}?mode=rw"
    return sqlite3.connect(where, timeout=_PATIENCE_SECONDS, isolation_level=None, uri=True)


# Putting it in place


def restore(library: Path, was: Identity | None) -> bool:
    """Whether there is another file by now at `library` than the broken one, which `was`.

    Processes that meet the damage at once take turns: the first moves the broken file aside, to a
    name with the time, and the backup into its place.
    """
    try:
        with _alone(library.parent):
            if identity(library) == was:
                _renew(beside(library))
                aside = _moved_aside(library)
                beside(library).rename(library)
                log.warning(
                    "%s: damaged; its backup is in its place, the damaged file is %s",
                    library,
                    aside,
                )
            else:
                log.warning("%s: was damaged; its backup is in its place", library)
    except (sqlite3.Error, OSError):
        return False
    return True


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


def _renew(copy: Path) -> None:
    """Another birth: what was derived of the same generation before is of another content."""
    with closing(_open(copy)) as database:
        database.execute("UPDATE generation SET birth = lower(hex(randomblob(8)))")


def _moved_aside(library: Path) -> Path:
    """Its journal goes with it: beside another file it would be taken for that one's."""
    aside = library.with_name(f"{library.name}.damaged-{datetime.now():%Y%m%d-%H%M%S-%f}")
    for tail in ("-wal", "-shm", ""):
        with suppress(FileNotFoundError):
            library.with_name(f"{library.name}{tail}").rename(f"{aside}{tail}")
    return aside


# Saying so


@contextmanager
def told_to(say: Callable[[str], None]) -> Iterator[None]:
    """`say` gets a line whenever a library is replaced or cannot be copied."""
    handler = _Loud(say)
    log.addHandler(handler)
    try:
        yield
    finally:
        log.removeHandler(handler)


class _Loud(logging.Handler):
    def __init__(self, say: Callable[[str], None]) -> None:
        super().__init__(logging.WARNING)
        self._say = say

    def emit(self, record: logging.LogRecord) -> None:
        self._say(record.getMessage())
