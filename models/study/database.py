"""The one file of a study: groups, clips and the key to them, raters and what they said.

Of a rater there is a random id, a running number and two bands; no address and no time.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from live.errors import FileError

FILE = "study.db"

_TABLES = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE groups (
    number INTEGER PRIMARY KEY, song TEXT NOT NULL, role TEXT NOT NULL,
    repeats INTEGER REFERENCES groups (number)
);
CREATE TABLE clips (
    id TEXT PRIMARY KEY, of_group INTEGER NOT NULL REFERENCES groups (number),
    method TEXT NOT NULL, loop TEXT NOT NULL, transpose INTEGER NOT NULL,
    beat_offset REAL NOT NULL, stretch REAL NOT NULL
);
CREATE TABLE raters (
    id TEXT PRIMARY KEY, number INTEGER NOT NULL UNIQUE, age TEXT NOT NULL, training TEXT NOT NULL
);
CREATE TABLE heard (
    rater TEXT NOT NULL REFERENCES raters (id) ON DELETE CASCADE,
    clip TEXT NOT NULL REFERENCES clips (id), PRIMARY KEY (rater, clip)
);
CREATE TABLE answers (
    rater TEXT NOT NULL, clip TEXT NOT NULL, scale TEXT NOT NULL,
    value INTEGER NOT NULL CHECK (value BETWEEN 1 AND 5), PRIMARY KEY (rater, clip, scale),
    FOREIGN KEY (rater, clip) REFERENCES heard (rater, clip) ON DELETE CASCADE
);
PRAGMA user_version = 1;
"""


class Database:
    """An open study; any thread may ask it."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        for setting in ("journal_mode = WAL", "foreign_keys = ON", "secure_delete = ON"):
            self._connection.execute(f"PRAGMA {setting}")

    @classmethod
    def make(cls, folder: Path) -> Database:
        """A new one in `folder`, with nothing in it."""
        made = cls(folder / FILE)
        made._connection.executescript(_TABLES)
        return made

    @classmethod
    def open(cls, folder: Path) -> Database:
        """The study in `folder`. Raises `FileError`."""
        file = folder / FILE
        if not file.exists():
            raise FileError(f"{folder}: no study; make one with `barwise study make LIBRARY`")
        try:
            found = cls(file)
            found.all("SELECT value FROM facts")
        except sqlite3.DatabaseError as error:
            raise FileError(f"{file}: {error}; make the study again elsewhere") from None
        return found

    def all(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._connection.execute(query, values).fetchall()

    @contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """One transaction, on the disk when the block ends."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise

    def add(self, table: str, rows: Sequence[Sequence[Any]]) -> None:
        with self.change() as connection:
            for row in rows:
                marks = ", ".join("?" * len(row))
                connection.execute(f"INSERT INTO {table} VALUES ({marks})", row)

    def forget(self) -> None:
        """What was deleted leaves the log beside the file as well."""
        with self._lock:
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        self._connection.close()
