"""What `python -m patches.make` makes now, and what is asked of each of its faces."""

from __future__ import annotations

from live import protocol
from patches.make.__main__ import files

MADE = files()

#: What no hand says: hosts and devices do, or a page that knows the numbers of loops.
NOT_FOR_FACES = {"unsubscribe", "loader", "playing", "pick", "correct"}


def words(rows: tuple[protocol.Row, ...]) -> set[str]:
    return {row.path.removeprefix("/barwise/") for row in rows}


def overlap(a: list[float], b: list[float]) -> bool:
    across = a[0] < b[0] + b[2] and b[0] < a[0] + a[2]
    return across and a[1] < b[1] + b[3] and b[1] < a[1] + a[3]
