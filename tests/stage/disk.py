"""The disk is full in the middle of a set, and has room again."""

from __future__ import annotations

import errno
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from live import setlog
from tests.conftest import need
from tests.page_stand import copied
from tests.stage.gig import BAR, bars, gig
from tests.stage.rows import Fault, Place, Row, first_of, unless

MEGABYTES = 24


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    folder.mkdir()
    mount = [need("mount"), "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no small disk: only root may mount one")
    try:
        yield folder
    finally:
        subprocess.run([need("umount"), "-l", str(folder)], check=True)


def fill(path: Path) -> None:
    """To the last byte."""
    with path.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"\0" * 65536)
    with path.open("ab", buffering=0) as file:
        try:
            while True:
                file.write(b"\0")
        except OSError as error:
            assert error.errno == errno.ENOSPC


def full(place: Place) -> Row:
    """Log, library and all that is remembered lie on it."""
    with small_disk(place.folder / "disk") as disk:
        library = copied(place.library, disk)
        with gig(disk, library) as there:
            there.play(2)
            filled = time.monotonic()
            fill(disk / "rubbish")
            told = there.wait_for_text("error", "its log waits in memory", filled)
            there.tell("ban", 0)
            there.tell("accept", 0)
            there.wait_for("slot", 2, "playing", since=filled)
            time.sleep(2 * BAR)
            (disk / "rubbish").unlink()
            there.wait_for("slot", 0, since=there.tell("stop", 0))
            time.sleep(4 * BAR)
            heard = {said.args[0] for said in there.said if said.word == "bar"}
            torn = there.end()
        found = bars(setlog.read(there.log))
    return Row(
        "disk full",
        f"one line: {str(told.args[0]).rpartition('; ')[2]}; the music goes on",
        "until there is room",
        too_much=first_of(
            unless(not found.missed, f"{found.missed} bars missed in the log"),
            unless(found.count >= len(heard), "the log lacks what was played meanwhile"),
            torn,
        ),
    )


FAULTS: tuple[Fault, ...] = (full,)
