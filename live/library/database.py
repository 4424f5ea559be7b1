"""SQLite behind one seam: short transactions, and every error as one line with its remedy."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from live.errors import FileError
from live.library import schema

_PATIENCE_SECONDS = 10.0


class Database:
    """An open database with the tables of `schema`.

    `shared` lets any thread read it, which is safe as SQLite is compiled here (threadsafety 3).
    """

    def __init__(self, path: Path, *, shared: bool = False) -> None:
        self.path = path
        with _named(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(
                path,
                timeout=_PATIENCE_SECONDS,
                isolation_level=None,
                check_same_thread=not shared,
            )
        try:
            self._prepare()
        except FileError:
            self.close()
            raise

    def close(self) -> None:
        self._connection.close()

    def all(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows that `query` selects."""
        return list(self.each(query, values))

    def each(self, query: str, values: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """The rows that `query` selects, one at a time."""
        with _named(self.path):
            yield from self._connection.execute(query, values)

    @contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """One transaction: done when the block ends, undone if it raises."""
        with _named(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise

    def _prepare(self) -> None:
        with _named(self.path):
            if schema.version(self._connection) > len(schema.MIGRATIONS):
                raise FileError(
                    f"{self.path}: made by a newer Barwise; update it, or name another --library"
                )
            self._connection.execute("PRAGMA foreign_keys = ON")
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = NORMAL")
            schema.migrate(self._connection)


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
