"""What travels between a mirror and its server: five tables, each with its rule of who is right.

A part reads rows of the mirror as the server has them, and writes the server's into a catalogue.
Both sides hold the same of two rows, in whatever order they meet them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from live.library.shared.mirror import Entry

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A table `name` of the server.

    Attributes
    ----------
    columns, keys
        its columns, and how many of these, the first, are its key.
    holds
        when a row that is sent takes the place of the one that is there; empty for never.
    contested
        whether what is refused may be other than what holds: then its sender must hear of that.
    batch
        how many are sent or taken in one transaction.
    read
        rows of a catalogue for entries of the outbox.
    take
        writes rows into a catalogue, as far as they hold against what is there.
    derived
        table, columns and number of keys of what the server looks up, and the rows of it that
        follow from the rows that `read` has given.
    casts
        column -> its type, where that cannot be seen from the value.
    """

    name: str
    columns: tuple[str, ...]
    keys: int
    holds: str
    contested: bool
    batch: int
    read: Callable[[sqlite3.Connection, Sequence[Entry]], list[Row]]
    take: Callable[[sqlite3.Connection, Sequence[Row]], None]
    derived: Callable[[sqlite3.Connection, Sequence[Row]], list[Row]] | None = None
    casts: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, ...]:
        return self.columns[: self.keys]

    @property
    def upsert(self) -> str:
        """The statement that sends a row; the number of the change follows its columns."""
        names = (*self.columns, "changed")
        places = ", ".join(f"%s::{self.casts[n]}" if n in self.casts else "%b" for n in names)
        updates = ", ".join(f"{name} = excluded.{name}" for name in names[self.keys :])
        return (
            f"INSERT INTO barwise.{self.name} ({', '.join(names)}) VALUES ({places})"
            f" ON CONFLICT ({', '.join(self.key)}) DO "
            + (f"UPDATE SET {updates} WHERE {self.holds}" if self.holds else "NOTHING")
        )


def marks(values: Sequence[object]) -> str:
    """As many places of a statement of SQLite."""
    return ", ".join("?" * len(values))


def names(entries: Sequence[Entry]) -> list[str]:
    """What the entries are called."""
    return [name for _, name, _ in entries]
