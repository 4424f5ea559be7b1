"""Every fault that a stage brings, one after the other, and README's table: `make stage-test`.

`-k WORD` picks faults by their names, `--minutes 10` makes the set in real time the full one,
`--full` has all of the fuzzed files. Exit status 1 if any fault cost more than it may.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from live.bundle import installed
from live.demo.make import make
from live.library import backup
from live.library.scan import scan
from live.library.upkeep import hear_all
from tests.bench.__main__ import machine
from tests.jack_host import jack_server
from tests.stage import (
    audio_server,
    busy,
    clocks,
    controllers,
    disk,
    files,
    floods,
    hour,
    kills,
    library,
)
from tests.stage.rows import HEADER, Fault, Place, Row

MODULES = (
    hour,
    busy,
    kills,
    audio_server,
    disk,
    library,
    clocks,
    floods,
    files,
    controllers,
)


def main() -> int:
    asked = arguments()
    faults = [fault for module in MODULES for fault in module.FAULTS if asked.k in name(fault)]
    load = f"{os.getloadavg()[0]:.1f}"
    with tempfile.TemporaryDirectory() as folder, audio(f"stage-{os.getpid()}"):
        home = Path(folder)
        demo = demo_library(home)
        places = [Place(home / name(f), demo, asked.minutes, asked.full) for f in faults]
        rows = [tried(*each) for each in zip(faults, places, strict=True)]
    print(f"Measured {date.today()} on {machine()}; load {load} before, others included.\n")
    print("\n".join([*HEADER, *map(str, rows)]))
    return any(row.too_much for row in rows)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.stage", description=__doc__)
    parser.add_argument("-k", default="", metavar="WORD", help="only faults of such a name")
    parser.add_argument("--minutes", type=float, default=2.0, help="of the set in real time")
    parser.add_argument("--full", action="store_true", help="10,000 fuzzed files, not 1,500")
    return parser.parse_args()


def name(fault: Fault) -> str:
    return f"{fault.__module__.rpartition('.')[2]}.{fault.__name__}"


def tried(fault: Fault, place: Place) -> Row:
    """Its row; whatever it raises is a fault that cost too much."""
    place.folder.mkdir()
    began = time.monotonic()
    try:
        row = fault(place)
    except pytest.skip.Exception as skipped:
        row = Row(name(fault), f"not tried here: {skipped}", "-", "-")
    except Exception as error:
        traceback.print_exc()
        row = Row(name(fault), "-", "-", too_much=f"{type(error).__name__}: {error}"[:200])
    said = row.too_much or "fine"
    print(f"{name(fault)} ({time.monotonic() - began:.0f} s): {said}", file=sys.stderr, flush=True)
    return row


def demo_library(home: Path) -> Path:
    """The demo's loops, heard by the bundles that ship, with a backup."""
    made = home / "library.db"
    make(home / "loops")
    scan([home / "loops"], made)
    hear_all(made, installed(())[0])
    backup.keep(made)
    return made


@contextmanager
def audio(server: str) -> Iterator[None]:
    """A JACK server of our own, and nobody who starts another."""
    os.environ.update(JACK_DEFAULT_SERVER=server, JACK_NO_START_SERVER="1")
    with jack_server(server):
        yield


if __name__ == "__main__":
    sys.exit(main())
