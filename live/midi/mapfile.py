"""Reads and writes controller maps; their format is documented in `controls/maps/generic.toml`.

A performer's own file in `USER_MAPS` wins over a shipped one of the same name, and comes before all
shipped ones that know the same port.
"""

from __future__ import annotations

import shutil
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
from live.midi.entries import (
    CHANNELS,
    DATA,
    KnobEntry,
    PadEntry,
    each_knob,
    each_pad,
    spelled,
    within,
)
from live.midi.grip import TAKEOVERS, Knob
from live.midi.lights import LIKE, SHOWS
from live.midi.maps import Address, ControllerMap, Light, Look
from live.midi.presses import PRESSES, Pad, Press, check
from live.midi.relative import ENCODINGS
from live.midi.turns import TURNS

SHIPPED_MAPS = Path(next(iter(controls.__path__))) / "maps"
USER_MAPS = Path(platformdirs.user_config_dir("barwise", appauthor=False)) / "maps"

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
    takeover: str = TAKEOVERS[0]
    auto: bool = True


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


def map_table(name: str) -> dict[str, Any]:
    """The tables of the map `name`, those of the map it is `like` among them.

    Raises what `load_map` raises.
    """
    path, table = _table(name)
    with _blaming(str(path)):
        _controller_map(path.stem, table)
    return table


def write_map(name: str, text: str) -> None:
    """Make `text` the performer's own map `name`.

    Raises `ConfigError` if it is none, or cannot be written.
    """
    path = USER_MAPS / f"{name}.toml"
    with _blaming(str(path)):
        _controller_map(name, tomllib.loads(text))
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_suffix(".toml.new")
        new.write_text(text, encoding="utf-8")
        new.replace(path)


def keep_map(name: str) -> None:
    """Keep the performer's own map `name`, if there is one, as `NAME.toml.old`, too."""
    path = USER_MAPS / f"{name}.toml"
    if path.is_file():
        with _blaming(str(path)):
            shutil.copyfile(path, path.with_suffix(".toml.old"))


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
    generic = f'or generic@"{name}" for a port of that name, '
    others = f"{'' if name.endswith('.toml') else generic}or the path of a .toml file"
    raise ConfigError(f"no controller map {name!r}: {remedy} ({others}); `barwise learn` makes one")


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
    head = read(_Head, {key: value for key, value in table.items() if key not in _SECTIONS})
    colours = _section(table, "colours", dict)
    pads, lights = _pads(table)
    knobs = _knobs(table, head.takeover)
    for address in knobs.keys() & pads.keys():
        raise ConfigError(f"{spelled(address)} is both a pad and a knob")
    return ControllerMap(
        name=name,
        ports=head.ports,
        avoid=head.avoid,
        auto=head.auto and bool(head.ports),
        hello=_sysex(head.hello),
        goodbye=_sysex(head.goodbye),
        colours={role: within(DATA, value, f"colour {role}") for role, value in colours.items()},
        pads=pads,
        knobs=knobs,
        lights=lights,
    )


def _pads(
    table: Mapping[str, Any],
) -> tuple[dict[Address, tuple[Press, Pad]], tuple[Light, ...]]:
    pads: dict[Address, tuple[Press, Pad]] = {}
    lights: dict[Address, Light] = {}
    looks = _section(table, "looks", dict)
    for number, raw in enumerate(_section(table, "pad", list), 1):
        with _blaming(f"pad {number}"):
            for address, entry in each_pad(_entry(PadEntry, raw)):
                if entry.press:
                    press = _word(PRESSES, entry.press, "press")
                    check(entry.press, entry.pad)
                    _add(pads, address, (press, entry.pad))
                if entry.shows:
                    _add(lights, address, _light(address, entry, looks))
    return pads, tuple(lights.values())


def _light(address: Address, entry: PadEntry, looks: Mapping[str, Any]) -> Light:
    _word(SHOWS, entry.shows, "shows")
    return Light(address, entry.shows, entry.pad, _looks(entry, looks, address.channel))


def _knobs(table: Mapping[str, Any], takeover: str) -> dict[Address, Knob]:
    knobs: dict[Address, Knob] = {}
    for number, raw in enumerate(_section(table, "knob", list), 1):
        with _blaming(f"knob {number}"):
            for address, entry in each_knob(_entry(KnobEntry, raw)):
                _add(knobs, address, _knob(entry, takeover))
    return knobs


def _knob(entry: KnobEntry, takeover: str) -> Knob:
    turn = _word(TURNS, entry.turn, "turn")
    _word(dict.fromkeys(TAKEOVERS), entry.takeover or takeover, "takeover")
    if entry.relative:
        _word(ENCODINGS, entry.relative, "relative")
    if not abs(entry.step) <= 128:
        raise ConfigError(f"step = {entry.step:g}: how far a tick goes, at most 128, is wanted")
    return Knob(
        entry.turn,
        entry.relative,
        entry.step or turn.step,
        entry.takeover or takeover,
        entry.echo,
    )


def _entry(kind: type[T], raw: object) -> T:
    if not isinstance(raw, dict):
        raise ConfigError(f"{raw!r}: a table of at = ... and so on is wanted")
    return read(kind, raw)


def _add(there: dict[Address, T], address: Address, what: T) -> None:
    if address in there:
        raise ConfigError(f"{address.kind} {address.number} has a meaning already")
    there[address] = what


def _looks(entry: PadEntry, looks: Mapping[str, Any], channel: int) -> dict[str, Look]:
    """How each state of what `entry` shows looks; a state that the file leaves out is dark."""
    name, states = entry.looks or entry.shows, SHOWS[entry.shows].states
    table = _section(looks, name, dict)
    for state in table:
        if state not in states:
            raise ConfigError(f"looks.{name}: unknown state {state}: {nearest(state, states)}")
    return {
        state: _look(table.get(state, table.get(LIKE.get(state), 0)), channel, f"{name}.{state}")
        for state in states
    }


def _look(written: object, channel: int, where: str) -> Look:
    """A velocity, `role` for the role's colour, or a table of `value`, `channel` and `blink`."""
    table = written if isinstance(written, dict) else {"value": written}
    for key in table:
        _word(dict.fromkeys(("value", "channel", "blink")), key, f"key of looks.{where}")
    value, blinks = table.get("value", "role"), table.get("blink", False)
    number = None if value == "role" else within(DATA, value, f"looks.{where}")
    if not isinstance(blinks, bool):
        raise ConfigError(f"looks.{where}: blink = {blinks!r}: true or false is wanted")
    return Look(number, within(CHANNELS, table.get("channel", channel + 1), where) - 1, blinks)


def _section(table: Mapping[str, Any], key: str, kind: type[S]) -> S:
    found = table.get(key, kind())
    if not isinstance(found, kind):
        raise ConfigError(f"{key} = {found!r}: a {kind.__name__} is wanted")
    return found


def _word(words: Mapping[str, T], word: str, key: str) -> T:
    if word not in words:
        raise ConfigError(f"unknown {key} {word!r}: {nearest(word, list(words))}")
    return words[word]


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
