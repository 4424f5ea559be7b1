"""Follows the tutorial to the letter: its commands, one after the other in one shell.

A set ends by the performer's hand only: it plays for some bars, then gets Ctrl-C.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.release.machine import Machine, ReleaseError

PAGE = Path(".github", "TUTORIAL.md")
SET = "barwise run"
SERVER = "barwise-tutorial"
#: `play COMMAND...` until its page is there, and while the performer accepts a loop now and then.
PLAY = r"""
set -eu
play() {
  "$@" > said.txt 2>&1 & playing=$!
  for _ in $(seq 300); do
    grep -q http: said.txt && break
    kill -0 $playing || { cat said.txt; exit 1; }
    sleep 0.1
  done
  for _ in $(seq 6); do
    sleep 2
    printf '/barwise/accept\0,\0\0\0' > /dev/udp/127.0.0.1/7400 || true
  done
  kill -INT $playing
  wait $playing || { cat said.txt; exit 1; }
}
"""


def commands(text: str) -> list[str]:
    """The lines of all `sh` blocks of a Markdown text, in their order."""
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    return [line for block in blocks for line in block.splitlines() if line.strip()]


def follow(source: Path, folder: Path) -> str:
    """Do in the fresh checkout `source`, at a home that is new, what the tutorial says."""
    lines = commands((source / PAGE).read_text(encoding="utf-8"))
    played = [f"play {line}" if line.startswith(SET) else line for line in lines]
    with _sound():
        reader = Machine.empty(
            folder, JACK_DEFAULT_SERVER=SERVER, JACK_NO_START_SERVER="1", TERM="dumb"
        )
        script = folder / "tutorial.sh"
        script.write_text("\n".join((PLAY, *played)), encoding="utf-8")
        reader.run("bash", script, within=source)
    played_loops = len(_made(source / "review.csv").read_text().splitlines()) - 1
    if played_loops < 1:
        raise ReleaseError(f"{PAGE}: nothing was played in the set that is reviewed")
    for name in ("first.wav", "review.html", "review.mid"):
        _made(source / name)
    return f"{len(lines)} commands; the set is reviewed"


def _made(file: Path) -> Path:
    if not file.is_file():
        raise ReleaseError(f"{PAGE} says that it makes {file.name}, which is not there")
    return file


@contextmanager
def _sound() -> Iterator[None]:
    """A sound card that nobody hears."""
    if not shutil.which("jackd"):
        raise ReleaseError("jackd is missing: apt-get install --no-install-recommends jackd2")
    card = [*f"jackd -r --no-mlock -n {SERVER} -d dummy -r 48000 -p 1024".split()]
    server = subprocess.Popen(card, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    there = {**os.environ, "JACK_DEFAULT_SERVER": SERVER}
    try:
        subprocess.run(
            ["jack_wait", "-w", "-t", "20", "-s", SERVER],
            env=there,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=True,
        )
        yield
    finally:
        server.terminate()
        server.wait(10)
