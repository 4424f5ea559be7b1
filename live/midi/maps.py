"""A controller's map: which message means which event, and which light shows what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from live.events import Event
from live.midi.grip import Knob
from live.midi.lights import SHOWS
from live.midi.presses import Pad, Press
from live.midi.system import first_match, matches
from live.panel import Panel


class Address(NamedTuple):
    """What one pad or knob sends: `kind` is note or cc; channels count from 0."""

    kind: str
    channel: int
    number: int


class Look(NamedTuple):
    """How a light looks: a velocity or value, or None for the colour of its role, on a channel.

    One that `blinks` is dark in the second half of every beat.
    """

    value: int | None
    channel: int
    blinks: bool = False


@dataclass(frozen=True, slots=True)
class Light:
    """One light: what it `shows` of which pad's, and how each state looks."""

    address: Address
    shows: str
    pad: Pad
    looks: Mapping[str, Look]

    def look(self, panel: Panel, colours: Mapping[str, int], bright: bool) -> Look:
        show = SHOWS[self.shows]
        value, channel, blinks = self.looks[show.state(self.pad, panel)]
        if blinks and not bright:
            value = 0
        elif value is None:
            value = colours.get(show.role(self.pad, panel), 0)
        return Look(value, channel)


@dataclass(frozen=True, slots=True)
class ControllerMap:
    """A controller on a port that matches one of `ports` and none of `avoid`.

    `auto`: it is known by its port alone. `hello` and `goodbye` are system-exclusive messages, or
    empty; `colours` are the roles'.
    """

    name: str
    ports: tuple[str, ...]
    avoid: tuple[str, ...]
    auto: bool
    hello: tuple[int, ...]
    goodbye: tuple[int, ...]
    colours: Mapping[str, int]
    pads: Mapping[Address, tuple[Press, Pad]]
    knobs: Mapping[Address, Knob]
    lights: tuple[Light, ...]

    @property
    def answers(self) -> bool:
        """Whether anything is sent to it."""
        return bool(self.lights) or any(knob.echo for knob in self.knobs.values())

    def pressed(self, address: Address, panel: Panel) -> Event | None:
        """What the pad at `address` means at this moment."""
        if address not in self.pads:
            return None
        press, pad = self.pads[address]
        return press(pad, panel)

    def shown(self, panel: Panel, bright: bool = True) -> dict[Address, Look]:
        """How every light looks at this moment; what blinks is lit when it is `bright`."""
        return {light.address: light.look(panel, self.colours, bright) for light in self.lights}

    def port(self, names: Sequence[str]) -> str | None:
        """The one of the ports `names` that is this controller; for a map of none, the first."""
        if not self.ports:
            return next((name for name in names if "through" not in name.lower()), None)
        allowed = [name for name in names if not any(matches(name, a) for a in self.avoid)]
        return first_match(allowed, self.ports)
