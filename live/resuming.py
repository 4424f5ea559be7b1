"""A set that was cut off goes on where it was: a crash costs seconds, not the set.

Its log tells everything, so the session is stepped through it once more, and what happens from then
on is added to the same log. A set that was ended in good order is over.
"""

from __future__ import annotations

import fcntl
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from live import events, setlog
from live.cast import Cast
from live.config import RankingConfig
from live.errors import FileError
from live.library.shared import place
from live.library.shelf import Shelf
from live.replay import beginning
from live.session import step
from live.stage import Session
from live.timeline import Timeline, Transport

#: What was cut off longer ago, in seconds, was given up.
PATIENCE = 900.0

_TAIL = 65536


@dataclass(frozen=True, slots=True)
class Resumed:
    """The set of `log` as it was when it was cut off.

    `strangers` are the loops that took part and are in no library.
    """

    log: Path
    session: Session
    transport: Transport
    strangers: tuple[events.Imagined | events.Guest, ...]

    @property
    def summary(self) -> str:
        """One line for the performer."""
        playing = sum(slot.sounding is not None for slot in self.session.stage.slots)
        steps = len(self.session.history)
        return f"it was cut off and goes on: {playing} loops play, {steps} steps can be undone"


def cut_off(logs: Path, now: float) -> Path | None:
    """The last set among `logs`, a folder or one file, if it was cut off shortly before `now`.

    Monotonic times mean nothing after a restart of the machine.
    """
    files = [logs] if logs.is_file() else sorted(logs.glob("*.jsonl"), key=os.path.getmtime)
    if not files or _is_being_written(files[-1]):
        return None
    at = _last_sign_of_life(files[-1])
    return files[-1] if at is not None and 0 <= now - at <= PATIENCE else None


def _is_being_written(log: Path) -> bool:
    """Whether a Barwise that is alive holds it."""
    with log.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


def _last_sign_of_life(log: Path) -> float | None:
    """The monotonic time of the last record; None if the set was ended, or on another boot."""
    with log.open("rb") as file:
        first = setlog.record(file.readline())
        file.seek(max(0, log.stat().st_size - _TAIL))
        lines = file.read().splitlines()
    if first is None or first.get("boot") != setlog.boot():
        return None
    last = next((each for each in map(setlog.record, reversed(lines)) if each), {})
    return None if "ended" in last or "at" not in last else float(last["at"])


def resumed(log: Path, shelf: Shelf, ranking: RankingConfig, fresh: Session) -> Resumed:
    """The set of `log`, to go on in the place of a `fresh` one.

    Raises `FileError` if the library or the settings are others by now.
    """
    first, *rest = setlog.read(log)
    if _settings(first) != _here(shelf, ranking, fresh):
        raise FileError(f"{log}: the library or the settings are others by now; a new set begins")
    cast = Cast(place.catalogue(first["library"]))
    try:
        session, strangers = _walked(beginning(first), rest, cast)
    finally:
        cast.close()
    return Resumed(log, session, _transport(rest), strangers)


def _settings(first: setlog.Record) -> list[Any]:
    return [first.get(name) for name in ("digest", "ranking", "rules", "slots")]


def _here(shelf: Shelf, ranking: RankingConfig, fresh: Session) -> list[Any]:
    """The same of this Barwise, as a log has it."""
    here = [shelf.digest, setlog.plain(ranking), setlog.plain(fresh.rules), len(fresh.stage.slots)]
    made: list[Any] = json.loads(json.dumps(here))
    return made


def _walked(
    session: Session, records: list[setlog.Record], cast: Cast
) -> tuple[Session, tuple[events.Imagined | events.Guest, ...]]:
    strangers = []
    for record in records:
        if "event" not in record or "beat" not in record:
            continue
        event = cast.event(record["event"])
        if isinstance(event, events.Imagined | events.Guest):
            cast.meet(event)
            strangers.append(event)
        session, _ = step(session, event, record["beat"])
    return session, tuple(strangers)


def _transport(records: list[setlog.Record]) -> Transport:
    """The clock as it was told last; it is told before anything else happens."""
    for record in reversed(records):
        if record.get("action", {}).get("kind") == "Clocked":
            told = record["action"]["transport"]
            return Transport(Timeline(**told["timeline"]), told["running"], told["epoch"])
    raise FileError("the set was cut off before it began; a new one begins")
