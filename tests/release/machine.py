"""A machine with nothing on it: an empty home, no variable of ours, only the system's programs.

What pip was told about where packages are holds there, too: without, a machine behind a mirror
could install nothing.
"""

from __future__ import annotations

import ast
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PATH = "/usr/local/bin:/usr/bin:/bin"


class ReleaseError(Exception):
    """Why it cannot be released: the offender, in one line."""


@dataclass(frozen=True, slots=True)
class Machine:
    """Commands run in `folder` and see `env`, nothing else."""

    folder: Path
    env: Mapping[str, str]

    @classmethod
    def empty(cls, folder: Path, **more: str) -> Machine:
        """In the new `folder`, with a `home` below it."""
        (folder / "home").mkdir(parents=True)
        env = {"PATH": PATH, "HOME": str(folder / "home"), "LANG": "C.UTF-8", **_of_pip(), **more}
        return cls(folder, env)

    def run(self, *command: str | Path, status: int = 0, within: Path | None = None) -> str:
        """What it says on both channels; a `ReleaseError` unless it ends with `status`."""
        done = subprocess.run(
            command,
            cwd=within or self.folder,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=900,
            check=False,
        )
        if done.returncode != status:
            raise ReleaseError(_told(command, done.returncode, done.stdout))
        return done.stdout

    @contextmanager
    def running(self, *command: str | Path) -> Iterator[Path]:
        """While it runs; the file of what it says. It is ended as by Ctrl-C, and must end well."""
        said = self.folder / "said.txt"
        with said.open("w") as out:
            started = subprocess.Popen(
                command, cwd=self.folder, env=self.env, stdout=out, stderr=subprocess.STDOUT
            )
        try:
            yield said
            started.send_signal(signal.SIGINT)
            status = started.wait(20)
        finally:
            started.kill()
            started.wait()
        if status:
            raise ReleaseError(_told(command, status, said.read_text()))


def wait_for(text: str, said: Path, seconds: float = 60.0) -> str:
    """The first line of `said` with `text` in it."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for line in said.read_text().splitlines():
            if text in line:
                return line
        time.sleep(0.1)
    raise ReleaseError(f"{text!r} was not said in {seconds:.0f} s: {_last(said.read_text())}")


def _told(command: tuple[str | Path, ...], status: int, output: str) -> str:
    words = " ".join(str(word) for word in command)
    return f"`{words}` ended with {status}: {_last(output)}"


def _last(output: str) -> str:
    return (output.strip().splitlines() or ["it said nothing"])[-1]


def _of_pip() -> dict[str, str]:
    """The settings of pip as variables, wherever they stand."""
    listed = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=True
    ).stdout
    settings = (line.partition("=") for line in listed.splitlines())
    known = {
        f"PIP_{name.rpartition('.')[2].replace('-', '_').upper()}": str(ast.literal_eval(value))
        for name, _, value in settings
    }
    return known | {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
