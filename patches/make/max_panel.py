"""The panel `barwise.maxpat`: browse, cycle, preview, accept, see reasons, set what is wanted.

What is heard is passed on as `from.barwise.bar` and so on, what is sent to `to.barwise` goes out:
other patches join in by those names, as the panel's own parts do.
"""

from __future__ import annotations

from live import protocol
from patches.make.addresses import (
    AMOUNTS,
    BARWISE,
    HOST,
    LINES,
    PATCH,
    PRESSES,
    SLOTS,
    roles,
    row,
    word,
    words,
)
from patches.make.canvas import Canvas, Face
from patches.make.max_abstractions import RECEIVE, SEND
from patches.make.max_lines import LINE, SLOT

OUT = words(protocol.OUT)

#: Half of the lease, so that one lost packet does no harm.
_PING_MS = int(protocol.LEASE / 2 * 1000)

#: Where what is not seen begins, below the face.
_BACK = 560.0


def panel() -> Canvas:
    canvas = Canvas(1000, 540, face=True)
    for part in (_title, _lists, _presses, _why, _wishes, _imagine, _clock, _tells, _network):
        part(canvas)
    return canvas


def _title(canvas: Canvas) -> None:
    canvas.box("comment Barwise", 20, _BACK, face=(20, 10, 106, 28), fontsize=18.0)
    slogan = "before every bar, the loop from your own library that fits next"
    canvas.box(f"comment {slogan}", 150, _BACK, face=(130, 16, 380, 22))


def _lists(canvas: Canvas) -> None:
    heads = (("name", 46), ("role", 236), ("key", 312), ("bpm", 356), ("+/-", 416), ("score", 456))
    for name, x in heads:
        canvas.box(f"comment {name}", x, _BACK + 30, face=(x, 54, 40, 22))
    for line in range(LINES):
        canvas.inset("barwise.suggestion.maxpat", line, (20, 78 + 26 * line, *LINE[2:]))
    canvas.box("comment slots", 560, _BACK + 30, face=(560, 54, 200, 22))
    for number in range(SLOTS):
        canvas.inset("barwise.slot.maxpat", number, (560, 78 + 26 * number, *SLOT[2:]))


def _presses(canvas: Canvas) -> None:
    """A message box shows what it says, so it is its own button."""
    to = canvas.box("send to.barwise", 20, _BACK + 100)
    for place, press in enumerate(PRESSES):
        x = 20 + 106.0 * place
        said = canvas.box(f"message {word(press)}", x, _BACK + 70, face=(x, 300, 98, 22))
        canvas.wire(said, to)


def _why(canvas: Canvas) -> None:
    """Asks for the reasons of what is under the cursor, and gathers them."""
    y = _BACK + 140
    why = canvas.box("message why", 20, y, face=(20, 330, 98, 22))
    shown = canvas.box("message", 400, y + 90, face=(126, 330, 844, 22))
    _, ask, index, _, _ = canvas.chain(
        20, y, why, "trigger bang bang", "int", f"message {word('explain')} $1", "send to.barwise"
    )
    canvas.chain(160, y + 30, ask, (1, "message set"), shown)
    at = canvas.box("receive from.barwise.cursor", 160, y)
    canvas.wire(at, index, inlet=1)
    canvas.chain(400, y, "receive from.barwise.reason", "zl slice 2", (1, "prepend append"), shown)


def _wishes(canvas: Canvas) -> None:
    """They move with what Barwise says, and only say what a hand does."""
    y = _BACK + 290
    menu = canvas.box("umenu", 20, y + 60, face=(60, 370, 100, 22), items=_items("role"))
    canvas.chain(20, y, "receive from.barwise.role", "prepend setsymbol", menu)
    canvas.chain(20, y + 60, menu, (1, f"prepend {word('role')}"), "send to.barwise")
    _label(canvas, "role", (60, 370, 100, 22))
    for place, name in enumerate(AMOUNTS):
        face = (250 + 220 * place, 370, 140, 22)
        high = row(name).args[0].high
        _setting(canvas, name, "slider", face, orientation=1, floatoutput=1, size=high)
    _setting(canvas, "lock", "toggle", (660, 370, 22, 22))


def _setting(canvas: Canvas, name: str, kind: str, face: Face, **look: float) -> None:
    x, y = face[0], _BACK + 290
    hand = canvas.box(kind, x, y + 60, face=face, **look)
    canvas.chain(x, y, f"receive from.barwise.{name}", "prepend set", hand)
    canvas.chain(x, y + 60, hand, f"message {word(name)} $1", "send to.barwise")
    _label(canvas, name, face)


def _imagine(canvas: Canvas) -> None:
    """The menu writes the message; a click on that says it."""
    y = _BACK + 440
    menu = canvas.box("umenu", 20, y, face=(60, 402, 100, 22), items=_items("generate"))
    first = roles("generate")[0]
    ask = canvas.box(f"message {word('generate')} {first}", 20, y + 60, face=(170, 402, 150, 22))
    canvas.chain(20, y, menu, (1, f"prepend set {word('generate')}"), ask, "send to.barwise")
    _label(canvas, "idea", (60, 402, 100, 22))


def _clock(canvas: Canvas) -> None:
    """For the internal clock and Link, and how much too late one is heard."""
    for place, (name, kind) in enumerate(
        (("play", "toggle"), ("tempo", "flonum"), ("latency", "flonum"))
    ):
        face = (440.0 + 140 * place, 402.0, 22.0 if kind == "toggle" else 64.0, 22.0)
        hand = canvas.box(kind, face[0], _BACK + 440, face=face)
        canvas.chain(face[0], _BACK + 440, hand, f"message {word(name)} $1", "send to.barwise")
        _label(canvas, name, face)


def _tells(canvas: Canvas) -> None:
    """What Barwise says of the music and of itself."""
    y = _BACK + 600
    _, bar = canvas.chain(20, y, "receive from.barwise.bar", "unpack 0 0. 0.")
    for outlet, (kind, name) in enumerate((("number", "bar"), ("flonum", "bpm"))):
        face = (610.0 + 110 * outlet, 16.0, 56.0, 22.0)
        canvas.chain(0, 0, bar, (outlet, canvas.box(kind, 20 + 90 * outlet, y + 60, face=face)))
        _label(canvas, name, face)
    for place, name in enumerate(("status", "error")):
        face = (80.0, 444.0 + 26 * place, 890.0, 22.0)
        shown = canvas.box("comment -", 260 + 240 * place, y + 60, face=face)
        canvas.chain(260 + 240 * place, y, f"receive from.barwise.{name}", "prepend set", shown)
        _label(canvas, name, face)
    look = {"size": 6, "setminmax": [0.0, 1.0], "setstyle": 1, "ignoreclick": 1}
    bars = canvas.box("multislider", 760, y + 60, face=(860, 10, 110, 34), **look)
    canvas.chain(760, y, "receive from.barwise.heard", "zl slice 1", (1, bars))
    _label(canvas, "heard", (860, 16, 110, 22))


def _network(canvas: Canvas) -> None:
    inner = canvas.within("network", 760, _BACK + 100, 620, 560)
    inner.box("comment Subscribes at once, and again for a Barwise that comes later", 20, 14)
    out = inner.ours(f"barwise.send {HOST} {BARWISE}", 20, 190, SEND)
    inner.chain(360, 50, "receive to.barwise", out)
    state = inner.box(f"message {word('subscribe')} {PATCH}", 180, 110)
    again = f"metro {_PING_MS}"
    _, both, _, _, _ = inner.chain(
        20, 50, "loadbang", "trigger bang bang", again, f"message {word('ping')} {PATCH}", out
    )
    inner.chain(180, 80, both, (1, state), out)
    ear = inner.ours(f"barwise.receive {PATCH}", 20, 230, RECEIVE)
    for outlet, name in enumerate(OUT):
        x, y = 20 + 260 * (outlet % 2), 270 + 30 * (outlet // 2)
        inner.wire(ear, inner.box(f"send from.barwise.{name}", x, y), outlet=outlet)


def _label(canvas: Canvas, text: str, face: Face) -> None:
    width = 7.0 * len(text) + 8
    at = (face[0] - width, face[1], width, 22.0)
    canvas.box(f"comment {text}", at[0], _BACK + 760, face=at)


def _items(name: str) -> list[str]:
    """A menu's items as Max stores them: with commas between."""
    return [part for role in roles(name) for part in (role, ",")][:-1]
