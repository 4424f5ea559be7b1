"""SQLite behind one seam: short transactions, and every error as one line with its remedy.

A damaged file is replaced by its backup, if there is one, and what was asked is asked again.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from live.errors import FileError
from live.library import backup, schema

_PATIENCE_SECONDS = 10.0
_POLL_SECONDS = 0.01

#: Pages that are kept in memory, in kB, as far as there are any: the indices of a million loops.
_CACHE = 65536

T = TypeVar("T")


class Database:
    """An open database with the tables of `schema`.

    `shared` lets any thread read it, which is safe as SQLite is compiled here (threadsafety 3).
    """

    def __init__(self, path: Path, *, shared: bool = False) -> None:
        self.path = path
        self._shared = shared
        self._retired: list[sqlite3.Connection] = []  # another thread may still be reading there
        with _named(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = self._connected()
        try:
            with _named(path):
                self._twice(self._prepare)
        except FileError:
            self.close()
            raise

    def close(self) -> None:
        for connection in (*self._retired, self._connection):
            connection.close()

    def all(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows that `query` selects."""
        with _named(self.path):
            return self._twice(lambda: list(self._connection.execute(query, values)))

    def read(self, query: str, values: Sequence[Any], use: Callable[[sqlite3.Cursor], T]) -> T:
        """What `use` makes of the rows that `query` selects, without holding all of them.

        It is called again, with the rows from the first on, if the file turns out to be damaged.
        """
        with _named(self.path):
            return self._twice(lambda: use(self._connection.execute(query, values)))

    def each(self, query: str, values: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """The rows that `query` selects, one at a time."""
        with _named(self.path), self._given_up():
            yield from self._twice(lambda: self._connection.execute(query, values))

    @contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """One transaction: done when the block ends, undone if it raises."""
        with _named(self.path), self._given_up():
            connection = self._connection
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:  # a full disk has ended it already
                    connection.execute("ROLLBACK")
                raise

    def _connected(self) -> sqlite3.Connection:
        self._file = backup.identity(self.path)
        return sqlite3.connect(
            self.path,
            timeout=_PATIENCE_SECONDS,
            isolation_level=None,
            check_same_thread=not self._shared,
        )

    def _prepare(self) -> None:
        if schema.version(self._connection) > len(schema.MIGRATIONS):
            raise FileError(
                f"{self.path}: made by a newer Barwise; update it, or name another --library"
            )
        self._connection.execute("PRAGMA foreign_keys = ON")
        self._write_ahead()
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.execute("PRAGMA temp_store = MEMORY")
        self._connection.execute(f"PRAGMA cache_size = -{_CACHE}")
        schema.migrate(self._connection)

    def _write_ahead(self) -> None:
        """SQLite does not wait for others that open a new file at the same moment."""
        patient_until = time.monotonic() + _PATIENCE_SECONDS
        while True:
            try:
                self._connection.execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError:
                if time.monotonic() > patient_until:
                    raise
                time.sleep(_POLL_SECONDS)

    # A damaged file

    def _twice(self, work: Callable[[], T]) -> T:
        """What `work` returns, with the backup if the file turns out to be damaged."""
        try:
            return work()
        except sqlite3.DatabaseError as error:
            if not self._restored(error):
                raise
        return work()

    @contextmanager
    def _given_up(self) -> Iterator[None]:
        """What cannot be begun anew fails, but the next who asks will have the backup."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            if not self._restored(error):
                raise
            raise FileError(f"{self.path}: its backup is in its place; do that again") from None

    def _restored(self, error: sqlite3.DatabaseError) -> bool:
        if not (backup.is_broken(error) and backup.restore(self.path, self._file)):
            return False
        self._retired.append(self._connection)
        self._connection = self._connected()
        self._prepare()
        return True


@contextmanager
def _named(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        raise FileError(f"{path}: {error}; {_remedy(str(error))}") from None
    except sqlite3.DatabaseError as error:
        raise FileError(f"{path}: {error}; move it away and scan again") from None
    except OSError as error:
        raise FileError(f"{path}: {error.strerror}; name another file with --library") from None


def _remedy(text: str) -> str:
    if "locked" in text:
        return "another Barwise is writing to it, wait for that to end"
    if "full" in text:
        return "make room on the disk"
    if "no such table" in text:
        return "it is another program's, name another file with --library"
    return "name another file with --library"
