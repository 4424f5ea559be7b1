"""SuperCollider as a real OSC client: an sclang that has our class, told what to do over OSC."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.conftest import eventually, need
from tests.pure_data import Ear, ear, free_port, tell

CLASSES = Path(__file__).parents[1] / "patches" / "supercollider"

#: Evaluates what it is told, and answers with what that is. `~me` is our class.
_SCRIPT = """
OSCFunc({{ |message|
    var result = try {{ message[1].asString.interpret }} {{ |error| error.errorString }};
    NetAddr("127.0.0.1", {report}).sendMsg("/barwise/answer", result.asString);
}}, "/do");
~me = Barwise.new("127.0.0.1", {barwise});
"""


class Coder:
    """Someone who types into sclang."""

    def __init__(self, port: int, answers: Ear) -> None:
        self.port = port
        self._answers = answers

    def type(self, code: str) -> str:
        """What sclang prints for `code`."""
        self._answers.forget()
        tell(self.port, "/do", code)
        answer: Any = self._answers.wait_for("answer")
        return str(answer[1][0])

    def sees(self, code: str, value: str) -> None:
        """Wait until `code` is `value`."""
        eventually(lambda: self.type(code) == value)


@contextmanager
def coder(folder: Path, barwise_port: int) -> Iterator[Coder]:
    """sclang with our classes beside its own; `folder` takes what it writes."""
    with ear() as answers:
        script, settings = folder / "play.scd", folder / "sclang_conf.yaml"
        script.write_text(_SCRIPT.format(report=answers.port, barwise=barwise_port))
        settings.write_text(f"includePaths: ['{CLASSES}']\nexcludePaths: []\n")
        port = free_port()
        command = [need("sclang"), "-u", str(port), "-l", str(settings), str(script)]
        process = subprocess.Popen(command, env=_environment(folder), stdout=subprocess.PIPE)
        try:
            eventually(lambda: _awake(port, answers), seconds=30, every=0.1)
            yield Coder(port, answers)
        finally:
            process.terminate()
            process.communicate(timeout=10)


def _environment(folder: Path) -> dict[str, str]:
    homes = dict.fromkeys(("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR"), str(folder))
    qt = {"QT_QPA_PLATFORM": "offscreen", "QTWEBENGINE_DISABLE_SANDBOX": "1"}
    return {**os.environ, **homes, **qt}


def _awake(port: int, answers: Ear) -> bool:
    tell(port, "/do", "~me.class")
    return ("answer", ("Barwise",)) in answers.heard()
