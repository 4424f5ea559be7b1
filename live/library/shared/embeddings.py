"""What bundles have made of loops: heard once, on whichever machine."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

import numpy as np

from live.library.shared import nearness
from live.library.shared.loops import chances
from live.library.shared.mirror import SEPARATOR, Entry
from live.library.shared.parts import Part, Row, names
from live.types import Floats

_COLUMNS = ("digest", "bundle", "part", "vector")


def _read(database: sqlite3.Connection, entries: Sequence[Entry]) -> list[Row]:
    found: list[Row] = []
    for name in names(entries):
        bundle, digest = name.rsplit(SEPARATOR, 1)
        for part, vector in _parts(database, bundle, digest).items():
            if np.isfinite(vector).all():  # pgvector takes nothing else
                found.append((digest, bundle, part, vector))
    return found


def _parts(database: sqlite3.Connection, bundle: str, digest: str) -> dict[str, Floats]:
    found = database.execute(
        "SELECT part, vector FROM embeddings JOIN loops USING (id) WHERE bundle = ? AND digest = ?",
        (bundle, digest),
    )
    return {part: np.frombuffer(vector, np.float32) for part, vector in found}


def _near(database: sqlite3.Connection, sent: Sequence[Row]) -> list[Row]:
    known: dict[tuple[str, str], dict[str, Floats]] = {}
    for digest, bundle, part, vector in sent:
        known.setdefault((bundle, digest), {})[part] = vector
    return [
        (bundle, digest, nearness.by_bundle(parts["harmony"], parts["rhythm"], *about))
        for (bundle, digest), parts in known.items()
        if {"harmony", "rhythm"} <= parts.keys() and (about := _about(database, digest))
    ]


def _about(database: sqlite3.Connection, digest: str) -> tuple[Floats, Floats] | None:
    """Profile and chances of roles."""
    found = database.execute(
        "SELECT profile, heard, hinted FROM loops WHERE digest = ?", (digest,)
    ).fetchone()
    if found is None or found[0] is None:
        return None
    profile, heard, hinted = found
    return np.frombuffer(profile, np.float32), chances(heard, hinted)


def _take(database: sqlite3.Connection, rows: Sequence[Row]) -> None:
    database.executemany(
        "INSERT OR REPLACE INTO embeddings SELECT ?, ?, id, ? FROM loops WHERE digest = ?",
        [(bundle, part, vector.tobytes(), digest) for digest, bundle, part, vector in rows],
    )


PART = Part(
    name="embeddings",
    columns=_COLUMNS,
    keys=3,
    holds="",
    contested=False,
    batch=500,
    read=_read,
    take=_take,
    derived=_near,
)
