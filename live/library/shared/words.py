"""What performers say of loops, their roles and their taste: of two words the newer holds."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from live.library import describe
from live.library.shared.mirror import Entry
from live.library.shared.parts import Part, Row, marks, names


def _corrections(database: sqlite3.Connection, entries: Sequence[Entry]) -> list[Row]:
    """What is in the outbox and no longer there was taken back, then."""
    wanted = names(entries)
    said = {
        digest: (digest, roles, at)
        for digest, roles, at in database.execute(
            f"SELECT digest, roles, at FROM corrections WHERE digest IN ({marks(wanted)})", wanted
        )
    }
    rows = (said.get(digest, (digest, None, at)) for _, digest, at in entries)
    return [(digest, roles, at, _named(roles)) for digest, roles, at in rows]


def _named(roles: str | None) -> list[str] | None:
    return None if roles is None else list(describe.listed(json.loads(roles)))


def _take_corrections(database: sqlite3.Connection, rows: Sequence[Row]) -> None:
    for digest, roles, at, _ in rows:
        if (at, roles or "") < _said_here(database, digest):
            continue
        database.execute("DELETE FROM corrections WHERE digest = ?", (digest,))
        if roles is not None:
            database.execute("INSERT INTO corrections VALUES (?, ?, ?)", (digest, roles, at))


def _said_here(database: sqlite3.Connection, digest: str) -> tuple[str, str]:
    """When and what; also that it was taken back, as long as that was not sent."""
    found = database.execute(
        "SELECT at, roles FROM corrections WHERE digest = ? UNION ALL"
        " SELECT at, '' FROM shared_outbox WHERE what = 'corrections' AND name = ?"
        " AND NOT EXISTS (SELECT 1 FROM corrections WHERE digest = ?)",
        (digest, digest, digest),
    ).fetchone()
    return found or ("", "")


def _taste(database: sqlite3.Connection, entries: Sequence[Entry]) -> list[Row]:
    wanted = names(entries)
    return database.execute(
        f"SELECT digest, banned, favourite, at FROM taste WHERE digest IN ({marks(wanted)})", wanted
    ).fetchall()


def _take_taste(database: sqlite3.Connection, rows: Sequence[Row]) -> None:
    database.executemany(
        "INSERT INTO taste VALUES (?, ?, ?, ?) ON CONFLICT (digest) DO UPDATE"
        " SET banned = excluded.banned, favourite = excluded.favourite, at = excluded.at"
        " WHERE (excluded.at, excluded.banned, excluded.favourite)"
        " > (taste.at, taste.banned, taste.favourite)",
        rows,
    )


CORRECTIONS = Part(
    name="corrections",
    columns=("digest", "roles", "at", "named"),
    keys=1,
    holds=(
        "(excluded.at, coalesce(excluded.roles, '') COLLATE \"C\")"
        " > (corrections.at, coalesce(corrections.roles, '') COLLATE \"C\")"
    ),
    contested=True,
    batch=2000,
    read=_corrections,
    take=_take_corrections,
    casts={"named": "text[]"},
)
TASTE = Part(
    name="taste",
    columns=("digest", "banned", "favourite", "at"),
    keys=1,
    holds=(
        "(excluded.at, excluded.banned, excluded.favourite)"
        " > (taste.at, taste.banned, taste.favourite)"
    ),
    contested=True,
    batch=2000,
    read=_taste,
    take=_take_taste,
)
