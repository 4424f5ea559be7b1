"""The tables `[[pad]]` and `[[knob]]` of a map file, and the rows that they stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from live.errors import ConfigError
from live.midi.maps import Address
from live.midi.presses import AMOUNTS, Pad

DATA = range(128)
CHANNELS = range(1, 17)

_AT = re.compile(r"(note|cc) (\d+)(?:-(\d+))?(?: ch (\d+))?")


@dataclass(frozen=True, slots=True)
class PadEntry:
    at: str = ""
    press: str = ""
    first: int = -1
    role: str = ""
    roles: tuple[str, ...] = ()
    to: float = -1.0
    by: float = 0.0
    shows: str = ""
    looks: str = ""

    @property
    def pad(self) -> Pad:
        """What is said of an entry that is no row."""
        index = self.first if self.first >= 0 else None
        return Pad(index, self.role, self.to if self.to >= 0 else None, self.by)


@dataclass(frozen=True, slots=True)
class KnobEntry:
    at: str = ""
    turn: str = ""
    relative: str = ""
    step: float = 0.0
    takeover: str = ""
    echo: bool = False


E = TypeVar("E", PadEntry, KnobEntry)


def each_pad(entry: PadEntry) -> Iterator[tuple[Address, PadEntry]]:
    """The pads of the row that `entry` describes, each with an entry of its own."""
    addresses = _addresses(entry.at)
    count = len(addresses)
    if entry.roles and len(entry.roles) != count:
        raise ConfigError(f"{len(entry.roles)} roles for {count} pads")
    for position, address in enumerate(addresses):
        single = replace(entry, at=spelled(address))
        yield address, _of_a_row(single, position, count) if count > 1 else _alone(single)


def each_knob(entry: KnobEntry) -> Iterator[tuple[Address, KnobEntry]]:
    for address in _addresses(entry.at):
        yield address, replace(entry, at=spelled(address))


def spelled(address: Address) -> str:
    """`note 36`, or `note 36 ch 10`: as a map file has it."""
    channel = f" ch {address.channel + 1}" if address.channel else ""
    return f"{address.kind} {address.number}{channel}"


def within(allowed: range, value: object, where: str) -> int:
    if type(value) is not int or value not in allowed:
        raise ConfigError(f"{where}: {value!r} is not in {allowed.start}..{allowed.stop - 1}")
    return value


def _of_a_row(entry: PadEntry, position: int, count: int) -> PadEntry:
    entry = replace(entry, first=max(entry.first, 0) + position)
    if entry.roles:
        entry = replace(entry, role=entry.roles[position], roles=())
    if {entry.press, entry.shows} & set(AMOUNTS) and not entry.by and entry.to < 0:
        entry = replace(entry, to=position / (count - 1))
    return entry


def _alone(entry: PadEntry) -> PadEntry:
    return replace(entry, role=entry.roles[0], roles=()) if entry.roles else entry


def _addresses(at: str) -> list[Address]:
    """`note 36`, `cc 20-27`, `note 36-43 ch 10`: one or a row; downwards if written so."""
    found = _AT.fullmatch(at)
    if found is None:
        raise ConfigError(f"at = {at!r}: `note 36`, `cc 20-27` or `note 36-43 ch 10` is wanted")
    kind, first, last, channel = found.groups()
    low, high = (within(DATA, int(number), at) for number in (first, last or first))
    step = 1 if low <= high else -1
    return [
        Address(kind, within(CHANNELS, int(channel or 1), at) - 1, number)
        for number in range(low, high + step, step)
    ]
