"""Chooses loops on the server, for a machine that does not want to hold them all.

What is chosen goes into an ordinary library. That nothing is lost by it is not promised: what fits
best may not be what is nearest by one product.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from live.errors import FileError
from live.library.filters import ANY_TEMPO
from live.library.shared import nearness
from live.library.shared.mirror import Mirror
from live.library.shared.nearness import Question
from live.library.shared.parts import Part
from live.library.shared.push import PARTS, Watch
from live.library.shared.server import Server
from live.ranking.moment import Moment


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a loop must be; empty and None ask for nothing. `near` is to be ranked for.

    Of what is left `most` are taken: the nearest, or any, where nothing is asked for.
    """

    bpm: tuple[float, float] = ANY_TEMPO
    pack: str = ""
    role: str = ""
    most: int | None = None
    near: Moment | None = field(default=None, compare=False)


def fill(library: Path, server: Server, wanted: Wanted, watch: Watch = lambda a, b: None) -> int:
    """Put what is `wanted` into the catalogue `library`; how many loops were chosen.

    Raises `FileError` if there are none, and for a library that is the mirror of a server.
    """
    digests = chosen(server, wanted)
    if not digests:
        raise FileError(f"{server.name}: holds no such loops; ask for less")
    with Mirror.open(library) as mirror, mirror.for_once():
        for done, (part, some) in enumerate(_batches(digests)):
            _take(part, some, mirror, server)
            watch(done, len(digests))
    return len(digests)


def chosen(server: Server, wanted: Wanted) -> list[str]:
    """The digests of what is `wanted`, the nearest first."""
    if wanted.near is None:
        return _any(server, wanted)
    return _nearest(server, wanted, wanted.near)


def _any(server: Server, wanted: Wanted) -> list[str]:
    condition, values = _condition(wanted)
    found = server.connection.execute(
        f"SELECT loops.digest FROM {_TOLD} WHERE {condition} ORDER BY loops.changed LIMIT %s",
        [*values, wanted.most],
    )
    return [digest for (digest,) in found]


# What is near


def _nearest(server: Server, wanted: Wanted, moment: Moment) -> list[str]:
    """By the best answer of each loop to any question."""
    best: dict[str, float] = {}
    judge = _judge(server, moment)
    for question in nearness.questions(moment):
        digests, scores = _answers(server, wanted, question, judge, moment)
        for digest, score in zip(digests, scores.tolist(), strict=True):
            best[digest] = max(best.get(digest, score), score)
    return sorted(best, key=best.__getitem__, reverse=True)[: wanted.most]


def _judge(server: Server, moment: Moment) -> str:
    return moment.trained.label if moment.trained else nearness.RULES


def knows(server: Server, label: str) -> bool:
    """Whether that bundle has heard all loops."""
    query = (
        "SELECT NOT EXISTS (SELECT FROM barwise.loops WHERE kind = 'loop' AND NOT EXISTS"
        " (SELECT FROM barwise.nearness n WHERE n.judge = %s AND n.digest = loops.digest))"
    )
    found = server.connection.execute(query, [label]).fetchone()
    return bool(found and found[0])


def _answers(
    server: Server, wanted: Wanted, question: Question, judge: str, moment: Moment
) -> tuple[list[str], Any]:
    """Digests (n) and scores (n,) of those that answer a question best."""
    condition, values = _condition(wanted)
    query = (
        f"SELECT loops.digest, bpm, -(vector <#> %b) FROM {_TOLD}"
        " JOIN barwise.nearness USING (digest) WHERE judge = %s AND bpm BETWEEN %s AND %s"
        f" AND {condition} ORDER BY vector <#> %b LIMIT %s"
    )
    range_ = [judge, question.slowest, question.fastest]
    found = server.connection.execute(
        query, [question.vector, *range_, *values, question.vector, wanted.most]
    ).fetchall()
    bpm = np.array([row[1] for row in found], np.float32)
    products = np.array([row[2] for row in found], np.float32)
    scores = products + np.float32(question.level) + nearness.tempo_share(bpm, moment)
    return [row[0] for row in found], scores


# What is asked for

_TOLD = (
    "barwise.loops LEFT JOIN (SELECT digest, named FROM barwise.corrections) AS said USING (digest)"
)


def _condition(wanted: Wanted) -> tuple[str, list[Any]]:
    """What is asked for never becomes a part of the statement."""
    low, high = wanted.bpm
    tests = ["kind = 'loop'", "bpm BETWEEN %s AND %s"]
    values: list[Any] = [low, high]
    if wanted.pack:
        tests.append("strpos(lower(pack), lower(%s)) > 0")
        values.append(wanted.pack)
    if wanted.role:
        tests.append("coalesce(named, loops.roles) @> ARRAY[%s]")
        values.append(wanted.role)
    return " AND ".join(tests), values


# What is taken


def _batches(digests: Sequence[str]) -> Iterator[tuple[Part, Sequence[str]]]:
    for part in PARTS:
        for first in range(0, len(digests), part.batch):
            yield part, digests[first : first + part.batch]


def _take(part: Part, digests: Sequence[str], mirror: Mirror, server: Server) -> None:
    with server.connection.cursor(binary=True) as cursor:
        rows = cursor.execute(
            f"SELECT {', '.join(part.columns)} FROM barwise.{part.name}"
            " WHERE digest = ANY (%s) ORDER BY changed",
            [list(digests)],
        ).fetchall()
    if rows:
        with mirror.taking() as database:
            part.take(database, rows)
