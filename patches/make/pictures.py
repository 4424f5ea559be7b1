"""`python -m patches.make.pictures`: a picture of each patch.

Max is not to be had here: its patches are drawn from their own rectangles. Pd is: it opens its
panel on a display of its own (Xvfb) and is photographed.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import zip_longest
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont
from py2max import m4l
from pythonosc.udp_client import SimpleUDPClient

from live import protocol
from patches.make.addresses import HOST, PATCH

Box = dict[str, Any]
Point = tuple[float, float]

PATCHES = Path(__file__).parents[1]
MAX = PATCHES / "max" / "Barwise"

_PAPER, _INK, _LINE = "#f4f4f4", "#202020", "#909090"
_BOXED = ("button", "flonum", "multislider", "number", "slider", "toggle", "umenu")
_FILL = {"message": "#dcdcdc"} | dict.fromkeys(_BOXED, "#ffffff")

#: Where the panel of Pd is on the screen, menu and all.
_WINDOW = "1004x752+60+60"

#: Seconds after which Xvfb and Pd have certainly drawn: they say nowhere that they have.
_DRAWS = 4.0


def main() -> None:
    panel = _read(MAX / "patchers" / "barwise.maxpat")
    device = json.loads(m4l.unpack_amxd((MAX / "Barwise.amxd").read_bytes())[0])["patcher"]
    tablet = PATCHES / "open-stage-control" / "barwise.json"
    draw(_face(panel), panel["rect"][2:]).save(PATCHES / "max" / "barwise.png", optimize=True)
    draw(_face(device), device["rect"][2:]).save(PATCHES / "max" / "device.png", optimize=True)
    draw(_widgets(tablet), (1164, 600)).save(tablet.with_suffix(".png"), optimize=True)
    photograph(PATCHES / "pd" / "barwise.pd", PATCHES / "pd" / "barwise.png")


#: What is in the picture: the middle of some set.
_LOOPS = (
    ("kit_wood_120.wav", "percussion", "", 120.0, 0, 0.91),
    ("upright_walk_Am.wav", "bass", "Am", 118.0, 0, 0.87),
    ("rhodes_night_Gm.wav", "chord", "Gm", 120.0, 2, 0.82),
    ("choir_far_C.wav", "voice", "C", 124.0, -3, 0.64),
)
_SLOTS = (("playing", _LOOPS[0][0]), ("queued", _LOOPS[1][0]))
_CURSOR = 1


# --- drawn from rectangles ----------------------------------------------------------------------


def draw(boxes: Iterable[Box], size: Iterable[float]) -> Image.Image:
    """The face of a patch, as far as its boxes tell."""
    width, height = size
    picture = Image.new("RGB", (int(width), int(height)), _PAPER)
    for box in boxes:
        _draw(ImageDraw.Draw(picture), box, (0.0, 0.0))
    return picture.quantize(32)


def _read(patch: Path) -> Box:
    patcher: Box = json.loads(patch.read_text(encoding="utf-8"))["patcher"]
    return patcher


def _face(patcher: Box) -> Iterator[Box]:
    """The boxes with a place on it."""
    return (e["box"] for e in patcher["boxes"] if e["box"].get("presentation"))


def _widgets(layout: Path) -> Iterator[Box]:
    """The widgets of Open Stage Control, as if they were boxes of Max."""
    for widget in json.loads(layout.read_text(encoding="utf-8"))["content"]["widgets"]:
        if "left" in widget:
            rect = [widget[side] for side in ("left", "top", "width", "height")]
            text = "" if widget["id"].startswith("at_") else widget["id"].replace("_", " ")
            kind = "message" if widget["type"] == "button" else "number"
            yield {"maxclass": kind, "presentation_rect": rect, "text": widget.get("label", text)}


def _draw(pen: ImageDraw.ImageDraw, box: Box, origin: Point) -> None:
    x, y, width, height = box["presentation_rect"]
    left, top = origin[0] + x, origin[1] + y
    if box["maxclass"] == "bpatcher":
        for inside in _seen_through(box):
            _draw(pen, inside, (left, top))
        return
    if fill := _FILL.get(box["maxclass"]):
        edge = (left, top, left + width, top + height)
        pen.rounded_rectangle(edge, 4, fill=fill, outline=_LINE)
    font = ImageFont.load_default(box.get("fontsize", 12))
    pen.text((left + 5, top + 4), _text(box), fill=_INK, font=font)


def _seen_through(window: Box) -> Iterator[Box]:
    """The boxes of a line or a slot, with what they show in the picture."""
    faces = list(_face(_read(MAX / "patchers" / window["name"])))
    number = window["args"][0]
    rows: tuple[tuple[object, ...], ...] = _SLOTS
    if "suggestion" in window["name"]:
        rows = tuple((*loop, "x" if i == _CURSOR else "") for i, loop in enumerate(_LOOPS))
    shown = rows[number] if number < len(rows) else ()
    for box, value in zip_longest(faces, shown):
        yield box if value is None else {**box, "text": str(value)}


def _text(box: Box) -> str:
    if box["maxclass"] == "umenu":
        return f"{box['items'][0]}  v"
    text: str = box.get("text", "")
    return text.replace("#1", "")


# --- Pd -----------------------------------------------------------------------------------------


def _set() -> Iterator[tuple[str, list[protocol.Value]]]:
    """What a panel hears in the middle of a set."""
    yield "/barwise/suggestions", [1, 32, len(_LOOPS), 1]
    for index, (name, role, key, bpm, transpose, score) in enumerate(_LOOPS):
        fix: list[protocol.Value] = [transpose, 0.0, 1.0, 0.0, score]
        known: list[protocol.Value] = [1, index, index, f"/loops/{name}", role, bpm, key]
        yield "/barwise/suggestion", known + fix
    for term, contribution in (("harmony", 0.31), ("rhythm", 0.24), ("role", 0.2)):
        yield "/barwise/reason", [1, 1, term, contribution]
    for slot, (state, name) in enumerate(_SLOTS):
        yield "/barwise/slot", [slot, state, slot, f"/loops/{name}"]
    yield "/barwise/bar", [32, 120.0, 0.3]
    yield "/barwise/cursor", [_CURSOR]
    yield "/barwise/role", ["auto"]
    yield "/barwise/energy", [0.5]
    yield "/barwise/surprise", [0.2]
    yield "/barwise/status", ["clock", "Link"]


def photograph(patch: Path, picture: Path) -> None:
    """What Pd shows of `patch`; needs xvfb, puredata-gui and imagemagick."""
    with _display() as environment:
        pd = subprocess.Popen(["pd", "-noaudio", "-nomidi", "-open", str(patch)], env=environment)
        try:
            time.sleep(_DRAWS)
            for path, args in _set():
                SimpleUDPClient(HOST, PATCH).send_message(path, args)
            time.sleep(_DRAWS)
            shot = ["import", "-window", "root", "-crop", _WINDOW, "+repage"]
            plain = ["+dither", "-colors", "8", f"PNG8:{picture}"]
            subprocess.run([*shot, *plain], env=environment, check=True)
        finally:
            pd.terminate()
            pd.wait(10)


@contextmanager
def _display() -> Iterator[dict[str, str]]:
    """The environment of programs that are to draw where nobody looks."""
    screen = subprocess.Popen(["Xvfb", ":77", "-screen", "0", "1280x900x24"])
    time.sleep(_DRAWS)
    try:
        yield {**os.environ, "DISPLAY": ":77"}
    finally:
        screen.terminate()
        screen.wait(10)


if __name__ == "__main__":
    main()
