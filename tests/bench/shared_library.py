"""What a shared library costs, and what a shortlist loses, on a real PostgreSQL with pgvector.

`python -m tests.bench.shared_library [--loops N] [--index]` prints both. Loops are made up: their
sketches are noise, as little compressible as real ones. Both sides are on one machine.
"""

from __future__ import annotations

import json
import os
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import click
import numpy as np
import psycopg

from live.config import RankingConfig
from live.features import FEATURE_VERSION, SKETCH_SHAPE, Profile
from live.library import rows
from live.library.catalogue import Catalogue
from live.library.shared import place, shortlist, sync
from live.library.shared.server import connected
from live.library.shared.shortlist import Wanted
from live.library.shelf import Shelf
from live.listening.hearing import Heard
from live.ranking import Wishes, rank
from live.ranking.moment import Moment
from live.types import Floats
from tests.postgres import postgres

QUESTIONS = 24
SHARES = (0.01, 0.05, 0.2)
TABLES = ("loops", "files", "nearness")

#: What the index may look at, so that a shortlist of a fifth can be full.
SEARCHES = ("hnsw.iterative_scan = relaxed_order", "hnsw.max_scan_tuples = 200000")


def profile(shelf: Shelf, row: int) -> Floats:
    parts = (shelf.harmony[row], shelf.rhythm[row], shelf.balance[row])
    return np.concatenate([*parts, [shelf.tonal[row], shelf.density[row]]]).astype(np.float32)


def write(path: Path, size: int, *, sketches: bool) -> None:
    """A catalogue of `size` loops."""
    shelf = Shelf.synthetic(size)
    Catalogue.open(path).close()
    with closing(sqlite3.connect(path)) as database, database:
        for row in range(size):
            loop, digest = shelf.loop(row), f"{row + 1:032x}"
            values = {
                "digest": digest,
                "kind": "loop",
                "seconds": loop.seconds,
                "bpm": loop.bpm,
                "beats": loop.beats,
                "beats_per_bar": 4,
                "key": loop.key,
                "mode": loop.mode,
                "heard": rows.row_of_roles(loop.roles),
                "lufs": loop.lufs,
                "pack": loop.pack,
                "licence": "",
                "facts": "{}",
                "feature_version": FEATURE_VERSION,
                "profile": profile(shelf, row).tobytes(),
                "hinted": json.dumps([0.0] * 6),
                "tagger": "tagger-1",
                "key_heard": 0,
            }
            names = ", ".join(values)
            database.execute(
                f"INSERT INTO loops ({names}) VALUES ({', '.join(f':{n}' for n in values)})", values
            )
            if sketches:
                noise = os.urandom(int(np.prod(SKETCH_SHAPE)))
                database.execute("INSERT INTO sketches VALUES (?, ?)", (row + 1, noise))
            file = (f"/mnt/loops/{row // 500}/{row}.wav", digest)
            database.execute("INSERT INTO files VALUES (?, 1, 1, ?, 'ok', '')", file)


def timed(what: str, work: Callable[[], object], size: int = 1) -> None:
    began = time.perf_counter()
    work()
    taken = time.perf_counter() - began
    print(f"{what}: {taken:.3f} s, {size / taken:.0f} a second", flush=True)


def costs(url: str, folder: Path, size: int) -> None:
    """Sending all, taking all, nothing new, one ban."""

    def at(machine: str) -> Path:
        place.FOLDER = folder / machine
        return place.catalogue(url)

    at("A").parent.mkdir()
    write(at("A"), size, sketches=True)
    timed("all is sent", lambda: sync.synchronise(url), size)
    mirror = at("B")
    timed("all is taken", lambda: sync.synchronise(url), size)
    print(f"the mirror: {mirror.stat().st_size / size:.0f} bytes a loop")
    with psycopg.connect(url) as connection:
        for table in TABLES:
            found = connection.execute(f"SELECT pg_total_relation_size('barwise.{table}')")
            print(f"{table} on the server: {found.fetchall()[0][0] / size:.0f} bytes a loop")
    for _ in range(5):
        timed("nothing new", lambda: sync.synchronise(url))
    with Catalogue.open(mirror) as catalogue:
        catalogue.set_taste(1, banned=True, favourite=False)
    timed("a ban is sent", lambda: sync.synchronise(url))
    at("A")
    timed("a ban is taken", lambda: sync.synchronise(url))


def questions(shelf: Shelf) -> Iterator[Heard]:
    """Loops that play alone, as the rules hear them."""
    for row in np.random.default_rng(1).choice(len(shelf), QUESTIONS, replace=False).tolist():
        loop = shelf.loop(row)
        heard = Profile(
            harmony=shelf.harmony[row].reshape(16, 12),
            rhythm=shelf.rhythm[row].reshape(2, 16),
            balance=shelf.balance[row],
            tonal=float(shelf.tonal[row]),
            density=float(shelf.density[row]),
        )
        power = np.ones(SKETCH_SHAPE, np.float32)
        yield Heard(0, loop.bpm, "loops", heard, power, loop.roles, (loop.id,))


def losses(url: str, folder: Path, size: int, *, index: bool) -> None:
    """Of the best eight, how many are on a shortlist."""
    place.FOLDER = folder / "C"
    library = place.catalogue(url)
    library.parent.mkdir()
    write(library, size, sketches=False)
    sync.synchronise(url)
    with psycopg.connect(url, autocommit=True) as connection:
        if index:
            connection.execute(
                "CREATE INDEX ON barwise.nearness USING hnsw (vector public.vector_ip_ops)"
            )
        connection.execute("VACUUM ANALYZE")
    shelf, config, wishes = Shelf.open(library), RankingConfig(), Wishes(role="any")
    for share in SHARES:
        most, found, wanted, began = round(share * size), 0, 0, time.perf_counter()
        with connected(url) as server:
            for setting in (*SEARCHES, f"hnsw.ef_search = {min(1000, max(100, most))}"):
                server.connection.execute(f"SET {setting}")
            for heard in questions(shelf):
                near = Moment(heard, wishes, config)
                there = set(shortlist.chosen(server, Wanted(near=near, most=most)))
                best = rank(heard, shelf, wishes, config).suggestions
                found += sum(each.loop.digest in there for each in best)
                wanted += len(best)
        taken = (time.perf_counter() - began) / QUESTIONS
        print(f"a shortlist of {share:.0%}: {found} of {wanted} found, {taken:.2f} s", flush=True)


@click.command()
@click.option("--loops", default=10_000, show_default=True)
@click.option("--index", is_flag=True, help="With an HNSW index, which Barwise does not make.")
def main(loops: int, index: bool) -> None:
    with postgres() as server, tempfile.TemporaryDirectory() as folder:
        costs(server.database(), Path(folder), loops)
        losses(server.database(), Path(folder), 2 * loops, index=index)


if __name__ == "__main__":
    main()
