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
from live.library.catalogue import Catalogue
from tests.conftest import eventually, need
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
            banned = there.session()["list"][0][0]
            there.tell("ban", 0)
            there.tell("accept", 0)
            accepted = there.wait_for("slot", 2, "playing", since=filled).args[2]
            time.sleep(2 * BAR)
            (disk / "rubbish").unlink()
            there.wait_for("slot", 0, since=there.tell("stop", 0))
            time.sleep(4 * BAR)
            heard = {said.args[0] for said in there.said if said.word == "bar"}
            kept = eventually(lambda: banned in taste(library), seconds=30.0)
            torn = there.end()
        records = setlog.read(there.log)
        found, launched = bars(records), launches(records)
    return Row(
        "disk full",
        f"one line: {str(told.args[0]).rpartition('; ')[2]}; the music goes on",
        "until there is room: then the log, a ban and a launch said meanwhile are written",
        too_much=first_of(
            unless(not found.missed, f"{found.missed} bars missed in the log"),
            unless(found.count >= len(heard), "the log lacks what was played meanwhile"),
            unless(kept, "the ban was lost"),
            unless(accepted in launched, "the log lacks the launch"),
            torn,
        ),
    )


def taste(library: Path) -> frozenset[int]:
    """The ids that are banned."""
    with Catalogue.open(library) as catalogue:
        return catalogue.taste()[0]


def launches(records: list[setlog.Record]) -> list[int]:
    actions = [record["action"] for record in records if "action" in record]
    return [a["suggestion"]["loop"]["id"] for a in actions if a["kind"] == "Launch"]


FAULTS: tuple[Fault, ...] = (full,)
