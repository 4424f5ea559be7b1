"""A set log, read into a review."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime
from itertools import chain
from pathlib import Path

from live import setlog
from live.cast import Cast
from live.errors import FileError
from live.library.shared import place
from live.review.arrangement import arranged
from live.review.course import Course, course
from live.review.values import Block, Review
from live.review.voices import blocks, heard
from live.review.walk import Walk

_BROKEN_OFF = "the log breaks off: what came after is not known"


def read(path: Path, library: Path | None = None) -> Review:
    """The set of `path`; `library` if not the one that the log names.

    Raises `FileError` for what is no set log, or one that nothing happened in.
    """
    header, *records = setlog.read(path)
    times = [record["at"] for record in records if "at" in record]
    if "began" not in header or not times:
        raise FileError(f"{path}: the set ended before it began; give the log of another")
    ends = [record["ended"] for record in records if "ended" in record]
    music = course(records, times[0], max(*times, *ends))
    with closing(Cast(library or place.catalogue(header["library"]))) as cast:
        walk = Walk(header, music, cast, times[0])
        _walked(walk, records, path)
        notes = (*cast.notes(), *(() if ends else (_BROKEN_OFF,)))
    return _review(header, walk, music, notes)


def _walked(walk: Walk, records: list[setlog.Record], path: Path) -> None:
    for record in records:
        try:
            walk.take(record)
        except FileError as error:
            raise FileError(f"{path}: {error}") from None
    walk.end()


def _review(header: setlog.Record, walk: Walk, music: Course, notes: tuple[str, ...]) -> Review:
    return Review(
        began=datetime.fromisoformat(header["began"]),
        seconds=music.end,
        recording=header["recording"],
        course=music,
        arrangement=arranged(music),
        blocks=tuple(_blocks(walk, music)),
        shown=tuple(walk.shown),
        heard=tuple(walk.heard),
        marks=tuple(walk.marks),
        taken=tuple(walk.taken),
        done=walk.done,
        notes=notes,
    )


def _blocks(walk: Walk, music: Course) -> list[Block]:
    own = chain.from_iterable(
        blocks(index, states, walk.taken, music) for index, states in enumerate(walk.states)
    )
    hosted = chain.from_iterable(heard(block, music) for block in walk.hosted)
    return sorted([*own, *hosted], key=lambda block: block.start.time)
