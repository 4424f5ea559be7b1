"""One line of the list and one slot, as the panel repeats them; `#1` is which."""

from __future__ import annotations

from py2max.core import Box

from patches.make.addresses import word
from patches.make.canvas import Canvas, Face

#: What else a line shows of a suggestion: name, box, which of its fields, left, width.
_COLUMNS = (
    ("role", "comment -", 2, 216, 76),
    ("key", "comment -", 4, 292, 44),
    ("bpm", "flonum", 3, 336, 56),
    ("transpose", "number", 5, 396, 36),
    ("score", "flonum", 9, 436, 60),
)

LINE: Face = (0, 0, 500, 24)
SLOT: Face = (0, 0, 400, 24)


def suggestion() -> Canvas:
    canvas = Canvas(900, 420, face=True)
    *_, fields = canvas.chain(
        20,
        30,
        "receive from.barwise.suggestion",
        "zl slice 1",
        (1, "route #1"),
        "unpack 0 s s 0. s 0 0. 0. 0. 0.",
    )
    blank = canvas.box("message set -", 560, 150)
    nothing = canvas.box("message set 0", 660, 150)
    name = canvas.box("comment -", 20, 260, face=(26, 1, 186, 22))
    canvas.chain(20, 200, fields, (1, "strippath"), "prepend set", name)
    canvas.chain(0, 0, blank, name)
    for _, kind, field, x, width in _COLUMNS:
        shown = canvas.box(kind, x, 260, face=(x, 1, width, 22))
        canvas.chain(x, 200, fields, (field, "prepend set"), shown)
        canvas.wire(blank if kind == "comment -" else nothing, shown)
    _shorter(canvas, blank, nothing)
    _cursor(canvas)
    return canvas


def _shorter(canvas: Canvas, blank: Box, nothing: Box) -> None:
    """A list that does not come as far leaves this line empty."""
    *_, empty = canvas.chain(
        560,
        0,
        "receive from.barwise.suggestions",
        "unpack 0 0 0 0",
        (2, "<= #1"),
        "sel 1",
        blank,
    )
    canvas.wire(canvas.box("loadbang", 720, 90), empty)
    canvas.chain(660, 120, empty, "trigger bang", nothing)


def _cursor(canvas: Canvas) -> None:
    """Lit where the cursor is; a click puts it there."""
    hand = canvas.box("toggle", 320, 320, face=(0, 1, 22, 22))
    canvas.chain(320, 290, "receive from.barwise.cursor", "== #1", "prepend set", hand)
    canvas.chain(460, 320, hand, "trigger bang", f"message {word('select')} #1", "send to.barwise")


def slot() -> Canvas:
    canvas = Canvas(560, 300, face=True)
    *_, fields = canvas.chain(20, 30, "receive from.barwise.slot", "route #1", "unpack s 0 s")
    state = canvas.box("comment empty", 20, 180, face=(56, 1, 66, 22))
    name = canvas.box("comment -", 160, 180, face=(126, 1, 274, 22))
    canvas.chain(20, 120, fields, "prepend set", state)
    canvas.chain(160, 60, fields, (2, "strippath"), "prepend set", name)
    stop = canvas.box(f"message {word('stop')} #1", 320, 120, face=(0, 1, 54, 22))
    canvas.chain(320, 150, stop, "send to.barwise")
    return canvas
