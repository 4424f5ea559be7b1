"""A set once more, from its log: every suggestion and every launch must come out bit for bit.

The log gives the inputs (events with their beats, what was heard, how far rescoring came); the
session and the ranking are run again and compared with what was logged.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from live import actions, events, setlog
from live.difference import again
from live.errors import FileError
from live.library.shelf import Shelf
from live.library.told import Change
from live.listening.ear import Ear, wishes
from live.listening.hearing import beside
from live.session import step
from live.stage import Rules, Session, Stage
from live.timeline import Timeline
from live.types import Playing, Slot, Suggestion


@dataclass(frozen=True, slots=True)
class Report:
    """How a replay went: lists and launches compared, and where they differ (line, what)."""

    lists: int
    launches: int
    differences: tuple[tuple[int, str], ...]


def header(session: Session, ear: Ear, library: str, recording: str = "") -> setlog.Record:
    """The first record of a log: all that a replay has to begin with, and when the set began.

    `recording` is the file that the player's output goes to, if any.
    """
    stage = session.stage
    return {
        "barwise_set": setlog.FORMAT,
        "began": datetime.now().isoformat(timespec="seconds"),
        "boot": setlog.boot(),
        "recording": recording,
        "library": library,
        **_state(ear.shelf),
        "bundles": ear.labels,
        "ranking": setlog.plain(ear.config),
        "rules": setlog.plain(session.rules),
        "slots": len(stage.slots),
        "banned": sorted(stage.banned),
        "favourites": sorted(stage.favourites),
    }


def _state(shelf: Shelf) -> setlog.Record:
    return {"digest": shelf.digest, "roles": shelf.told_fingerprint()}


def beginning(record: setlog.Record) -> Session:
    """The session that `header` described."""
    stage = Stage(
        slots=(Slot(),) * record["slots"],
        banned=frozenset(record["banned"]),
        favourites=frozenset(record["favourites"]),
    )
    return Session(stage, Rules(**record["rules"]))


def replay(path: Path, ear: Ear) -> Report:
    """Run the set of `path` again with `ear` and compare. `FileError` if the library is another."""
    first, *rest = setlog.read(path)
    for told in reversed([record["told"] for record in rest if "told" in record]):
        ear.retell(Change.read(told).undone)
    if not first.items() >= _state(ear.shelf).items():
        raise FileError(
            f"{path}: played with another state of {first['library']}; "
            "give the library as it was with --library"
        )
    player = _Replay(beginning(first), ear)
    ear.judge_by(first["bundles"])
    for number, record in enumerate(rest, 2):
        player.take(number, record)
    return Report(player.lists, player.launches, tuple(player.differences))


class _Replay:
    def __init__(self, session: Session, ear: Ear) -> None:
        self.lists = 0
        self.launches = 0
        self.differences: list[tuple[int, str]] = []
        self._session = session
        self._ear = ear
        self._host: tuple[Playing, ...] = ()
        self._listed: tuple[Suggestion, ...] | None = None
        self._bpm = 120.0
        self._decided: list[setlog.Record] = []

    def take(self, number: int, record: setlog.Record) -> None:
        if "rank" in record:
            self._rank(number, record)
        elif "resumed" in record:
            self._host = ()  # it has not said yet what it plays
            self._ear.judge_by(record["bundles"])
            self._decide(again(self._session, record["resumed"]))
        elif "told" in record:
            self._ear.retell(Change.read(record["told"]))
            self._ear.judge_by(record["bundles"])
        elif "event" in record:
            self._event(number, record)
        elif record.get("action", {}).get("kind") in _REPLAYED:
            self._compare(number, record["action"])

    def _rank(self, number: int, record: setlog.Record) -> None:
        """Hear and rank for the bar of `record`; the offer that follows is compared with it."""
        line = Timeline(**record["rank"]["timeline"])
        beat = record["rank"]["beat"]
        playing = beside(self._session.playing_at(beat), self._host)
        heard = self._ear.recall(record["heard"], record["rank"]["bar"], line, playing)
        if self._ear.memo(heard)["digest"] != record["heard"]["digest"]:
            self.differences.append((number, "heard something else"))
        wanted = wishes(self._session, beat, line.beats_per_bar)
        ranked = self._ear.rank(heard, wanted, limit=record["rescored"])
        self._listed = self._session.stage.listed(ranked.suggestions, beat, line.bpm)

    def _event(self, number: int, record: setlog.Record) -> None:
        if record["event"]["kind"] == "HostPlaying":
            host = setlog.event(record["event"])
            assert isinstance(host, events.HostPlaying)
            self._host, _ = self._ear.recognise(host, record["bpm"])
            return
        event = self._offer(number, record) if record["event"]["kind"] == "Offer" else None
        event = event or setlog.event(record["event"])
        if isinstance(event, events.Imagined | events.Guest):
            self._ear.meet(event)
        self._session, decided = step(self._session, event, record["beat"])
        self._decide(decided)

    def _decide(self, decided: Iterable[actions.Action]) -> None:
        self._decided += [setlog.named(a) for a in decided if type(a).__name__ in _REPLAYED]

    def _offer(self, number: int, record: setlog.Record) -> events.Event:
        assert self._listed is not None, "an offer without a ranking before it"
        self.lists += 1
        logged = record["event"]
        if _json(self._listed) != logged["suggestions"]:
            self.differences.append((number, f"another list for bar {logged['bar']}"))
        return events.Offer(logged["bar"], self._listed, logged["deadline_met"])

    def _compare(self, number: int, action: setlog.Record) -> None:
        self.launches += 1
        again = self._decided.pop(0) if self._decided else None
        if again is None or _json(again) != action:
            self.differences.append((number, f"another {action['kind']}"))


_REPLAYED = tuple(kind.__name__ for kind in (actions.Launch, actions.Stop, actions.Cue))


def _json(value: Any) -> Any:
    """`value` as it comes back from a line of the log."""
    return json.loads(json.dumps(setlog.plain(value)))
