"""What there is to see, by subject, and how a page reads it in JSON.

Nothing here is changed, only replaced: whoever holds `Subjects` may read them in any thread, and
two of them differ in just those subjects that are not the same object.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from live import __version__, actions
from live.config import Config
from live.types import ROLES, Slot, Suggestion

#: Subject -> what was said of it last.
Subjects = Mapping[str, Any]

#: So many problems can be read again.
PROBLEMS = 6


@dataclass(frozen=True, slots=True)
class Told:
    """A problem, and the monotonic time when it was."""

    text: str
    time: float


def at_first(config: Config, banned: frozenset[int], favourites: frozenset[int]) -> Subjects:
    """What can be seen before the engine says anything."""
    player, ableton = config.player, config.ableton
    cue_bus = player.cue if player.on else ableton.on and bool(ableton.cue)
    return {
        "me": {
            "cue_bus": cue_bus,
            "clock": config.clock.name,
            "slots": config.engine.slots,
            "version": __version__,
        },
        "banned": banned,
        "favourites": favourites,
        "slots": {},
        "status": {},
        "problems": (),
    }


def after(subjects: Subjects, action: actions.Action, now: float) -> Subjects:
    """What there is to see once `action` was sent at monotonic `now`."""
    match action:
        case actions.SlotIs():
            return {**subjects, "slots": {**subjects["slots"], action.index: action.slot}}
        case actions.Status():
            return {**subjects, "status": {**subjects["status"], action.what: action.text}}
        case actions.Problem():
            told = (*subjects["problems"], Told(action.text, now))
            return {**subjects, "problems": told[-PROBLEMS:]}
        case actions.Taste():
            banned = _with(subjects["banned"], action.id, action.banned)
            favourites = _with(subjects["favourites"], action.id, action.favourite)
            return {**subjects, "banned": banned, "favourites": favourites}
    subject = _REPLACED.get(type(action))
    return {**subjects, subject: action} if subject else subjects


def _with(ids: frozenset[int], id: int, there: bool) -> frozenset[int]:
    """`ids` with `id` or without it; the same object if that makes no difference."""
    return ids if (id in ids) == there else ids ^ {id}


def news(before: Subjects, subjects: Subjects) -> dict[str, Any]:
    """The subjects of which something else is said than `before`, as JSON can hold them."""
    return {
        subject: _WRITE.get(subject, _as_it_is)(said)
        for subject, said in subjects.items()
        if before.get(subject) is not said
    }


_REPLACED: Mapping[type[actions.Action], str] = {
    actions.Clocked: "clock",
    actions.BarComing: "bar",
    actions.Hears: "heard",
    actions.Offered: "list",
    actions.CursorAt: "cursor",
    actions.Cue: "cue",
    actions.Settings: "settings",
    actions.Stocked: "library",
}


def _as_it_is(said: Any) -> Any:
    return said


def _clock(said: actions.Clocked) -> dict[str, Any]:
    line = said.transport.timeline
    return {
        "bpm": line.bpm,
        "beat": line.beat,
        "time": line.time,
        "beats_per_bar": line.beats_per_bar,
        "running": said.transport.running,
        "epoch": said.transport.epoch,
    }


def _bar(said: actions.BarComing) -> dict[str, Any]:
    return {"bar": said.bar, "bpm": said.bpm, "time": said.time}


def _heard(said: actions.Hears) -> dict[str, Any]:
    return {
        "source": said.source,
        "key": said.key,
        "roles": dict(zip(ROLES, said.roles, strict=True)),
        "balance": said.balance,
        "loops": said.loops,
    }


def _list(said: actions.Offered) -> dict[str, Any]:
    return {
        "seq": said.seq,
        "bar": said.bar,
        "deadline_met": said.deadline_met,
        "suggestions": [_suggestion(each) for each in said.suggestions],
    }


def _suggestion(said: Suggestion) -> dict[str, Any]:
    loop = said.loop
    return {
        **_loop(said),
        "pack": loop.pack,
        "beats": loop.beats,
        "beats_per_bar": loop.beats_per_bar,
        "stretch": said.stretch,
        "gain_db": said.gain_db,
        "score": said.score,
        "reasons": said.reasons,
    }


def _loop(said: Suggestion) -> dict[str, Any]:
    """What a card and a slot both show: the loop as it is, and how it is moved."""
    loop = said.loop
    return {
        "id": loop.id,
        "name": name(loop.path),
        "role": loop.role,
        "key": loop.key_name,
        "bpm": loop.bpm,
        "transpose": said.transpose,
        "beat_offset": said.beat_offset,
    }


def _slots(said: Mapping[int, Slot]) -> list[dict[str, Any]]:
    return [
        {
            "index": index,
            "state": slot.state,
            "at_beat": slot.at_beat,
            "since": slot.since,
            "loop": slot.suggestion and _in_slot(slot.suggestion),
        }
        for index, slot in sorted(said.items())
    ]


def _in_slot(said: Suggestion) -> dict[str, Any]:
    """In beats of the session."""
    return {**_loop(said), "beats": said.beats}


def _cue(said: actions.Cue) -> int | None:
    return said.suggestion.loop.id if said.suggestion else None


def _settings(said: actions.Settings) -> dict[str, Any]:
    return {
        "locked": said.locked,
        "role": said.role,
        "surprise": said.surprise,
        "energy": said.energy,
    }


def _problems(said: tuple[Told, ...]) -> list[dict[str, Any]]:
    return [{"text": each.text, "time": each.time} for each in said]


_WRITE: Mapping[str, Callable[[Any], Any]] = {
    "clock": _clock,
    "bar": _bar,
    "heard": _heard,
    "list": _list,
    "cursor": lambda said: said.index,
    "cue": _cue,
    "settings": _settings,
    "slots": _slots,
    "banned": sorted,
    "favourites": sorted,
    "problems": _problems,
    "library": lambda said: {"loops": said.loops, "renewed": said.times},
}


def name(path: str) -> str:
    """What a performer calls the file at `path`."""
    return PurePath(path).stem
