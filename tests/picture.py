"""Draws README's picture: a demo set, rendered offline, stopped in mid-performance.

`python -m tests.picture` writes `.github/screen.svg`.
"""

from __future__ import annotations

import io
import tempfile
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from live import actions
from live.assembly import assemble
from live.config import Config
from live.controls.keys import HELP
from live.demo.make import make
from live.demo.perform import Performer
from live.demo.render import STEP_SECONDS, SampleTime
from live.library.scan import scan
from live.outputs.screen import View, draw, updated

PICTURE = Path(__file__).parents[1] / ".github" / "screen.svg"
BARS = 10


class Watcher:
    """Keeps the view that a screen would show."""

    def __init__(self) -> None:
        self.view = View()

    def send(self, action: actions.Action, now: float) -> None:
        self.view = updated(self.view, action)

    def close(self) -> None: ...


def performed(folder: Path) -> tuple[View, float]:
    """The view after some bars of the demo, and its time."""
    make(folder / "loops")
    config = Config(library=str(folder / "library.db"), log=str(folder / "set.jsonl"))
    scan([folder / "loops"], config.library)
    time, watcher = SampleTime(), Watcher()
    running = assemble(replace(config, screen=False), now=time)
    running.engine.attach("watcher", watcher)
    running.engine.attach("performer", Performer(running.engine.post, BARS))
    running.engine.start()
    while not running.engine.done:
        running.engine.turn()
        time.now += STEP_SECONDS
    running.close()
    return watcher.view, time.now


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        view, now = performed(Path(folder))
    console = Console(
        record=True, width=118, file=io.StringIO(), markup=False, emoji=False, highlight=False
    )
    console.print(draw(view, (), HELP, now))
    PICTURE.write_text(console.export_svg(title="barwise demo"), encoding="utf-8")


if __name__ == "__main__":
    main()
