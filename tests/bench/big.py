"""Libraries too large to scan for a test: real loops, each many times over, a little different.

The demo's loops (and sonic-pi's samples, where they are installed) are scanned and heard by the
bundles that ship; a loop of the library is one of them with other sound, tempo, content and path.
It is written into the catalogue's own tables, but in large transactions. Sketches take 40 kB each:
as many loops as are asked for have that of the loop they were made of, the others none, which only
what listens again would notice.

    python -m tests.bench.big FOLDER LOOPS [SKETCHES]
"""

from __future__ import annotations

import hashlib
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np

from live.bundle import installed
from live.demo.make import make
from live.library.catalogue import Catalogue
from live.library.scan import scan
from live.library.upkeep import hear_all
from live.types import Floats

SAMPLES = Path("/usr/share/sonic-pi/samples")

#: What is added to every number of a profile and of what bundles make of it, of its deviation.
NOISE = 0.3

#: Files a folder; the folder is the pack.
PACK = 250

_BLOCK = 10_000


def written(library: Path, loops: int, sketches: int = 0) -> Path:
    """A catalogue of `loops` loops, all heard, the first `sketches` of them with a sketch."""
    seed = library.with_name("seed.db")
    _scanned(seed)
    Catalogue.open(library).close()
    with closing(sqlite3.connect(library, isolation_level=None)) as database:
        database.execute("PRAGMA synchronous = OFF")
        database.execute("PRAGMA cache_size = -500000")
        database.execute("ATTACH ? AS seed", (str(seed),))
        source = _Source(database)
        for first in range(0, loops, _BLOCK):
            numbers = range(first, min(first + _BLOCK, loops))
            database.execute("BEGIN")
            source.copy(numbers, sketches)
            database.execute("COMMIT")
        database.execute("UPDATE generation SET number = number + ?", (loops,))
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return library


def _scanned(seed: Path) -> None:
    folder = seed.with_name("seed-loops")
    make(folder)
    scan([each for each in (folder, SAMPLES) if each.is_dir()], seed)
    hear_all(seed, installed()[0])


class _Source:
    """The scanned loops in `seed`, and how their likes are written into the main database."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._random = np.random.default_rng(1)
        found = database.execute("SELECT * FROM seed.loops WHERE kind = 'loop' ORDER BY id")
        names = [each[0] for each in found.description]
        self._rows = [dict(zip(names, row, strict=True)) for row in found]
        self._profiles = self._vectors(row["profile"] for row in self._rows)
        self._parts = {
            (bundle, part): self._vectors(
                vector
                for (vector,) in database.execute(
                    "SELECT vector FROM seed.embeddings WHERE bundle = ? AND part = ? ORDER BY id",
                    (bundle, part),
                )
            )
            for bundle, part in database.execute(
                "SELECT DISTINCT bundle, part FROM seed.embeddings"
            ).fetchall()
        }

    def copy(self, numbers: range, sketches: int) -> None:
        """Loops with the ids `numbers`, from 1 on."""
        of = np.array(numbers) % len(self._rows)
        rows = list(self._loops(numbers, of))
        names = ", ".join(rows[0])
        self._all(f"loops ({names})", [tuple(row.values()) for row in rows])
        self._all("files", [_file(number, row) for number, row in zip(numbers, rows, strict=True)])
        for (bundle, part), vectors in self._parts.items():
            made = self._varied(vectors, of)
            self._all(
                "embeddings",
                [(bundle, part, n + 1, v.tobytes()) for n, v in zip(numbers, made, strict=True)],
            )
        self._database.executemany(
            "INSERT INTO sketches SELECT ?, sketch FROM seed.sketches WHERE id = ?",
            [
                (n + 1, self._rows[place]["id"])
                for n, place in zip(numbers, of.tolist(), strict=True)
                if n < sketches
            ],
        )

    def _loops(self, numbers: range, of: Any) -> Iterator[dict[str, Any]]:
        profiles = self._varied(self._profiles, of)
        tempi = self._random.normal(118, 22, len(of)).clip(60, 190).round(2).tolist()
        each = zip(numbers, of.tolist(), tempi, profiles, strict=True)
        for number, place, bpm, profile in each:
            row = self._rows[place]
            yield {
                **row,
                "id": number + 1,
                "digest": hashlib.blake2b(str(number).encode(), digest_size=16).hexdigest(),
                "bpm": bpm,
                "seconds": row["beats"] * 60 / bpm,
                "pack": f"Pack {number // PACK}",
                "profile": profile.tobytes(),
            }

    def _varied(self, vectors: Floats, of: Any) -> Floats:
        noise = self._random.standard_normal((len(of), vectors.shape[1]), np.float32)
        noise *= np.float32(NOISE) * vectors.std(axis=0)
        varied: Floats = (vectors[of] + noise).clip(vectors.min(axis=0), vectors.max(axis=0))
        return varied

    def _vectors(self, blobs: Any) -> Floats:
        return np.array([np.frombuffer(blob, np.float32) for blob in blobs])

    def _all(self, table: str, rows: list[tuple[Any, ...]]) -> None:
        places = ", ".join("?" * len(rows[0]))
        self._database.executemany(f"INSERT INTO {table} VALUES ({places})", rows)


def _file(number: int, row: dict[str, Any]) -> tuple[Any, ...]:
    path = f"/loops/{row['pack']}/{row['bpm']:.0f} loop {number}.wav"
    return path, 400_000 + number, 1_700_000_000_000_000_000 + number, row["digest"], "ok", ""


if __name__ == "__main__":
    folder, loops, *with_sketches = sys.argv[1:]
    Path(folder).mkdir(parents=True, exist_ok=True)
    print(written(Path(folder, "library.db"), int(loops), *map(int, with_sketches)))
