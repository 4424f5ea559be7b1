"""The catalogue of this machine that stands for a server's: an ordinary one that keeps an outbox.

Triggers put the name of whatever changes into it, whoever changes it, so nothing else of Barwise
knows that its catalogue is a mirror. How far it has come lies in the same file: both are written in
one transaction, and a backup that takes its place is as old in both.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from live.errors import FileError
from live.library.database import Database

_NOW = "strftime('%Y-%m-%dT%H:%M:%f', 'now') || '+00:00'"

#: `absent` are the files that were pulled and do not lie on this machine, `own` the numbers of the
#: changes that came from here: a copy of a mirror is another one, but has what these have changed.
_TABLES = """
CREATE TABLE IF NOT EXISTS shared_state (name TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS shared_absent (path TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS shared_own (first INTEGER PRIMARY KEY, last INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS shared_outbox (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    what TEXT NOT NULL,
    name TEXT NOT NULL,
    at TEXT NOT NULL,
    UNIQUE (what, name)
)
"""

#: What is laid over a shelf, and no other shelf after a change.
_WORDS = ("corrections", "taste")

#: Between the parts of a name in the outbox.
SEPARATOR = "\n"
_EMBEDDED = "{row}.bundle || char(10) || (SELECT digest FROM loops WHERE id = {row}.id)"

#: Table -> events -> what its rows are called in the outbox.
_WATCHED = {
    "loops": (("INSERT", "UPDATE"), "{row}.digest"),
    "files": (("INSERT", "UPDATE"), "{row}.path"),
    "embeddings": (("INSERT",), _EMBEDDED),
    "corrections": (("INSERT", "DELETE"), "{row}.digest"),
    "taste": (("INSERT",), "{row}.digest"),
}

#: A change that waits to be sent: its number, name and time.
Entry = tuple[int, str, str]

#: The first and the last number of changes, if there were any.
Own = tuple[int, int] | None


class Mirror:
    """An open mirror; for one thread."""

    def __init__(self, database: Database) -> None:
        self._database = database
        with database.change() as connection:
            for statement in (*_TABLES.split(";"), *_triggers()):
                connection.execute(statement)

    @classmethod
    def open(cls, path: Path) -> Self:
        """The mirror at `path`, made if there is none. Raises `FileError` as a catalogue does."""
        return cls(Database(path))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    @property
    def path(self) -> Path:
        return self._database.path

    # How far it has come

    def pulled(self, part: str) -> int:
        """The number of the last change that was taken over of `part`."""
        return int(self._state(part, 0))

    def belongs_to(self, birth: str, number: int) -> bool:
        """Whether it is of the server's catalogue `birth`, which has come to `number`.

        One that was put back to an older state is another.
        """
        furthest = max(self.pulled(part) for part in _WATCHED)
        return bool(self._state("server", "") == birth and furthest <= number)

    def begin_anew(self, birth: str) -> None:
        """From now on it is of that server, which has seen nothing of it."""
        with self._database.change() as connection:
            connection.execute("DELETE FROM shared_state")
            connection.execute("DELETE FROM shared_own")
            connection.execute("INSERT INTO shared_state VALUES ('server', ?)", (birth,))
            for table, (_, name) in _WATCHED.items():
                connection.execute(
                    "INSERT OR REPLACE INTO shared_outbox (what, name, at)"
                    f" SELECT DISTINCT '{table}', {name.format(row=table)}, {_NOW} FROM {table}"
                )

    def _state(self, name: str, otherwise: object) -> Any:
        found = self._database.all("SELECT value FROM shared_state WHERE name = ?", (name,))
        return found[0][0] if found else otherwise

    @contextmanager
    def for_once(self) -> Iterator[None]:
        """Takes over what it does in the block, and is an ordinary catalogue again after it.

        Raises `FileError` if it is the mirror of a server.
        """
        if self._state("server", ""):
            raise FileError(
                f"{self.path}: holds all of a shared library; name another file with --library"
            )
        try:
            yield
        finally:
            with self._database.change() as connection:
                for name in _trigger_names():
                    connection.execute(f"DROP TRIGGER {name}")
                for table in ("state", "absent", "own", "outbox"):
                    connection.execute(f"DROP TABLE shared_{table}")

    # What is to be sent

    def waits(self) -> bool:
        """Whether anything does."""
        return bool(self._database.all("SELECT 1 FROM shared_outbox LIMIT 1"))

    def waiting(self) -> int:
        """How many changes do."""
        return int(self._database.all("SELECT count(*) FROM shared_outbox")[0][0])

    def outbox(self, part: str, most: int) -> list[Entry]:
        """The `most` oldest changes of `part`."""
        return self._database.all(
            "SELECT number, name, at FROM shared_outbox WHERE what = ? ORDER BY number LIMIT ?",
            (part, most),
        )

    def sent(self, entries: Sequence[Entry], own: Own) -> None:
        """These need not be sent again, nor taken back as the numbers `own`.

        What has changed meanwhile has another number in the outbox.
        """
        with self._database.change() as connection:
            connection.executemany(
                "DELETE FROM shared_outbox WHERE number = ?", [entry[:1] for entry in entries]
            )
            if own is not None:
                _join(connection, *own)

    @property
    def own(self) -> str:
        """The numbers of its own changes that it has not passed, as PostgreSQL writes ranges."""
        found = self._database.all("SELECT first, last FROM shared_own")
        return "{" + ", ".join(f"[{first}, {last}]" for first, last in found) + "}"

    def forget_own(self, until: int) -> None:
        """All up to that number is passed."""
        if self._database.all("SELECT 1 FROM shared_own WHERE last <= ? LIMIT 1", (until,)):
            with self._database.change() as connection:
                connection.execute("DELETE FROM shared_own WHERE last <= ?", (until,))

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """All that is read in the block is of one moment."""
        with self._database.change() as connection:
            yield connection

    # What is taken over

    @contextmanager
    def taking(self, part: str = "", until: int = 0) -> Iterator[sqlite3.Connection]:
        """One transaction whose changes are not sent back; after it `part` has come to `until`."""
        with self._database.change() as connection:
            (before,) = connection.execute(
                "SELECT ifnull(max(seq), 0) FROM sqlite_sequence WHERE name = 'shared_outbox'"
            ).fetchone()
            yield connection
            connection.execute("DELETE FROM shared_outbox WHERE number > ?", (before,))
            if part not in _WORDS:
                connection.execute("UPDATE generation SET number = number + 1")
            if part:
                connection.execute(
                    "INSERT OR REPLACE INTO shared_state VALUES (?, ?)", (part, until)
                )

    def reached(self, part: str, until: int) -> None:
        """There is nothing of `part` up to the change `until` that it lacks."""
        if self.pulled(part) < until:
            with self._database.change() as connection:
                connection.execute(
                    "INSERT OR REPLACE INTO shared_state VALUES (?, ?)", (part, until)
                )

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The rows that `query` selects."""
        return self._database.all(query)


def _join(connection: sqlite3.Connection, first: int, last: int) -> None:
    """What follows on the last range makes that longer: mostly there is but one."""
    longer = connection.execute(
        "UPDATE shared_own SET last = ? WHERE last = ?", (last, first - 1)
    ).rowcount
    if not longer:
        connection.execute("INSERT INTO shared_own VALUES (?, ?)", (first, last))


def _trigger_names() -> Iterator[str]:
    for table, (events, _) in _WATCHED.items():
        yield from (f"shared_{table}_{event.lower()}" for event in events)


def _triggers() -> Iterator[str]:
    """What the statement that fires it says of conflicts holds inside a trigger: so no conflict."""
    for table, (events, name) in _WATCHED.items():
        for event in events:
            called = name.format(row="old" if event == "DELETE" else "new")
            yield (
                f"CREATE TRIGGER IF NOT EXISTS shared_{table}_{event.lower()} AFTER {event}"
                f" ON {table} BEGIN"
                f" DELETE FROM shared_outbox WHERE what = '{table}' AND name = {called};"
                f" INSERT INTO shared_outbox (what, name, at) VALUES ('{table}', {called}, {_NOW});"
                " END"
            )
