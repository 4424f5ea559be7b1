"""The JavaScript of the Max package under Node, with `max_host.js` for Max and Live."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.conftest import need

JAVASCRIPT = Path(__file__).parents[1] / "patches" / "max" / "Barwise" / "javascript"
HOST = Path(__file__).with_suffix(".js")

Clip = dict[str, Any]


class Script:
    """A running script; `said` is what came out of its outlets after the last message.

    `clips` are those of each track, None for an empty slot; `complaints` are those in Max.
    """

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.said: list[tuple[int, Any]] = []
        self.complaints: list[str] = []
        self.clips: list[list[Clip | None]] = []

    def tell(self, word: str, *args: Any) -> None:
        """A message into the inlet."""
        self._ask([word, *args])

    def by_hand(self, what: str, **how: Any) -> None:
        """Something that is done in Live."""
        self._ask({"do": what, **how})

    @property
    def osc(self) -> list[list[Any]]:
        """What went out of the left outlet."""
        return [message for outlet, message in self.said if outlet == 0]

    @property
    def shown(self) -> list[str]:
        """What the performer reads."""
        return [message for outlet, message in self.said if outlet == 1]

    def _ask(self, asked: Any) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        self.said = [(outlet, message) for outlet, message in answer["said"]]
        self.complaints = answer["complaints"]
        self.clips = answer["tracks"]


@contextmanager
def script(name: str) -> Iterator[Script]:
    """`name` of the package's javascript folder, as [js] runs it."""
    process = subprocess.Popen(
        [need("node"), str(HOST), str(JAVASCRIPT / name)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Script(process)
    finally:
        process.kill()
        process.communicate()
