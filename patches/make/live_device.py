"""The Max for Live device: OSC on one side, Live on the other, `barwise-live.js` between them.

An audio effect that leaves the sound as it is, so it may stand on any audio track.
"""

from __future__ import annotations

import json

from py2max import m4l
from py2max.core import Box

from live import protocol
from patches.make.addresses import BARWISE, DEVICE, HOST, PREFIX, word, words
from patches.make.canvas import Canvas
from patches.make.max_package import FOLDER

#: Said so often, a word gets lost without `LOADER_LEASE` ending.
_ALIVE_MS = int(protocol.LOADER_LEASE / 2.4 * 1000)

#: Live gives a device this height.
_WIDTH, _HEIGHT = 330, 169

_PRESSES = ("previous", "next", "preview", "accept", "undo")

#: When it was made is no part of what it is: any moment, so that it comes out the same each time.
_MADE = m4l.unix_to_max_time(1_700_000_000)


def files() -> dict[str, bytes]:
    stored = device().table()
    stored["patcher"]["devicewidth"] = float(_WIDTH)
    m4l.ensure_amxd_project_block(stored, mtime=_MADE)
    packed = m4l.pack_amxd(
        json.dumps(stored, indent=1), patcher_filename="Barwise.maxpat", mtime=_MADE
    )
    return {f"{FOLDER}/Barwise.amxd": packed}


def device() -> Canvas:
    canvas = Canvas(_WIDTH, _HEIGHT, face=True)
    live = canvas.ours("js barwise-live.js", 20, 460, (1, 2))
    out = canvas.box(f"udpsend {HOST} {BARWISE}", 20, 580)
    canvas.wire(live, out)
    _sound(canvas)
    _looks(canvas, live)
    _hears(canvas, live)
    _says_that_it_is_there(canvas, live, out)
    _presses(canvas, out)
    return canvas


def _sound(canvas: Canvas) -> None:
    left, right = canvas.chain(620, 200, "plugin~", "plugout~")
    canvas.wire(left, right, outlet=1, inlet=1)


def _looks(canvas: Canvas, live: Box) -> None:
    canvas.box("comment Barwise", 20, 200, face=(8, 6, 120, 26), fontsize=16.0)
    canvas.box("comment loads into audio tracks called Barwise", 140, 200, face=(8, 34, 314, 22))
    line = canvas.box("comment -", 200, 550, face=(8, 58, 314, 22))
    canvas.chain(200, 490, live, (1, "prepend set"), line)
    lead = canvas.box("toggle", 420, 400, face=(8, 88, 22, 22))
    canvas.chain(420, 400, lead, "prepend lead", live)
    what = "Live leads Barwise's internal clock"
    canvas.box(f"comment {what}", 460, 400, face=(34, 88, 288, 22))


def _hears(canvas: Canvas, live: Box) -> None:
    """What only a device that loads is told, each under its own name; the rest is for screens."""
    split = " ".join(["route", *(row.path for row in protocol.TO_LOADER)])
    _, apart = canvas.chain(20, 300, f"udpreceive {DEVICE}", split)
    for outlet, name in enumerate(words(protocol.TO_LOADER)):
        canvas.chain(20 + 130 * outlet, 330, apart, (outlet, f"prepend {name}"), live)


def _says_that_it_is_there(canvas: Canvas, live: Box, out: Box) -> None:
    """First to Barwise; what plays comes later, when it has said whether it wants to know."""
    *_, both = canvas.chain(620, 300, "live.thisdevice", f"metro {_ALIVE_MS}", "trigger bang bang")
    canvas.chain(620, 360, both, "delay 1000", "message alive", live)
    there = canvas.box(f"message {PREFIX}{word('loader')} {DEVICE}", 760, 390)
    canvas.chain(760, 360, both, (1, there), out)


def _presses(canvas: Canvas, out: Box) -> None:
    for place, press in enumerate(_PRESSES):
        x = 8.0 + 63 * place
        said = canvas.box(f"message {PREFIX}{word(press)}", 20 + 130 * place, 520)
        button = canvas.box("button", x, 490, face=(x, 122, 22, 22))
        canvas.chain(0, 0, button, said, out)
        canvas.box(f"comment {press}", x, 490, face=(x - 4, 144, 62, 20))
