"""Takes over what others have changed since the last time, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from live.library import backup
from live.library.shared.mirror import Mirror
from live.library.shared.parts import Part, Row
from live.library.shared.push import PARTS, Watch
from live.library.shared.server import Server

#: What has changed, but for what this mirror has changed itself.
_NEWS = "changed > %s AND changed <= %s AND NOT changed <@ %s::int8multirange"


def pull(mirror: Mirror, server: Server, watch: Watch = lambda done, total: None) -> int:
    """Bring `mirror` to the present state of `server`; how many rows have come.

    Whatever ends it, what has come is kept, and the next goes on there.
    """
    until = _until(server)
    total = sum(_count(part, mirror, server, until) for part in PARTS)
    done = 0
    for part in PARTS:
        for rows in _news(part, mirror, server, until):
            with mirror.taking(part.name, rows[-1][-1]) as database:
                part.take(database, [row[:-1] for row in rows])
            done += len(rows)
            watch(done, total)
        mirror.reached(part.name, until)
    mirror.forget_own(until)
    if done:
        backup.retell(mirror.path)
    return done


def _until(server: Server) -> int:
    found = server.connection.execute("SELECT number FROM barwise.about").fetchone()
    assert found is not None
    return int(found[0])


def _count(part: Part, mirror: Mirror, server: Server, until: int) -> int:
    if (passed := mirror.pulled(part.name)) == until:
        return 0
    found = server.connection.execute(
        f"SELECT count(*) FROM barwise.{part.name} WHERE {_NEWS}",
        [passed, until, mirror.own],
    ).fetchone()
    assert found is not None
    return int(found[0])


def _news(part: Part, mirror: Mirror, server: Server, until: int) -> Iterator[list[Row]]:
    """Rows and, last in each, the number of its change; in their order, some at a time."""
    query = (
        f"SELECT {', '.join((*part.columns, 'changed'))} FROM barwise.{part.name}"
        f" WHERE {_NEWS} ORDER BY changed LIMIT %s"
    )
    with server.connection.cursor(binary=True) as cursor:
        while (passed := mirror.pulled(part.name)) < until:
            rows = cursor.execute(query, [passed, until, mirror.own, part.batch]).fetchall()
            if not rows:
                return
            yield rows
