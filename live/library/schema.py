"""The tables of the catalogue, as the steps that lead from any older version to this one."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator

#: Step i leads from version i to i + 1. Never change one that has been released: add one.
MIGRATIONS = (
    """
    -- Content, by its hash; `id` is what the rest of Barwise calls it.
    CREATE TABLE loops (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        digest TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL,
        seconds REAL NOT NULL,
        bpm REAL NOT NULL,
        beats REAL NOT NULL,
        beats_per_bar INTEGER NOT NULL,
        key INTEGER,
        mode TEXT NOT NULL,
        roles TEXT NOT NULL,
        lufs REAL NOT NULL,
        pack TEXT NOT NULL,
        licence TEXT NOT NULL,
        facts TEXT NOT NULL,
        feature_version INTEGER NOT NULL,
        profile BLOB
    );
    CREATE INDEX loops_by_kind_and_bpm ON loops (kind, bpm);

    -- Apart from the loops, so that reading all of those stays cheap: 40 kB each.
    CREATE TABLE sketches (
        id INTEGER PRIMARY KEY REFERENCES loops ON DELETE CASCADE,
        sketch BLOB NOT NULL
    );

    -- Where content lies. `changed_ns` is the later of the times of writing and of metadata change;
    -- `status` is ok, broken (see `reason`) or missing.
    CREATE TABLE files (
        path TEXT PRIMARY KEY,
        size INTEGER NOT NULL,
        changed_ns INTEGER NOT NULL,
        digest TEXT,
        status TEXT NOT NULL,
        reason TEXT NOT NULL DEFAULT ''
    ) WITHOUT ROWID;
    CREATE INDEX files_by_digest ON files (digest);

    -- By digest: it outlives a catalogue that is made anew from the same files.
    CREATE TABLE taste (
        digest TEXT PRIMARY KEY,
        banned INTEGER NOT NULL,
        favourite INTEGER NOT NULL,
        at TEXT NOT NULL
    );

    CREATE TABLE embeddings (
        bundle TEXT NOT NULL,
        id INTEGER NOT NULL REFERENCES loops ON DELETE CASCADE,
        vector BLOB NOT NULL,
        PRIMARY KEY (bundle, id)
    ) WITHOUT ROWID;

    -- `number` grows with every change of what a shelf holds; `birth` tells catalogues apart.
    CREATE TABLE generation (birth TEXT NOT NULL, number INTEGER NOT NULL);
    INSERT INTO generation VALUES (lower(hex(randomblob(8))), 0);
    """,
    """
    -- What a bundle makes of a loop has parts (`harmony`, `rhythm`, `form`); they are made anew.
    DROP TABLE embeddings;
    CREATE TABLE embeddings (
        bundle TEXT NOT NULL,
        part TEXT NOT NULL,
        id INTEGER NOT NULL REFERENCES loops ON DELETE CASCADE,
        vector BLOB NOT NULL,
        PRIMARY KEY (bundle, part, id)
    ) WITHOUT ROWID;
    CREATE INDEX embeddings_by_loop ON embeddings (id);
    """,
    """
    -- What speaks for the roles, each by itself and a list of six: `heard` by the bundle `tagger`
    -- (none: by rule of thumb), `hinted` by words (NULL: an older Barwise mixed both; a scan will
    -- tell them apart). A key with `key_heard` is only heard, which means nothing of drums.
    ALTER TABLE loops RENAME COLUMN roles TO heard;
    ALTER TABLE loops ADD COLUMN hinted TEXT;
    ALTER TABLE loops ADD COLUMN tagger TEXT NOT NULL DEFAULT '';
    ALTER TABLE loops ADD COLUMN key_heard INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX loops_by_tagger ON loops (tagger);
    UPDATE loops SET heard = '[NaN, NaN, NaN, NaN, NaN, NaN]' WHERE kind != 'loop';

    -- The roles that the performer says content has. By digest, as taste is.
    CREATE TABLE corrections (digest TEXT PRIMARY KEY, roles TEXT NOT NULL, at TEXT NOT NULL);
    """,
    """
    -- What asks which loops there are, and not what they are, need not read them: 2 kB each.
    CREATE INDEX loops_by_kind_and_version ON loops (kind, feature_version, digest);
    CREATE INDEX loops_by_missing_hints ON loops (digest) WHERE hinted IS NULL;
    DROP INDEX files_by_digest;
    CREATE INDEX files_by_digest ON files (digest, status);
    """,
)


def version(database: sqlite3.Connection) -> int:
    found: int = database.execute("PRAGMA user_version").fetchone()[0]
    return found


def migrate(database: sqlite3.Connection) -> None:
    """Bring an older or empty database to this version, whole or not at all.

    Processes that open it at once take turns: who comes second finds nothing to do.
    """
    if version(database) == len(MIGRATIONS):
        return
    database.execute("BEGIN IMMEDIATE")
    try:
        for step in range(version(database), len(MIGRATIONS)):
            for statement in _statements(MIGRATIONS[step]):
                database.execute(statement)
            database.execute(f"PRAGMA user_version = {step + 1}")
        database.execute("COMMIT")
    except BaseException:
        if database.in_transaction:
            database.execute("ROLLBACK")
        raise


def _statements(script: str) -> Iterator[str]:
    """`executescript` would end the transaction before it begins."""
    statement = ""
    for part in re.split(r"(?<=;)", script):
        statement += part
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        yield statement
