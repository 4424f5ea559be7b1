"""What played as a table: one row a block, for a spreadsheet."""

from __future__ import annotations

import csv
from pathlib import Path

from live.errors import FileError
from live.review.arrangement import Arrangement
from live.review.values import Block, Moment, Review, name, role

COLUMNS = [
    "start_bar",
    "start_beat",
    "start_seconds",
    "end_bar",
    "end_beat",
    "end_seconds",
    "slot",
    "name",
    "path",
    "role",
    "key",
    "transpose",
    "sounding_key",
    "stretch",
    "gain_db",
    "score",
    "place",
    "list_length",
    "previewed",
]


def write(review: Review, path: Path) -> None:
    """Bars and beats are counted from 1 on, seconds from the beginning of the set.

    Raises `FileError`.
    """
    try:
        with path.open("w", newline="", encoding="utf-8") as file:
            sheet = csv.writer(file)
            sheet.writerow(COLUMNS)
            sheet.writerows(row(block, review.arrangement) for block in review.blocks)
    except OSError as error:
        raise FileError(f"{path}: {error.strerror}; give another file to --csv") from None


def row(block: Block, bars: Arrangement) -> list[object]:
    """The values of `COLUMNS`."""
    fix, taken = block.suggestion, block.taken
    return [
        *_moment(block.start, bars),
        *_moment(block.end, bars),
        "host" if block.slot is None else block.slot,
        name(block.loop),
        block.loop.path,
        role(block.loop),
        block.loop.key_name,
        fix.transpose,
        block.key,
        round(fix.stretch, 5),
        round(fix.gain_db, 2),
        round(fix.score, 4),
        *((taken.place, taken.among, taken.previewed) if taken else ("", "", "")),
    ]


def _moment(moment: Moment, bars: Arrangement) -> list[object]:
    bar, beat = bars.bar_at(moment.time)
    return [bar, round(beat, 3), round(moment.time, 4)]
