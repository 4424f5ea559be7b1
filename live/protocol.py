"""The OSC address space as one table: servers, documentation, OSCQuery and patches derive from it.

Arguments are written as in the contract: `[s host] i port` is an optional string and an integer,
`f amount:0..1` a float in a range, `s role:any|auto` a choice, `s path ...` any number of strings.
Into Barwise a row makes an event; out of Barwise `messages` turns an action into rows.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from live import actions, events
from live.errors import PacketError
from live.types import ROLES, Suggestion

#: Grows when an address changes its meaning; answered to `/barwise/ping`.
VERSION = 1

#: A packet never needs more than one Ethernet frame.
MAX_PACKET = 1472

#: A ping keeps its sender subscribed for this many seconds: TouchOSC pings every 60 s.
LEASE = 70.0

#: A device that loads files says so every five seconds: what is gone must not be relied upon.
LOADER_LEASE = 12.0

TYPES = {"i": "an integer", "f": "a number", "s": "a string"}
WANTED_ROLES = ("any", "auto", *ROLES)

Value = int | float | str


@dataclass(frozen=True, slots=True)
class Arg:
    """One argument: its OSC type tag, name, and what it may be."""

    tag: str
    name: str
    optional: bool = False
    repeated: bool = False
    low: float = -math.inf
    high: float = math.inf
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One address. `event` makes the event of an incoming one from its arguments."""

    path: str
    args: tuple[Arg, ...]
    doc: str
    event: Callable[..., events.Event] | None = None


def arguments(spec: str) -> tuple[Arg, ...]:
    """The arguments that `spec` writes down."""
    words = spec.replace("[", "[ ").replace("]", " ]").split()
    found: list[Arg] = []
    optional = False
    while words:
        word = words.pop(0)
        if word in "[]":
            optional = word == "["
        elif word == "...":
            found[-1] = Arg(found[-1].tag, found[-1].name, repeated=True)
        else:
            found.append(_argument(word, words.pop(0), optional))
    return tuple(found)


def _argument(tag: str, word: str, optional: bool) -> Arg:
    name, _, limits = word.partition(":")
    if ".." in limits:
        low, _, high = limits.partition("..")
        return Arg(tag, name, optional, low=float(low), high=float(high or math.inf))
    return Arg(tag, name, optional, choices=tuple(limits.split("|")) if limits else ())


def _row(path: str, spec: str, doc: str, event: Callable[..., events.Event] | None = None) -> Row:
    return Row(path, arguments(spec), doc, event)


def _ping(host: str | None, port: int) -> events.Event:
    return events.Subscribe(host or "", port, LEASE, pong=True)


def _subscribe(host: str | None, port: int) -> events.Event:
    return events.Subscribe(host or "", port)


def _unsubscribe(host: str | None, port: int) -> events.Event:
    return events.Unsubscribe(host or "", port)


def _loader(host: str | None, port: int) -> events.Event:
    return events.Subscribe(host or "", port, LOADER_LEASE, loads=True)


_PORT = "[s host] i port:1..65535"
_ROLE = "s role:" + "|".join(WANTED_ROLES)

IN = (
    _row("/barwise/ping", _PORT, "answers /barwise/pong and subscribes for 70 s", _ping),
    _row("/barwise/subscribe", _PORT, "sends state now and from now on", _subscribe),
    _row("/barwise/unsubscribe", _PORT, "sends no more", _unsubscribe),
    _row(
        "/barwise/loader",
        _PORT,
        "a device in the host that can load files listens there: say it every 5 s; subscribes, too",
        _loader,
    ),
    _row("/barwise/next", "", "cursor to the next suggestion", events.Next),
    _row("/barwise/previous", "", "cursor to the previous suggestion", events.Previous),
    _row("/barwise/select", "i index:0..", "cursor to this suggestion", events.Select),
    _row("/barwise/preview", "[i index:0..]", "hear it on the cue bus, in time", events.Preview),
    _row(
        "/barwise/accept",
        "[i index:0..] [i slot:0..]",
        "launch it at the next quantum",
        events.Accept,
    ),
    _row("/barwise/reject", "[i index:0..]", "not now", events.Reject),
    _row("/barwise/ban", "[i index:0..]", "never again", events.Ban),
    _row("/barwise/favourite", "[i index:0..]", "more of this, or no longer", events.Favourite),
    _row(
        "/barwise/pick",
        "i id:0..",
        "this loop of the library heads the list, with its fix, until launched or refused",
        events.Pick,
    ),
    _row("/barwise/stop", "i slot:0..", "stop this slot at the next quantum", events.StopSlot),
    _row("/barwise/undo", "", "take the last action back, exactly", events.Undo),
    _row("/barwise/lock", "i on:0..1", "freeze the list", lambda on: events.Lock(bool(on))),
    _row("/barwise/role", _ROLE, "what to suggest", events.WantRole),
    _row("/barwise/surprise", "f amount:0..1", "diversity and novelty", events.Surprise),
    _row("/barwise/energy", "f amount:0..1", "intensity; 0.5 does not care", events.Energy),
    _row("/barwise/tempo", "f bpm:20..400", "tempo of the internal clock or of Link", events.Tempo),
    _row("/barwise/tap", "", "tap the tempo of the internal clock or of Link", events.Tap),
    _row(
        "/barwise/play",
        "i on:0..1",
        "start or stop the internal clock or Link",
        lambda on: events.Play(bool(on)),
    ),
    _row(
        "/barwise/latency",
        "f ms:-500..500",
        "heard so much too late: everything goes out that much earlier; remembered",
        events.Latency,
    ),
    _row(
        "/barwise/playing",
        "s path ...",
        "the host says which files are playing now",
        lambda *paths: events.HostPlaying(paths),
    ),
    _row(
        "/barwise/correct",
        "i id:0.. s roles",
        "what this loop plays: bass, bass+melody; auto takes it back; kept in the library",
        events.Correct,
    ),
    _row("/barwise/explain", "i index:0..", "send the reasons of a suggestion", events.Explain),
    _row(
        "/barwise/generate",
        "s role:" + "|".join(ROLES) + " [f temperature:0..2]",
        "imagine a loop that goes with what plays; it heads the list",
        events.Generate,
    ),
)

OUT = (
    _row("/barwise/pong", "s version i protocol", "the answer to a ping"),
    _row("/barwise/bar", "i bar f bpm f seconds_until", "this bar is coming"),
    _row(
        "/barwise/suggestions",
        "i seq i bar i count i deadline_met",
        "a new list of `count` suggestions follows; 0 means that nothing fits",
    ),
    _row(
        "/barwise/suggestion",
        "i seq i index i id s path s role f bpm s key i transpose f beat_offset f stretch "
        "f gain_db f score",
        "one suggestion with its fix",
    ),
    _row("/barwise/reason", "i seq i index s term f contribution", "answers /barwise/explain"),
    _row("/barwise/cursor", "i index", "where the cursor is"),
    _row(
        "/barwise/slot",
        "i slot s state:empty|queued|playing|stopping i id s path",
        "what a slot does",
    ),
    _row("/barwise/lock", "i on", "whether the list is frozen"),
    _row("/barwise/role", "s role", "what is being suggested"),
    _row("/barwise/surprise", "f amount", "as set"),
    _row("/barwise/energy", "f amount", "as set"),
    _row("/barwise/status", "s what s text", "clock, audio, ableton, player, library ..."),
    _row("/barwise/error", "s text", "the offender and the remedy"),
    _row(
        "/barwise/heard",
        "s source:silence|loops|audio " + " ".join(f"f {role}" for role in ROLES),
        "what the coming bar is taken to sound like: the probability of each role",
    ),
)

#: What only a device that loads is told, and nobody else.
TO_LOADER = (
    _row(
        "/barwise/load",
        "i slot s path i transpose f gain_db f start",
        "load this file into the next empty slot, warped and looping, to begin at its beat `start`",
    ),
    _row("/barwise/fire", "i slot", "launch what was loaded for this slot, quantised by the host"),
    _row(
        "/barwise/unload",
        "i slot",
        "what was loaded last for this slot: stop it, quantised, or delete it if it has not begun",
    ),
    _row(
        "/barwise/follows",
        "i on",
        "1: AbletonOSC says what plays, so the device need not send /barwise/playing",
    ),
)

_IN = {row.path: row for row in IN}
_OUT = {row.path: row for row in (*OUT, *TO_LOADER)}


def event(path: str, args: Sequence[Any]) -> events.Event | None:
    """The event that an incoming message means; None for the release of a button.

    Numbers come as ints or floats, whatever the patch made of them. A button of TouchOSC or Max
    sends 1 and then 0 to an address without arguments: the 0 is its release.

    Raises `PacketError`.
    """
    row = _IN.get(path)
    if row is None or row.event is None:
        raise PacketError(f"{path[:100]!r} is no address of Barwise: see the table in README.md")
    if not row.args and len(args) == 1 and isinstance(args[0], int | float):
        return row.event() if args[0] else None
    return row.event(*_matched(row, args))


def _matched(row: Row, args: Sequence[Any]) -> list[Value | None]:
    """`args` laid out over the row's arguments; an optional one that was not sent is None."""
    if len(row.args) == 1 and row.args[0].repeated:
        return [_value(row, row.args[0], arg) for arg in args]
    spare = len(args) - sum(not arg.optional for arg in row.args)
    if not 0 <= spare <= sum(arg.optional for arg in row.args):
        raise PacketError(f"{row.path} with {len(args)} arguments: it takes {usage(row) or 'none'}")
    given = iter(args)
    matched: list[Value | None] = []
    for arg in row.args:
        if arg.optional and spare <= 0:
            matched.append(None)
        else:
            matched.append(_value(row, arg, next(given)))
            spare -= arg.optional
    return matched


def usage(row: Row) -> str:
    """The row's arguments as the contract writes them."""
    words = (f"{arg.tag} {arg.name}" + " ..." * arg.repeated for arg in row.args)
    return " ".join(
        f"[{word}]" if arg.optional else word for arg, word in zip(row.args, words, strict=True)
    )


def _value(row: Row, arg: Arg, value: Any) -> Value:
    try:
        converted = _CONVERT[arg.tag](value)
    except (TypeError, ValueError, OverflowError):
        raise PacketError(
            f"{row.path} {arg.name} = {_short(value)}: {TYPES[arg.tag]} is wanted"
        ) from None
    if isinstance(converted, str):
        if arg.choices and converted not in arg.choices:
            raise PacketError(
                f"{row.path} {arg.name} = {_short(value)}: choose from {', '.join(arg.choices)}"
            )
    elif not arg.low <= converted <= arg.high:
        raise PacketError(
            f"{row.path} {arg.name} = {_short(value)}: {arg.low:g} to {arg.high:g} is wanted"
        )
    return converted


def _short(value: Any) -> str:
    return repr(value)[:60]


def _whole(value: Any) -> int:
    if not isinstance(value, int | float) or value != int(value):
        raise TypeError
    return int(value)


def _number(value: Any) -> float:
    if not isinstance(value, int | float) or not math.isfinite(value):
        raise TypeError
    return float(value)


def _text(value: Any) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise TypeError
    return value


_CONVERT: dict[str, Callable[[Any], Value]] = {"i": _whole, "f": _number, "s": _text}

Message = tuple[str, tuple[Value, ...]]


def messages(action: actions.Action, now: float) -> list[Message]:
    """What `action` says over OSC at monotonic `now`; nothing for an action that is not public."""
    write = _WRITE.get(type(action))
    return write(action, now) if write else []


def tags(path: str) -> str:
    """The OSC type tags of an outgoing address."""
    return "".join(arg.tag for arg in _OUT[path].args)


def _bar(action: actions.BarComing, now: float) -> list[Message]:
    return [("/barwise/bar", (action.bar, action.bpm, action.time - now))]


def _offered(action: actions.Offered, now: float) -> list[Message]:
    head = (action.seq, action.bar, len(action.suggestions), int(action.deadline_met))
    return [
        ("/barwise/suggestions", head),
        *(_suggestion(action.seq, index, s) for index, s in enumerate(action.suggestions)),
    ]


def _suggestion(seq: int, index: int, s: Suggestion) -> Message:
    loop = s.loop
    fix = (s.transpose, s.beat_offset, s.stretch, s.gain_db, s.score)
    return (
        "/barwise/suggestion",
        (seq, index, loop.id, loop.path, loop.role, loop.bpm, loop.key_name, *fix),
    )


def _reasons(action: actions.Reasons, now: float) -> list[Message]:
    return [
        ("/barwise/reason", (action.seq, action.index, term, contribution))
        for term, contribution in action.reasons
    ]


def _slot(action: actions.SlotIs, now: float) -> list[Message]:
    loop = action.slot.suggestion.loop if action.slot.suggestion else None
    what = (loop.id, loop.path) if loop else (-1, "")
    return [("/barwise/slot", (action.index, str(action.slot.state), *what))]


def _settings(action: actions.Settings, now: float) -> list[Message]:
    return [
        ("/barwise/lock", (int(action.locked),)),
        ("/barwise/role", (action.role,)),
        ("/barwise/surprise", (action.surprise,)),
        ("/barwise/energy", (action.energy,)),
    ]


_WRITE: dict[type[actions.Action], Callable[[Any, float], list[Message]]] = {
    actions.BarComing: _bar,
    actions.Offered: _offered,
    actions.Reasons: _reasons,
    actions.CursorAt: lambda action, now: [("/barwise/cursor", (action.index,))],
    actions.SlotIs: _slot,
    actions.Settings: _settings,
    actions.Hears: lambda action, now: [("/barwise/heard", (action.source, *action.roles))],
    actions.Status: lambda action, now: [("/barwise/status", (action.what, action.text))],
    actions.Problem: lambda action, now: [("/barwise/error", (action.text,))],
}
