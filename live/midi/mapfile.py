"""Reads controller maps from TOML; their format is documented in `controls/maps/generic.toml`.

A performer's own file in `USER_MAPS` wins over a shipped one of the same name, and comes before all
shipped ones that know the same port.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import platformdirs

from live import controls
from live.config import nearest, read
from live.errors import ConfigError
from live.midi.lights import SHOWS
from live.midi.maps import Address, ControllerMap, Light, Look
from live.midi.presses import PRESSES, TURNS, Pad, Press, Turn, check

SHIPPED_MAPS = Path(next(iter(controls.__path__))) / "maps"
USER_MAPS = Path(platformdirs.user_config_dir("barwise", appauthor=False)) / "maps"

_AT = re.compile(r"(note|cc) (\d+)(?:-(\d+))?(?: ch (\d+))?")
_DATA = range(128)
_CHANNELS = range(1, 17)

_SECTIONS = ("colours", "looks", "pad", "knob")

S = TypeVar("S")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Head:
    """The keys that stand before the tables."""

    ports: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    hello: str = ""
    goodbye: str = ""
    like: str = ""


@dataclass(frozen=True, slots=True)
class _PadEntry:
    at: str = ""
    press: str = ""
    first: int = -1
    role: str = ""
    roles: tuple[str, ...] = ()
    to: float = -1.0
    by: float = 0.0
    shows: str = ""
    looks: str = ""


@dataclass(frozen=True, slots=True)
class _KnobEntry:
    at: str = ""
    turn: str = ""


def map_names() -> list[str]:
    """The maps there are, the performer's own first."""
    found = (path.stem for folder in _folders() for path in sorted(folder.glob("*.toml")))
    return list(dict.fromkeys(found))


def load_map(name: str) -> ControllerMap:
    """The map `name`, or that of a file: `name` is then a path ending in `.toml`.

    Raises `ConfigError` naming the file, the entry and what was meant.
    """
    path, table = _table(name)
    with _blaming(str(path)):
        return _controller_map(path.stem, table)


def _folders() -> tuple[Path, Path]:
    return USER_MAPS, SHIPPED_MAPS


def _table(name: str, above: tuple[str, ...] = ()) -> tuple[Path, dict[str, Any]]:
    """The file `name`, laid over the one it is `like`; `above` are those that are like it."""
    path = _path(name)
    with _blaming(str(path)):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    like = table.pop("like", None)
    if like is None:
        return path, table
    if not isinstance(like, str) or like in (name, *above):
        raise ConfigError(f"{path}: like = {like!r}: the name of another map is wanted")
    return path, _merged(_table(like, (name, *above))[1], table)


def _path(name: str) -> Path:
    if name.endswith(".toml"):
        paths = [Path(name).expanduser()]
    else:
        paths = [folder / f"{name}.toml" for folder in _folders()]
    for path in paths:
        if path.is_file():
            return path
    remedy = nearest(name, map_names())
    raise ConfigError(f"no controller map {name!r}: {remedy} (or give the path of a .toml file)")


def _merged(base: dict[str, Any], table: dict[str, Any]) -> dict[str, Any]:
    """`table` over `base`; of the colours and looks, single ones may be replaced."""
    both = {**base, **table}
    for key in ("colours", "looks"):
        if isinstance(base.get(key), dict) and isinstance(table.get(key), dict):
            both[key] = base[key] | table[key]
    return both


def _controller_map(name: str, table: dict[str, Any]) -> ControllerMap:
    for key in table:
        _word({**dict.fromkeys(_SECTIONS), **_Head.__dataclass_fields__}, key, "key")
    pads: dict[Address, tuple[Press, Pad]] = {}
    lights: dict[Address, Light] = {}
    knobs: dict[Address, Turn] = {}
    looks = _section(table, "looks", dict)
    colours = _section(table, "colours", dict)
    for number, raw in enumerate(_section(table, "pad", list), 1):
        with _blaming(f"pad {number}"):
            _add_pads(_entry(_PadEntry, raw), looks, pads, lights)
    for number, raw in enumerate(_section(table, "knob", list), 1):
        with _blaming(f"knob {number}"):
            _add_knobs(_entry(_KnobEntry, raw), knobs)
    head = read(_Head, {key: value for key, value in table.items() if key not in _SECTIONS})
    return ControllerMap(
        name=name,
        ports=head.ports,
        avoid=head.avoid,
        hello=_sysex(head.hello),
        goodbye=_sysex(head.goodbye),
        colours={role: _within(_DATA, value, f"colour {role}") for role, value in colours.items()},
        pads=pads,
        knobs=knobs,
        lights=tuple(lights.values()),
    )


def _entry(kind: type[T], raw: object) -> T:
    if not isinstance(raw, dict):
        raise ConfigError(f"{raw!r}: a table of at = ... and so on is wanted")
    return read(kind, raw)


def _add_pads(
    entry: _PadEntry,
    looks: Mapping[str, Any],
    pads: dict[Address, tuple[Press, Pad]],
    lights: dict[Address, Light],
) -> None:
    addresses = _addresses(entry.at)
    if entry.roles and len(entry.roles) != len(addresses):
        raise ConfigError(f"{len(entry.roles)} roles for {len(addresses)} pads")
    for position, address in enumerate(addresses):
        pad = _pad(entry, position, len(addresses))
        if entry.press:
            press = _word(PRESSES, entry.press, "press")
            check(entry.press, pad)
            _add(pads, address, (press, pad))
        if entry.shows:
            _word(SHOWS, entry.shows, "shows")
            chosen = _looks(entry, looks, address.channel)
            _add(lights, address, Light(address, entry.shows, pad, chosen))


def _add_knobs(entry: _KnobEntry, knobs: dict[Address, Turn]) -> None:
    turn = _word(TURNS, entry.turn, "turn")
    for address in _addresses(entry.at):
        _add(knobs, address, turn)


def _add(there: dict[Address, T], address: Address, what: T) -> None:
    if address in there:
        raise ConfigError(f"{address.kind} {address.number} has a meaning already")
    there[address] = what


def _addresses(at: str) -> list[Address]:
    """`note 36`, `cc 20-27`, `note 36-43 ch 10`: one or a row; downwards if written so."""
    found = _AT.fullmatch(at)
    if found is None:
        raise ConfigError(f"at = {at!r}: `note 36`, `cc 20-27` or `note 36-43 ch 10` is wanted")
    kind, first, last, channel = found.groups()
    low, high = (_within(_DATA, int(number), at) for number in (first, last or first))
    step = 1 if low <= high else -1
    return [
        Address(kind, _within(_CHANNELS, int(channel or 1), at) - 1, number)
        for number in range(low, high + step, step)
    ]


def _pad(entry: _PadEntry, position: int, count: int) -> Pad:
    """The pad at `position` of the row of `count` that `entry` describes."""
    row = count > 1
    role = entry.roles[position] if entry.roles else entry.role
    to = entry.to if entry.to >= 0 else None
    if row and {entry.press, entry.shows} & set(TURNS) and not entry.by and to is None:
        to = position / (count - 1)
    index = max(entry.first, 0) + position if row or entry.first >= 0 else None
    return Pad(index, role, to, entry.by)


def _looks(entry: _PadEntry, looks: Mapping[str, Any], channel: int) -> dict[str, Look]:
    """How each state of what `entry` shows looks; a state that the file leaves out is dark."""
    name, states = entry.looks or entry.shows, SHOWS[entry.shows].states
    table = _section(looks, name, dict)
    for state in table:
        if state not in states:
            raise ConfigError(f"looks.{name}: unknown state {state}: {nearest(state, states)}")
    return {state: _look(table.get(state, 0), channel, f"{name}.{state}") for state in states}


def _look(written: object, channel: int, where: str) -> Look:
    """A velocity, `role` for the role's colour, or a table of `value`, `channel` and `blink`."""
    table = written if isinstance(written, dict) else {"value": written}
    for key in table:
        _word(dict.fromkeys(("value", "channel", "blink")), key, f"key of looks.{where}")
    value, blinks = table.get("value", "role"), table.get("blink", False)
    number = None if value == "role" else _within(_DATA, value, f"looks.{where}")
    if not isinstance(blinks, bool):
        raise ConfigError(f"looks.{where}: blink = {blinks!r}: true or false is wanted")
    return Look(number, _within(_CHANNELS, table.get("channel", channel + 1), where) - 1, blinks)


def _section(table: Mapping[str, Any], key: str, kind: type[S]) -> S:
    found = table.get(key, kind())
    if not isinstance(found, kind):
        raise ConfigError(f"{key} = {found!r}: a {kind.__name__} is wanted")
    return found


def _word(words: Mapping[str, T], word: str, key: str) -> T:
    if word not in words:
        raise ConfigError(f"unknown {key} {word!r}: {nearest(word, list(words))}")
    return words[word]


def _within(allowed: range, value: object, where: str) -> int:
    if type(value) is not int or value not in allowed:
        raise ConfigError(f"{where}: {value!r} is not in {allowed.start}..{allowed.stop - 1}")
    return value


def _sysex(text: str) -> tuple[int, ...]:
    """`F0 00 20 29 F7` as bytes; empty for none."""
    try:
        data = bytes.fromhex(text)
    except ValueError:
        data = b"?"
    if data and not (data[0] == 0xF0 and data[-1] == 0xF7 and max(data[1:-1], default=0) < 0x80):
        raise ConfigError(f"{text!r}: a system-exclusive message is F0, bytes below 80, F7, in hex")
    return tuple(data)


@contextmanager
def _blaming(where: str) -> Iterator[None]:
    """What is wrong inside is said to be in `where`."""
    try:
        yield
    except (ConfigError, OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{where}: {error}") from None
