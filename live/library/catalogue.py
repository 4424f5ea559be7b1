"""What is known of the performer's files, on disk: SQLite, keyed by the hash of the content.

One writer at a time, any number of readers; every change is one small transaction, so that
whatever ends the program, what was found is kept.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Self, TypeVar

import numpy as np

from live.features import FEATURE_VERSION, SKETCH_SHAPE, Bytes
from live.library import backup, rows
from live.library.analysis import Analysis
from live.library.database import Database
from live.types import Floats, Kind, Loop

_PATH = "(SELECT min(path) FROM files WHERE files.digest = loops.digest AND status = 'ok')"
_THERE = "EXISTS (SELECT 1 FROM files WHERE files.digest = loops.digest AND status = 'ok')"
_SUGGESTED = f"kind = 'loop' AND feature_version = ? AND {_THERE}"
_FRESH = "(feature_version = ? AND hinted IS NOT NULL)"
_TOLD = "loops LEFT JOIN corrections USING (digest)"
_LAST_PATH = f"ifnull({_PATH}, (SELECT min(path) FROM files WHERE files.digest = loops.digest))"

T = TypeVar("T")

#: Of a query, one at a time.
Rows = Iterable[tuple[Any, ...]]


class Status(StrEnum):
    OK = "ok"
    BROKEN = "broken"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells that a file has changed without reading it."""

    size: int
    changed_ns: int


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file of the catalogue. `fresh`: its content was analysed as it is done today."""

    stamp: Stamp
    digest: str | None
    status: Status
    reason: str
    fresh: bool


class Catalogue:
    """An open catalogue; for one thread, unless it was opened to be shared by readers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    def open(cls, path: str | Path, *, shared: bool = False) -> Catalogue:
        """The catalogue at `path`, made if there is none, brought up to date if it is older.

        Raises `FileError` if it is no catalogue, damaged, locked or from a newer Barwise.
        """
        return cls(Database(Path(path), shared=shared))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def path(self) -> Path:
        return self._database.path

    def close(self) -> None:
        self._database.close()

    # Files

    def files(self) -> dict[str, FileRow]:
        """Every file ever seen, by its path."""
        stale = self._stale()
        found = self._database.all(
            "SELECT path, size, changed_ns, digest, status, reason FROM files"
        )
        return {
            path: FileRow(Stamp(size, changed), digest, Status(status), reason, digest not in stale)
            for path, size, changed, digest, status, reason in found
        }

    def _stale(self) -> set[str]:
        """Of content that was analysed in another way than today; of a few indices only."""
        found = self._database.all(
            "SELECT digest FROM loops WHERE feature_version != ?"
            " UNION SELECT digest FROM loops WHERE hinted IS NULL",
            (FEATURE_VERSION,),
        )
        return {digest for (digest,) in found}

    def is_known(self, digest: str) -> bool:
        """Whether the content was analysed already, as it is done today."""
        return bool(
            self._database.all(
                f"SELECT 1 FROM loops WHERE digest = ? AND {_FRESH}", (digest, FEATURE_VERSION)
            )
        )

    def broken(self) -> list[tuple[str, str]]:
        """Path and reason of every file that could not be read."""
        found = self._database.all(
            "SELECT path, reason FROM files WHERE status = 'broken' ORDER BY path"
        )
        return [(str(path), str(reason)) for path, reason in found]

    def keep(self, path: str, stamp: Stamp, digest: str, analysis: Analysis | None) -> None:
        """The file at `path` holds `digest`; with None its content is known already."""
        with self._next_generation() as database:
            if analysis is not None:
                _store(database, digest, analysis)
            _put_file(database, path, stamp, digest, Status.OK, "")

    def quarantine(self, path: str, stamp: Stamp, reason: str) -> None:
        """The file at `path` is not read again until its stamp changes."""
        with self._next_generation() as database:
            _put_file(database, path, stamp, None, Status.BROKEN, reason)

    def lose(self, paths: Iterable[str]) -> None:
        """These files are gone: their content is kept, but not suggested."""
        with self._next_generation() as database:
            database.executemany(
                "UPDATE files SET status = 'missing' WHERE path = ?", [(p,) for p in paths]
            )

    # Loops

    def count(self) -> dict[Kind, int]:
        """How much there is of every kind, as far as its files are there."""
        found = self._database.all(f"SELECT kind, count(*) FROM loops WHERE {_THERE} GROUP BY kind")
        return {Kind(kind): number for kind, number in found}

    def loop(self, id: int) -> Loop | None:
        """The loop `id`, wherever it lies now or was last."""
        return next(self._loops("WHERE id = ?", (id,), _LAST_PATH), None)

    def id_at(self, path: str) -> int | None:
        """The id of what lies at `path`, unless it is unknown or could not be read."""
        found = self._database.all(
            "SELECT id FROM loops JOIN files USING (digest) WHERE path = ?", (path,)
        )
        return int(found[0][0]) if found else None

    def loop_at(self, path: str) -> Loop | None:
        """What lies at `path`, unless it is unknown or could not be read."""
        id = self.id_at(path)
        return None if id is None else self.loop(id)

    def loop_of(self, digest: str) -> Loop | None:
        """The loop with that content, if it was analysed as it is done today."""
        if not self.is_known(digest):
            return None
        return next(self._loops("WHERE digest = ?", (digest,), _LAST_PATH), None)

    def loops(self) -> Iterator[Loop]:
        """Everything whose files are there, whatever its kind, by path."""
        return self._loops(f"WHERE {_PATH} IS NOT NULL ORDER BY {_PATH}", (), _PATH)

    def paths(self) -> dict[int, str]:
        """Where everything lies whose files are there, by its id."""
        return dict(
            self._database.all(
                "SELECT id, min(path) FROM files JOIN loops USING (digest)"
                " WHERE status = 'ok' GROUP BY id"
            )
        )

    def _loops(self, where: str, values: Sequence[Any], path: str) -> Iterator[Loop]:
        query = f"SELECT {path}, {rows.selected(rows.LOOP_COLUMNS)} FROM {_TOLD} {where}"
        yield from map(rows.loop, self._database.each(query, values))

    def shelved(self, use: Callable[[Rows, int], T]) -> T:
        """What `use` makes of every loop that can be suggested, as `Columns.streamed` takes it.

        In the order in which they lie on the disk: at random, a million take minutes to read.
        """
        found = (
            f"SELECT {rows.selected(rows.SHELVED)} FROM {_TOLD}"
            f" WHERE id IN (SELECT id FROM loops WHERE {_SUGGESTED})"
        )
        count = "SELECT count(*) FROM loops WHERE kind = 'loop' AND feature_version = ?"
        ((most,),) = self._database.all(count, (FEATURE_VERSION,))
        return self._database.read(found, (FEATURE_VERSION,), lambda each: use(each, most))

    def shelved_loop(self, digest: str) -> list[tuple[Any, ...]]:
        """The same of the loop with that content alone; nothing if it cannot be suggested."""
        return self._database.all(
            f"SELECT {rows.selected(rows.SHELVED)} FROM {_TOLD} WHERE digest = ? AND {_SUGGESTED}",
            (digest, FEATURE_VERSION),
        )

    def sketches(self, ids: Sequence[int]) -> Bytes:
        """uint8 (len(ids), 192, 212); silence for what has none."""
        out = np.zeros((len(ids), *SKETCH_SHAPE), np.uint8)
        for place, id in enumerate(ids):
            for (blob,) in self._database.all("SELECT sketch FROM sketches WHERE id = ?", (id,)):
                out[place] = np.frombuffer(blob, np.uint8).reshape(SKETCH_SHAPE)
        return out

    # Embeddings

    def embed(self, bundle: str, ids: Sequence[int], parts: Mapping[str, Floats]) -> None:
        """Store what `bundle` has made of the loops `ids`: all of its parts (len(ids), size)."""
        with self._next_generation() as database:
            for part, vectors in parts.items():
                rows = zip(ids, vectors.astype(np.float32), strict=True)
                database.executemany(
                    "INSERT OR REPLACE INTO embeddings VALUES (?, ?, ?, ?)",
                    [(bundle, part, id, vector.tobytes()) for id, vector in rows],
                )

    def embedded(self) -> dict[str, list[str]]:
        """The bundles of which anything is stored, with their parts."""
        bundles = self._steps("SELECT min(bundle) FROM embeddings WHERE bundle > ?")
        parts = "SELECT min(part) FROM embeddings WHERE bundle = ? AND part > ?"
        return {bundle: list(self._steps(parts, bundle)) for bundle in bundles}

    def _steps(self, following: str, *values: str) -> Iterator[str]:
        """What `following` says comes after nothing, after that, ...; `DISTINCT` would read all."""
        last = ""
        while (last := self._database.all(following, (*values, last))[0][0]) is not None:
            yield last

    def embeddings(self, bundle: str, part: str, use: Callable[[Rows], T]) -> T:
        """What `use` makes of that part of all that `bundle` knows: id, float32 in bytes; by id."""
        return self._database.read(
            "SELECT id, vector FROM embeddings WHERE bundle = ? AND part = ? ORDER BY id",
            (bundle, part),
            use,
        )

    def unembedded(self, bundle: str) -> list[int]:
        """Ids of the loops that can be suggested and that `bundle` does not know."""
        found = self._database.all(
            f"SELECT id FROM loops WHERE {_SUGGESTED} AND id IN"
            " (SELECT id FROM loops EXCEPT SELECT id FROM embeddings WHERE bundle = ?"
            " AND part = (SELECT min(part) FROM embeddings WHERE bundle = ?)) ORDER BY id",
            (FEATURE_VERSION, bundle, bundle),
        )
        return [int(id) for (id,) in found]

    # Roles

    def untagged(self, bundle: str) -> list[int]:
        """Ids of what has a sketch, whatever its kind, and roles that `bundle` has not heard."""
        found = self._database.all(
            "SELECT id FROM loops"
            " WHERE id IN (SELECT id FROM loops WHERE tagger != ?)"  # needs nothing but an index
            f" AND {_FRESH} AND {_PATH} IS NOT NULL"
            " AND EXISTS (SELECT 1 FROM sketches WHERE sketches.id = loops.id) ORDER BY id",
            (bundle, FEATURE_VERSION),
        )
        return [int(id) for (id,) in found]

    def tag(self, bundle: str, ids: Sequence[int], heard: Floats) -> None:
        """Store the role probabilities (len(ids), 6) that `bundle` hears in the loops `ids`."""
        with self._next_generation() as database:
            database.executemany(
                "UPDATE loops SET heard = ?, tagger = ? WHERE id = ?",
                [(rows.row_of_roles(e), bundle, id) for id, e in zip(ids, heard, strict=True)],
            )

    def correct(self, digests: Iterable[str], said: Sequence[float] | None) -> None:
        """Remember which roles the performer says that content has (6,); None takes it back."""
        now = _now()
        with self._database.change() as database:
            for digest in digests:
                database.execute("DELETE FROM corrections WHERE digest = ?", (digest,))
                if said is not None:
                    row = (digest, rows.row_of_roles(said), now)
                    database.execute("INSERT INTO corrections VALUES (?, ?, ?)", row)
        backup.retell(self.path)

    def corrections(self) -> dict[str, str]:
        """What the performer says of roles: digest -> six numbers as they are written."""
        return dict(self._database.all("SELECT digest, roles FROM corrections"))

    # Taste

    def taste(self) -> tuple[frozenset[int], frozenset[int]]:
        """Ids of the banned loops and of the favourites."""
        found = self._database.all(
            "SELECT id, banned, favourite FROM taste JOIN loops USING (digest)"
        )
        return (
            frozenset(id for id, banned, _ in found if banned),
            frozenset(id for id, _, favourite in found if favourite),
        )

    def set_taste(self, id: int, banned: bool, favourite: bool) -> None:
        """Remember what the performer thinks of the loop `id`."""
        with self._database.change() as database:
            database.execute(
                "INSERT OR REPLACE INTO taste SELECT digest, ?, ?, ? FROM loops WHERE id = ?",
                (banned, favourite, _now(), id),
            )
        backup.retell(self.path)

    # Generations

    @property
    def generation(self) -> str:
        """Another one after every change of what a shelf holds, and in every other catalogue.

        But for the performer's word on roles (`corrections`), which is laid over it.
        """
        birth, number = self._database.all("SELECT birth, number FROM generation")[0]
        return f"{birth}-{number}"

    @contextmanager
    def _next_generation(self) -> Iterator[sqlite3.Connection]:
        with self._database.change() as database:
            yield database
            database.execute("UPDATE generation SET number = number + 1")


def _now() -> str:
    """As fine as two machines need to tell whose word is the newer."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _put_file(
    database: sqlite3.Connection,
    path: str,
    stamp: Stamp,
    digest: str | None,
    status: Status,
    reason: str,
) -> None:
    database.execute(
        "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?)",
        (path, stamp.size, stamp.changed_ns, digest, status, reason),
    )


def _store(database: sqlite3.Connection, digest: str, analysis: Analysis) -> None:
    """Content keeps its id when it is analysed anew."""
    row = rows.columns(digest, analysis)
    names = ", ".join(row)
    places = ", ".join(f":{name}" for name in row)
    updates = ", ".join(f"{name} = :{name}" for name in row)
    (id,) = database.execute(
        f"INSERT INTO loops ({names}) VALUES ({places})"
        f" ON CONFLICT (digest) DO UPDATE SET {updates} RETURNING id",
        row,
    ).fetchone()
    database.execute("DELETE FROM embeddings WHERE id = ?", (id,))
    if analysis.sketch is not None:
        database.execute(
            "INSERT OR REPLACE INTO sketches VALUES (?, ?)", (id, analysis.sketch.tobytes())
        )
