"""One TOML file, read into frozen dataclasses; flags of the command line replace single values.

An unknown key is refused together with the nearest valid name: a typo on stage must not silently
mean the default.
"""

from __future__ import annotations

import difflib
import tomllib
import types
import typing
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import Any

import platformdirs

from live.errors import ConfigError

DATA_FOLDER = Path(platformdirs.user_data_dir("barwise", appauthor=False))


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each term counts. Terms are about 0..1; penalties are subtracted."""

    harmony: float = 1.0
    rhythm: float = 0.6
    balance: float = 0.4
    role: float = 0.8
    tempo: float = 1.0
    transpose: float = 0.25
    freshness: float = 0.5
    taste: float = 0.3
    energy: float = 0.4
    form: float = 1.0
    pair: float = 1.0
    imagined: float = 0.3


@dataclass(frozen=True, slots=True)
class RankingConfig:
    """What scores less than `nothing_fits` is not suggested; of probabilities, than `improbable`.

    These fall quickly with stretch: of lists of 100 loops that all have to be played 10 %
    faster, 2 in 100 stay empty at 0.25, and 47 in 100 would at 0.45.
    """

    weights: Weights = field(default_factory=Weights)
    suggestions: int = 8
    shortlist: int = 256
    max_stretch: float = 1.3
    max_transpose: int = 6
    nothing_fits: float = 0.45
    improbable: float = 0.25
    target_lufs: float = -18.0
    bundles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EngineConfig:
    lead_ms: float = 300.0
    launch_margin_ms: float = 40.0
    quantum: float = 4.0
    slots: int = 16
    hold_bars: int = 2
    history: int = 64


@dataclass(frozen=True, slots=True)
class ClockConfig:
    """With `latency_ms` 0 the one set last by `/barwise/latency` holds; `start_stop` is Link's."""

    name: str = "internal"
    bpm: float = 120.0
    beats_per_bar: int = 4
    port: str = ""
    latency_ms: float = 0.0
    start_stop: bool = False


@dataclass(frozen=True, slots=True)
class ListenConfig:
    device: str = ""
    channels: int = 2
    threshold_lufs: float = -60.0


@dataclass(frozen=True, slots=True)
class OscConfig:
    host: str = "127.0.0.1"
    port: int = 7400
    out: tuple[str, ...] = ("osc://127.0.0.1:7401",)


@dataclass(frozen=True, slots=True)
class OscQueryConfig:
    """Served at the host of `[osc]`; with `port` 0 at TCP port number `[osc] port`."""

    on: bool = False
    port: int = 0


@dataclass(frozen=True, slots=True)
class MidiConfig:
    """`controllers` are names of maps, or `auto`; `send` is a port, `on_accept` what goes there.

    `clock_out` is the port that MIDI clock goes to, `clock_early_ms` before its time.
    """

    backend: str = ""
    controllers: tuple[str, ...] = ()
    send: str = ""
    on_accept: str = "note"
    channel: int = 1
    number: int = 60
    clock_out: str = ""
    clock_early_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class PlayerConfig:
    on: bool = False
    port: int = 7402
    backend: str = ""
    device: str = ""
    rate: int = 48000
    block: int = 512
    cue: bool = True
    latency_ms: float = 0.0
    record: str = ""


@dataclass(frozen=True, slots=True)
class AbletonConfig:
    """AbletonOSC at `host`:`port`; it answers on `listen_port` and no other.

    What is accepted goes into the audio tracks whose names begin with one of `tracks`, a preview
    into the one called `cue`. Live reads its messages once in 100 ms and opens files: what is
    accepted less than `margin_ms` before a bar waits for the next. What it says that Live plays and
    the library does not know is read only if it lies below one of `folders`.
    """

    on: bool = False
    host: str = "127.0.0.1"
    port: int = 11000
    listen_port: int = 11001
    tracks: tuple[str, ...] = ("Barwise",)
    cue: str = ""
    margin_ms: float = 250.0
    folders: tuple[str, ...] = ("~/Music", "~/Documents")


@dataclass(frozen=True, slots=True)
class PageConfig:
    """The dashboard. Beyond loopback it asks for `token`, or with none for one of its own making.

    If the default port is taken, one of the next is used.
    """

    on: bool = True
    host: str = "127.0.0.1"
    port: int = 7480
    token: str = ""


@dataclass(frozen=True, slots=True)
class Config:
    """With `resume` a set that was cut off in the last 15 minutes goes on."""

    library: str = str(DATA_FOLDER / "library.db")
    log: str = ""
    resume: bool = True
    screen: bool = True
    engine: EngineConfig = field(default_factory=EngineConfig)
    ranking: RankingConfig = field(default_factory=RankingConfig)
    clock: ClockConfig = field(default_factory=ClockConfig)
    listen: ListenConfig = field(default_factory=ListenConfig)
    osc: OscConfig = field(default_factory=OscConfig)
    oscquery: OscQueryConfig = field(default_factory=OscQueryConfig)
    midi: MidiConfig = field(default_factory=MidiConfig)
    player: PlayerConfig = field(default_factory=PlayerConfig)
    ableton: AbletonConfig = field(default_factory=AbletonConfig)
    page: PageConfig = field(default_factory=PageConfig)


def load(path: str | Path | None) -> Config:
    """The configuration of the TOML file at `path`, or the defaults with None.

    Raises `ConfigError` naming the file, the key and what was meant to be there.
    """
    if path is None:
        return Config()
    try:
        table = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"{path}: no such file; give an existing TOML to --config") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path}: {error}") from None
    try:
        return read(Config, table)
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from None


T = typing.TypeVar("T")


def read(kind: type[T], table: dict[str, Any], where: str = "") -> T:
    """`table` as the dataclass `kind`; `where` is the dotted path so far, for the error text."""
    hints = typing.get_type_hints(kind)
    known = [f.name for f in fields(kind)]  # type: ignore[arg-type]
    for key in table:
        if key not in known:
            raise ConfigError(f"unknown key {where}{key}: {nearest(key, known)}")
    return kind(**{key: _value(hints[key], table[key], where + key) for key in table})


def nearest(key: str, known: Sequence[str]) -> str:
    """The remedy for a `key` that is none of `known`."""
    close = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
    return f"did you mean {close[0]}?" if close else f"choose from {', '.join(known)}"


def _value(hint: Any, value: Any, where: str) -> Any:
    if is_dataclass(hint):
        if not isinstance(value, dict):
            raise ConfigError(f"{where} = {value!r}: a table [{where}] is wanted")
        return read(typing.cast("type[Any]", hint), value, where + ".")
    if typing.get_origin(hint) is tuple:
        values = [value] if isinstance(value, str) else value
        if not isinstance(values, list) or not all(isinstance(v, str) for v in values):
            raise ConfigError(f"{where} = {value!r}: a list of strings is wanted")
        return tuple(values)
    if hint is float and type(value) is int:
        return float(value)
    if isinstance(hint, types.UnionType) or type(value) is not hint:
        raise ConfigError(f"{where} = {value!r}: {hint.__name__} is wanted")
    return value
