"""Sends what has changed in a mirror: in the order in which it changed, each batch whole.

Whatever ends it, what was not confirmed is sent again, which changes nothing if it had arrived.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from live.library.shared import embeddings, files, loops, words
from live.library.shared.mirror import Entry, Mirror, Own
from live.library.shared.parts import Part, Row
from live.library.shared.server import Server

if TYPE_CHECKING:
    from psycopg import Cursor

#: In the order in which they go and come: what others refer to first.
PARTS = (loops.PART, files.PART, embeddings.PART, words.CORRECTIONS, words.TASTE)

#: Is told how much is done, of how much.
Watch = Callable[[int, int], None]

_NEAR = (
    "INSERT INTO barwise.nearness (judge, digest, vector) VALUES (%b, %b, %b)"
    " ON CONFLICT (judge, digest) DO UPDATE SET vector = excluded.vector"
)

#: Of what was refused, that which this mirror has passed already changes once more, for it must get
#: to hear what holds instead.
_REFUSED = (
    "UPDATE barwise.{table} AS held SET changed = %s + place"
    " FROM (SELECT {key}, row_number() OVER () AS place FROM barwise.{table}"
    " WHERE {key} = ANY (%s) AND changed <= %s) AS passed WHERE held.{key} = passed.{key}"
)


def push(mirror: Mirror, server: Server, watch: Watch = lambda done, total: None) -> int:
    """Empty the outbox of `mirror`; how many changes have gone."""
    total, done = mirror.waiting(), 0
    for part in PARTS:
        while entries := mirror.outbox(part.name, part.batch):
            mirror.sent(entries, _send(part, mirror, server, entries))
            done += len(entries)
            watch(done, total)
    return done


def _send(part: Part, mirror: Mirror, server: Server, entries: Sequence[Entry]) -> Own:
    """The numbers of what this mirror has changed there."""
    with mirror.reading() as database:
        rows = part.read(database, entries)
        derived = part.derived(database, rows) if part.derived else []
    if not rows:
        return None
    with server.connection.transaction(), server.connection.cursor() as cursor:
        own = _write(cursor, part, rows, mirror.pulled(part.name))
        if derived:
            cursor.executemany(_NEAR, derived)
    return own


def _write(cursor: Cursor[Any], part: Part, rows: Sequence[Row], passed: int) -> Own:
    """The numbers are taken first: that holds off all others who write, until all is there."""
    first = _numbers(cursor, 2 * len(rows))
    own, last = first + len(rows) - 1, first + 2 * len(rows) - 1
    cursor.executemany(part.upsert, [(*row, first + n) for n, row in enumerate(rows)])
    if part.contested:
        statement = _REFUSED.format(table=part.name, key=part.columns[0])
        cursor.execute(statement, [own, [row[0] for row in rows], passed])
        if cursor.rowcount:
            return first, own
    return first, last


def _numbers(cursor: Cursor[Any], count: int) -> int:
    """The first of so many numbers of changes."""
    cursor.execute("UPDATE barwise.about SET number = number + %s RETURNING number", [count])
    found = cursor.fetchone()
    assert found is not None
    return int(found[0]) - count + 1
