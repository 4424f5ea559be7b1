"""The Max package as a folder: which patch lies where, and what Max is told of it."""

from __future__ import annotations

import json

from live import __version__
from patches.make.canvas import Canvas
from patches.make.max_abstractions import receive, send
from patches.make.max_help import receive_help, send_help
from patches.make.max_lines import slot, suggestion
from patches.make.max_panel import panel

FOLDER = "max/Barwise"


def files() -> dict[str, bytes]:
    """What is generated of the package."""
    patches = {
        "patchers/barwise.maxpat": panel(),
        "patchers/barwise.send.maxpat": send(),
        "patchers/barwise.receive.maxpat": receive(),
        "patchers/barwise.suggestion.maxpat": suggestion(),
        "patchers/barwise.slot.maxpat": slot(),
        "help/barwise.send.maxhelp": send_help(),
        "help/barwise.receive.maxhelp": receive_help(),
        "extras/Barwise.maxpat": _extras(),
    }
    made = {f"{FOLDER}/{path}": canvas.written() for path, canvas in patches.items()}
    return made | {f"{FOLDER}/package-info.json": _package_info()}


def _extras() -> Canvas:
    """What the menu Extras opens."""
    canvas = Canvas(520, 200)
    canvas.box("comment Barwise", 20, 14, fontsize=18.0)
    lines = (
        "1. In a terminal: barwise run --player",
        "2. Open the panel below",
        "3. Build your own with barwise.send and barwise.receive: see their help",
    )
    for place, text in enumerate(lines):
        canvas.box(f"comment {text}", 20, 50 + 22 * place)
    canvas.chain(20, 130, "message load barwise.maxpat", "pcontrol")
    return canvas


def _package_info() -> bytes:
    info = {
        "name": "Barwise",
        "displayname": "Barwise",
        "version": __version__,
        "author": "Barwise",
        "description": "Suggests, before every bar, the loop from your library that fits next",
        "tags": ["loops", "live", "OSC"],
        "max_version_min": "8.5",
        "os": {"macintosh": {"platform": ["x64", "aarch64"]}, "windows": {"platform": ["x64"]}},
    }
    return (json.dumps(info, indent=2) + "\n").encode()
