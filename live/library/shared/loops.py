"""Loops and their sketches. Of two rows the one holds that was found out by the newer means."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from live.library import describe
from live.library.shared import nearness
from live.library.shared.mirror import Entry
from live.library.shared.parts import Part, Row, marks, names
from live.types import Floats, Kind

#: As both sides have them.
_SAME = (
    *("digest", "kind", "seconds", "bpm", "beats", "beats_per_bar", "key", "mode", "heard", "lufs"),
    *("pack", "licence", "facts", "feature_version", "profile", "hinted", "tagger", "key_heard"),
)
_COLUMNS = (*_SAME, "sketch", "rank", "roles")

_PLACE = {name: place for place, name in enumerate(_COLUMNS)}


def rank(feature_version: int, hinted: str | None, tagger: str) -> list[int]:
    """By what a row was found out, the newer the higher: features, words, who heard its roles."""
    return [feature_version, int(hinted is not None), *map(int, re.findall(r"\d+", tagger))]


def chances(heard: str, hinted: str | None) -> Floats:
    """The probabilities of its roles (6,), the performer's word apart."""
    said = json.loads(hinted) if hinted else [0.0] * len(json.loads(heard))
    return nearness.chances(np.array(json.loads(heard)), np.array(said))


def _read(database: sqlite3.Connection, entries: Sequence[Entry]) -> list[Row]:
    wanted = names(entries)
    found = database.execute(
        f"SELECT {', '.join(_SAME)}, sketch FROM loops LEFT JOIN sketches USING (id)"
        f" WHERE digest IN ({marks(wanted)}) ORDER BY id",
        wanted,
    )
    return [_told(row) for row in found]


def _told(row: Row) -> Row:
    """PostgreSQL takes no zero in a text."""
    clean = tuple(each.replace("\0", "") if isinstance(each, str) else each for each in row)
    here: dict[str, Any] = dict(zip((*_SAME, "sketch"), clean, strict=True))
    listed = describe.listed(chances(here["heard"], here["hinted"]).tolist())
    return (
        *clean,
        rank(here["feature_version"], here["hinted"], here["tagger"]),
        list(listed),
    )


def _near(_: sqlite3.Connection, sent: Sequence[Row]) -> list[Row]:
    return [
        (nearness.RULES, row[0], nearness.by_rules(_profile(row), _chances(row)))
        for row in sent
        if row[_PLACE["kind"]] == Kind.LOOP and row[_PLACE["profile"]]
    ]


def _profile(row: Row) -> Floats:
    return np.frombuffer(row[_PLACE["profile"]], np.float32)


def _chances(row: Row) -> Floats:
    return chances(row[_PLACE["heard"]], row[_PLACE["hinted"]])


def _take(database: sqlite3.Connection, rows: Sequence[Row]) -> None:
    known = _ranks(database, [row[0] for row in rows])
    for row in rows:
        there = known.get(row[0])
        if there is None or there <= row[_PLACE["rank"]]:
            _write(database, row, anew=there is not None and there[0] != row[_PLACE["rank"]][0])


def _ranks(database: sqlite3.Connection, digests: Sequence[str]) -> dict[str, list[int]]:
    found = database.execute(
        "SELECT digest, feature_version, hinted, tagger FROM loops"
        f" WHERE digest IN ({marks(digests)})",
        digests,
    )
    known: Iterable[tuple[str, int, str | None, str]] = found
    return {digest: rank(version, hinted, tagger) for digest, version, hinted, tagger in known}


def _write(database: sqlite3.Connection, row: Row, *, anew: bool) -> None:
    """What bundles have made of features that were others is of no use."""
    updates = ", ".join(f"{name} = excluded.{name}" for name in _SAME)
    (id,) = database.execute(
        f"INSERT INTO loops ({', '.join(_SAME)}) VALUES ({marks(_SAME)})"
        f" ON CONFLICT (digest) DO UPDATE SET {updates} RETURNING id",
        row[: len(_SAME)],
    ).fetchone()
    if anew:
        database.execute("DELETE FROM embeddings WHERE id = ?", (id,))
    if row[_PLACE["sketch"]] is not None:
        database.execute(
            "INSERT OR REPLACE INTO sketches VALUES (?, ?)", (id, row[_PLACE["sketch"]])
        )


PART = Part(
    name="loops",
    columns=_COLUMNS,
    keys=1,
    holds="excluded.rank > loops.rank",
    contested=True,
    batch=100,
    read=_read,
    take=_take,
    derived=_near,
    casts={"rank": "integer[]", "roles": "text[]"},
)
