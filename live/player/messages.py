"""What is said to the player and what it answers: one table of OSC addresses, on loopback only.

Beats are absolute beats of the session, times are seconds of CLOCK_MONOTONIC, which all processes
of one machine share. Floats travel as doubles: a beat must not be rounded on its way.
"""

from __future__ import annotations

import math
from dataclasses import astuple, dataclass, fields, is_dataclass
from functools import cache
from typing import Any, get_type_hints

from pythonosc.osc_message import OscMessage
from pythonosc.osc_message_builder import OscMessageBuilder

from live.errors import PacketError
from live.timeline import Timeline, Transport

#: The longest loop, in beats of the session or its own.
MOST_BEATS = 1024.0
MOST_SEMITONES = 24
MOST_GAIN_DB = 24.0

_TAGS: dict[type, str] = {bool: "i", int: "i", float: "d", str: "s"}


@dataclass(frozen=True, slots=True)
class Sound:
    """What is to be heard, whatever the tempo.

    Attributes
    ----------
    path, digest
        the file and the hash of its content.
    beats, bpm
        its own length and tempo.
    length
        the beats of the session that it fills; differs from `beats` in half and double time.
    transpose
        semitones.
    offset
        beats of the session by which its first beat lies after the point it counts from.
    """

    path: str
    digest: str
    beats: float
    bpm: float
    length: float
    transpose: int = 0
    offset: float = 0.0
    gain_db: float = 0.0

    def __post_init__(self) -> None:
        _within("beats", self.beats, 0.01, MOST_BEATS)
        _within("bpm", self.bpm, 10, 1000)
        _within("length", self.length, 0.01, MOST_BEATS)
        _within("transpose", self.transpose, -MOST_SEMITONES, MOST_SEMITONES)
        _within("offset", self.offset, -MOST_BEATS, MOST_BEATS)
        _within("gain_db", self.gain_db, -144, MOST_GAIN_DB)


def _within(name: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise ValueError(f"{name} {value} is outside {low:g} to {high:g}")


@dataclass(frozen=True, slots=True)
class Message:
    """Base of everything said to the player and by it."""


@dataclass(frozen=True, slots=True)
class Hello(Message):
    """Send answers to where this came from: `Here`, and a `SlotIs` for every slot in use.

    Who does not know the `key` (see `Line`) is not listened to.
    """

    key: str


@dataclass(frozen=True, slots=True)
class Clock(Message):
    """The timeline to follow from now on; see `Timeline` and `Transport`."""

    bpm: float
    beat: float
    time: float
    beats_per_bar: int
    running: bool
    epoch: int

    def __post_init__(self) -> None:
        self.transport()  # refuses a tempo or metre out of range

    def transport(self) -> Transport:
        timeline = Timeline(self.bpm, self.beat, self.time, self.beats_per_bar)
        return Transport(timeline, self.running, self.epoch)


@dataclass(frozen=True, slots=True)
class Launch(Message):
    """See `live.actions.Launch`."""

    slot: int
    beat: float
    since: float
    sound: Sound


@dataclass(frozen=True, slots=True)
class Stop(Message):
    slot: int
    beat: float


@dataclass(frozen=True, slots=True)
class Cue(Message):
    beat: float
    since: float
    sound: Sound


@dataclass(frozen=True, slots=True)
class CueStop(Message):
    beat: float


@dataclass(frozen=True, slots=True)
class Prepare(Message):
    """Get the audio of `sound` ready: it may be launched soon."""

    sound: Sound


@dataclass(frozen=True, slots=True)
class Latency(Message):
    """Play this much earlier than the clock says: what the sound card holds back."""

    ms: float


@dataclass(frozen=True, slots=True)
class Quit(Message):
    """End the process."""


@dataclass(frozen=True, slots=True)
class Here(Message):
    """The player is up: how it reaches the loudspeakers."""

    backend: str
    rate: float
    block: int
    channels: int


@dataclass(frozen=True, slots=True)
class Ready(Message):
    """The audio of this sound lies prepared for `bpm`."""

    path: str
    transpose: int
    bpm: float


@dataclass(frozen=True, slots=True)
class SlotIs(Message):
    """`state` as in `live.types.SlotState`; `since` is the beat its position counts from."""

    slot: int
    state: str
    path: str
    since: float


@dataclass(frozen=True, slots=True)
class Late(Message):
    """The audio was not ready at beat `wanted`; it begins at `beat` instead, in phase."""

    slot: int
    path: str
    wanted: float
    beat: float


@dataclass(frozen=True, slots=True)
class Error(Message):
    """One line: the offender and the remedy."""

    text: str


@dataclass(frozen=True, slots=True)
class Meter(Message):
    """How it goes: sent about once a second.

    `error_ms` is how far the sound lags behind the clock, `xruns` the blocks lost so far, `load`
    the share of one processor core in use, `peak` the highest sample of the main bus since the
    last one.
    """

    beat: float
    error_ms: float
    xruns: int
    load: float
    peak: float


ADDRESSES: dict[str, type[Message]] = {
    "/player/hello": Hello,
    "/player/timeline": Clock,
    "/player/launch": Launch,
    "/player/stop": Stop,
    "/player/cue": Cue,
    "/player/cue/stop": CueStop,
    "/player/prepare": Prepare,
    "/player/latency": Latency,
    "/player/quit": Quit,
    "/player/here": Here,
    "/player/ready": Ready,
    "/player/slot": SlotIs,
    "/player/late": Late,
    "/player/error": Error,
    "/player/meter": Meter,
}
_ADDRESS_OF = {kind: address for address, kind in ADDRESSES.items()}


def encode(message: Message) -> bytes:
    """The OSC packet of `message`."""
    builder = OscMessageBuilder(_ADDRESS_OF[type(message)])
    for tag, value in zip(_TYPES[type(message)], _flat(astuple(message)), strict=True):
        builder.add_arg(value, tag)
    packet: bytes = builder.build().dgram
    return packet


def decode(packet: bytes) -> Message:
    """The message in `packet`; a `PacketError` says what is wrong with it."""
    try:
        parsed = OscMessage(packet)
    except Exception as error:  # python-osc lets whatever its parsers trip over through
        raise PacketError(f"player: {packet[:32]!r} is no OSC message ({error})") from None
    kind = ADDRESSES.get(parsed.address)
    if kind is None:
        raise PacketError(f"player: unknown address {parsed.address!r}; see {__name__}")
    values = list(parsed.params)
    tags = _TYPES[kind]
    if len(values) != len(tags) or not all(map(_fits, tags, values)):
        raise PacketError(f"player: {parsed.address} {values}: wants arguments of types {tags!r}")
    try:
        message: Message = _built(kind, iter(values))
    except ValueError as error:
        raise PacketError(f"player: {parsed.address}: {error}") from None
    return message


@cache
def _hints(kind: Any) -> tuple[type, ...]:
    hints = get_type_hints(kind)
    return tuple(hints[field.name] for field in fields(kind))


def _tagged(kind: Any) -> str:
    return "".join(_tagged(hint) if is_dataclass(hint) else _TAGS[hint] for hint in _hints(kind))


def _flat(values: tuple[Any, ...]) -> list[Any]:
    flat: list[Any] = []
    for value in values:
        flat += _flat(value) if isinstance(value, tuple) else [value]
    return flat


def _fits(tag: str, value: Any) -> bool:
    if tag == "d":
        return isinstance(value, int | float) and math.isfinite(value)
    return isinstance(value, {"i": int, "s": str}[tag])


def _built(kind: Any, values: Any) -> Any:
    """A `kind` from the next of `values`."""
    return kind(
        *(
            _built(hint, values) if is_dataclass(hint) else hint(next(values))
            for hint in _hints(kind)
        )
    )


_TYPES = {kind: _tagged(kind) for kind in _ADDRESS_OF}
