"""Where content lies: under the same paths on every machine of the studio, or not at all.

Who has looked last is right about what a file holds; whether it is here, each machine sees itself.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Sequence

from live.library.catalogue import Status
from live.library.shared.mirror import Entry, Mirror
from live.library.shared.parts import Part, Row, marks, names

_COLUMNS = ("path", "size", "changed_ns", "digest", "status", "reason")
_STAND = "({0}.digest, {0}.status, {0}.reason)"


def _read(database: sqlite3.Connection, entries: Sequence[Entry]) -> list[Row]:
    wanted = names(entries)
    return database.execute(
        f"SELECT {', '.join(_COLUMNS)} FROM files WHERE path IN ({marks(wanted)})", wanted
    ).fetchall()


def _take(database: sqlite3.Connection, rows: Sequence[Row]) -> None:
    here = present(row[0] for row in rows)
    known = dict(database.execute("SELECT path, digest FROM files WHERE status = 'ok'"))
    for row in rows:
        if known.get(row[0], "") != row[3] or row[0] not in here:  # its stamp may be another here
            _write(database, row, row[0] in here)


def _write(database: sqlite3.Connection, row: Row, is_here: bool) -> None:
    path, size, changed, digest, said, reason = row
    absent = said == Status.OK and not is_here
    status = Status.MISSING if absent else said
    database.execute(
        "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?)",
        (path, size, changed, digest, status, reason),
    )
    database.execute("DELETE FROM shared_absent WHERE path = ?", (path,))
    if absent:
        database.execute("INSERT INTO shared_absent VALUES (?)", (path,))


def look(mirror: Mirror) -> tuple[int, int, str]:
    """Mark what has come, and what has gone with a disk that is no longer mounted.

    How many files that ought to be here are absent, of how many, and one of them. A file that is
    gone otherwise is for a scan to tell.
    """
    fine = [path for (path,) in mirror.rows("SELECT path FROM files WHERE status = 'ok'")]
    absent = [path for (path,) in mirror.rows("SELECT path FROM shared_absent")]
    come = present(absent)
    folders = {os.path.dirname(path) for path in fine}  # noqa: PTH120
    gone = {folder for folder in folders if _is_unmounted(folder)}
    left = [path for path in fine if os.path.dirname(path) in gone]  # noqa: PTH120
    if come or left:
        with mirror.taking() as database:
            _mark(database, come, Status.OK)
            _mark(database, left, Status.MISSING)
            _forget(database, come)
            database.executemany(
                "INSERT OR IGNORE INTO shared_absent VALUES (?)", [(path,) for path in left]
            )
    away = sorted({*absent, *left} - come)
    return len(away), len(fine) + len(absent), next(iter(away), "")


def _is_unmounted(folder: str) -> bool:
    """Whether it is not there, and what was above it is empty, as is where a disk is mounted."""
    if os.path.isdir(folder):  # noqa: PTH112
        return False
    while not os.path.isdir(folder):  # noqa: PTH112
        folder = os.path.dirname(folder)  # noqa: PTH120
    return not os.listdir(folder)  # noqa: PTH208


def _mark(database: sqlite3.Connection, paths: Iterable[str], status: Status) -> None:
    database.executemany(
        "UPDATE files SET status = ? WHERE path = ?", [(status, path) for path in paths]
    )


def _forget(database: sqlite3.Connection, paths: Iterable[str]) -> None:
    database.executemany("DELETE FROM shared_absent WHERE path = ?", [(path,) for path in paths])


def present(paths: Iterable[str]) -> set[str]:
    """Those of `paths` where there is a file. Each folder is read once: disks may be far away."""
    folders: dict[str, list[str]] = {}
    for path in paths:
        folders.setdefault(os.path.dirname(path), []).append(path)  # noqa: PTH120
    found: set[str] = set()
    for folder, inside in folders.items():
        try:
            there = set(os.listdir(folder))  # noqa: PTH208
        except OSError:
            continue
        found.update(path for path in inside if os.path.basename(path) in there)  # noqa: PTH119
    return found


PART = Part(
    name="files",
    columns=_COLUMNS,
    keys=1,
    holds=f"{_STAND.format('files')} IS DISTINCT FROM {_STAND.format('excluded')}",
    contested=False,
    batch=2000,
    read=_read,
    take=_take,
)
