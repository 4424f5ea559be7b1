"""Which ports there are, and since when."""

from __future__ import annotations

import math
from typing import Protocol

from live.midi.probe import Direction

DIRECTIONS: tuple[Direction, ...] = ("in", "out")

#: A port that has come is left alone for so many seconds: JACK shows those of a client that it does
#: not yet let anybody join, and python-rtmidi does not tell.
SETTLED = 0.1

_Names = list[str] | None  # None while there is no MIDI server


class Lists(Protocol):
    """What `live.midi.system.System` tells of ports."""

    def names(self, direction: Direction) -> _Names: ...
    def glance(self, direction: Direction) -> _Names: ...


class Ports:
    """Those of `system`, as of the last look. What is there at the first look is settled."""

    def __init__(self, system: Lists) -> None:
        self._system = system
        self._there: dict[Direction, _Names] = {}
        self._since: dict[tuple[Direction, str], float] = {}

    def look(self, now: float) -> None:
        """See what is there at monotonic `now`, and whether MIDI itself is."""
        come = now if self._there else -math.inf
        self._there = {direction: self._system.names(direction) for direction in DIRECTIONS}
        here = [(way, name) for way, names in self._there.items() for name in names or ()]
        self._since = {port: self._since.get(port, come) for port in here}

    def changed(self) -> bool:
        """Whether a glance shows others than the last look."""
        return any(self._system.glance(way) != names for way, names in self._there.items())

    def there(self, direction: Direction) -> _Names:
        return self._there[direction]

    def settled(self, direction: Direction, name: str, now: float) -> bool:
        return now - self._since[direction, name] >= SETTLED
