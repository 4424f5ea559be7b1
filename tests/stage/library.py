"""The library is locked by another program, or damaged: before a set and in the middle of one."""

from __future__ import annotations

import random
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from live.library import backup
from live.library.catalogue import Catalogue
from tests.conftest import eventually
from tests.page_stand import copied
from tests.stage.gig import BAR, gig, no_bar_missed
from tests.stage.rows import Fault, Place, Row, first_of, seconds, unless

LOCKED = 30.0


def own(place: Place) -> Path:
    """A library that may be spoilt, with its backup."""
    made = copied(place.library, place.folder)
    assert backup.keep(made)
    return made


def overwrite(library: Path) -> None:
    """Noise from the first byte to the last, as a dying disk leaves it."""
    with library.open("r+b") as file:
        size = file.seek(0, 2)
        file.seek(0)
        file.write(random.Random(7).randbytes(size))


def locked(place: Place) -> Row:
    """A ban is said meanwhile, which is to be written down."""
    library = own(place)
    with gig(place.folder, library) as there:
        there.play(2)
        with closing(sqlite3.connect(library, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            at = there.tell("ban", 0)
            time.sleep(LOCKED)
        free = time.monotonic()
        told = there.errors(at)
        eventually(lambda: _banned(library), seconds=30.0)
        written = time.monotonic() - free
        time.sleep(2 * BAR)
    return Row(
        f"the library locked by another program for {LOCKED:g} s",
        f"one line: {told[0].partition('db: ')[2] if told else '-'}; the music goes on",
        f"a ban is written {seconds(written)} after",
        too_much=first_of(no_bar_missed(there.records()), unless(len(told) == 1, f"told {told}")),
    )


def _banned(library: Path) -> frozenset[int]:
    with Catalogue.open(library) as catalogue:
        return catalogue.taste()[0]


def damaged_before(place: Place) -> Row:
    library = own(place)
    overwrite(library)
    with gig(place.folder, library) as there:
        told = there.wait_for_text("error", "its backup is in its place")
        there.play(2)
    return Row(
        "the library damaged before a start",
        f"one line: {_short(told.args[0])}",
        "the start takes as long as ever",
        too_much=first_of(
            no_bar_missed(there.records()),
            unless(_aside(library), "the damaged file is not kept"),
        ),
    )


def damaged_amid(place: Place) -> Row:
    """The performer goes on choosing, so that loops are looked up which nobody has met."""
    library = own(place)
    with gig(place.folder, library) as there:
        there.play(1)
        there.tell("ban", 0)
        eventually(lambda: _banned(library))
        banned = _banned(library)
        overwrite(library)
        spoilt = time.monotonic()
        for role in ("percussion", "bass", "melody", "chord", "any"):
            there.tell("role", role)
            time.sleep(BAR)
        there.tell("ban", 1)
        told = there.wait_for_text("error", "its backup is in its place", spoilt)
        eventually(lambda: len(_banned(library)) == 2)
        kept = banned <= _banned(library)
        time.sleep(2 * BAR)
        others = [e for e in there.errors(spoilt) if "its backup is in its place" not in e]
    return Row(
        "the library damaged in the middle of a set",
        f"a line: {_short(told.args[0])}; the music goes on",
        "no time",
        too_much=first_of(
            no_bar_missed(there.records()),
            unless(kept, "a ban was lost"),
            unless(_aside(library), "the damaged file is not kept"),
            "; ".join(others),
        ),
    )


def _short(text: object) -> str:
    """Without the paths."""
    return str(text).partition(".db: ")[2].partition(", the damaged")[0]


def _aside(library: Path) -> list[Path]:
    return list(library.parent.glob("library.db.damaged-*"))


FAULTS: tuple[Fault, ...] = (locked, damaged_before, damaged_amid)
