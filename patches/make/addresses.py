"""Which rows of the table a patch speaks, and what it calls them."""

from __future__ import annotations

from live import protocol

PREFIX = "/barwise/"

#: Where Barwise listens, and where it sends to unasked.
HOST, BARWISE, PATCH = "127.0.0.1", 7400, 7401

#: The device in Live has a port of its own: a patch in Max may be open beside it.
DEVICE = 7402

#: What a performer sets from 0 to 1.
AMOUNTS = ("surprise", "energy")

#: What one press says, in the order of the faces.
PRESSES = ["previous", "next", "preview", "accept", "reject", "ban", "favourite", "undo", "tap"]

#: How many of the list and of the slots a face shows.
LINES, SLOTS = 8, 8


def words(rows: tuple[protocol.Row, ...]) -> list[str]:
    """The addresses of `rows` without what they have in common."""
    return [row.path.removeprefix(PREFIX) for row in rows]


def row(word: str) -> protocol.Row:
    """The row of what goes into Barwise; a face that speaks of any other cannot be made."""
    return next(row for row in protocol.IN if row.path == PREFIX + word)


def path(word: str) -> str:
    """The whole address, if it is in the table."""
    return row(word).path


def word(known: str) -> str:
    """`known`, if it is in the table."""
    return path(known).removeprefix(PREFIX)


def roles(word: str) -> tuple[str, ...]:
    """The roles that one may ask for with `word`."""
    return row(word).args[0].choices
