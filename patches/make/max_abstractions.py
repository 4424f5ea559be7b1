"""The two abstractions with which any Max patch speaks with Barwise."""

from __future__ import annotations

from live import protocol
from patches.make.addresses import BARWISE, HOST, PATCH, PREFIX, words
from patches.make.canvas import Canvas, Ports

OUT = words(protocol.OUT)

#: One outlet for each address, one for what is left.
SEND: Ports = (2, 0)
RECEIVE: Ports = (1, len(OUT) + 1)


def send() -> Canvas:
    canvas = Canvas(620, 260)
    canvas.box("comment barwise.send HOST PORT: says things to Barwise over OSC", 20, 14)
    canvas.box("comment left: any address without its /barwise/: next, accept 0, role bass", 20, 34)
    canvas.box("comment right: host NAME, port NUMBER", 20, 54)
    out = canvas.box(f"udpsend {HOST} {BARWISE}", 20, 210)
    canvas.chain(20, 90, "inlet", "js barwise-address.js", out)
    _, apart, _, _ = canvas.chain(
        220, 90, f"patcherargs {HOST} {BARWISE}", "unpack s 0", "prepend host", out
    )
    canvas.chain(330, 150, apart, (1, "prepend port"), out)
    canvas.chain(470, 90, "inlet", out)
    return canvas


def receive() -> Canvas:
    canvas = Canvas(60 + 74 * RECEIVE[1], 280)
    canvas.box("comment barwise.receive PORT: hears what Barwise says over OSC", 20, 14)
    what = "one outlet for each address of the contract, in its order; the last for anything else"
    canvas.box(f"comment {what}", 20, 34)
    split = " ".join(["route", *(PREFIX + word for word in OUT)])
    ear, apart = canvas.chain(20, 170, f"udpreceive {PATCH}", split)
    *_, port, _ = canvas.chain(220, 70, f"patcherargs {PATCH}", "unpack 0", "prepend port", ear)
    canvas.chain(20, 70, "inlet", port)
    for outlet, word in enumerate([*OUT, "anything else"]):
        hole = canvas.box("outlet", 20 + 74 * outlet, 240, annotation=word)
        canvas.wire(apart, hole, outlet=outlet)
    return canvas
