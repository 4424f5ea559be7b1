"""The help patches of the two abstractions: everything that can be said, and all that is heard."""

from __future__ import annotations

from live import protocol
from patches.make.addresses import BARWISE, HOST, PATCH, PREFIX, words
from patches.make.canvas import Canvas
from patches.make.max_abstractions import RECEIVE, SEND

#: What a row's arguments may be, to begin with.
_EXAMPLES = {
    "port": str(PATCH),
    "bpm": "120.",
    "ms": "12.",
    "path": "/loops/one.wav",
    "roles": "bass",
}


def example(row: protocol.Row) -> str:
    """A message that Barwise takes: all that `row` must have, nothing that it may."""
    needed = [_value(arg) for arg in row.args if not arg.optional]
    return " ".join([row.path.removeprefix(PREFIX), *needed])


def _value(arg: protocol.Arg) -> str:
    if arg.choices:
        return arg.choices[0]
    return _EXAMPLES.get(arg.name, "0.5" if arg.tag == "f" else "0")


def send_help() -> Canvas:
    canvas = Canvas(760, 130 + 28 * len(protocol.IN))
    canvas.box("comment barwise.send HOST PORT: click what you want to say", 20, 14)
    out = canvas.ours(f"barwise.send {HOST} {BARWISE}", 20, 80 + 28 * len(protocol.IN), SEND)
    for place, row in enumerate(protocol.IN):
        y = 44.0 + 28 * place
        canvas.chain(20, y, f"message {example(row)}", out)
        canvas.box(f"comment {protocol.usage(row)}  {row.doc}".replace("  ", " "), 240, y)
    where = canvas.box(f"message port {BARWISE}", 300, 52 + 28 * len(protocol.IN))
    canvas.wire(where, out, inlet=1)
    return canvas


def receive_help() -> Canvas:
    canvas = Canvas(900, 130 + 28 * len(protocol.OUT))
    canvas.box("comment barwise.receive PORT: turn on the Max console to see what comes", 20, 14)
    ear = canvas.ours(f"barwise.receive {PATCH}", 20, 44, RECEIVE)
    for outlet, (row, word) in enumerate(zip(protocol.OUT, words(protocol.OUT), strict=True)):
        y = 84.0 + 28 * outlet
        printed = canvas.box(f"print {word}", 20, y)
        canvas.wire(ear, printed, outlet=outlet)
        canvas.box(f"comment {protocol.usage(row)}: {row.doc}", 180, y)
    return canvas
