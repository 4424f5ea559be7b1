"""MIDI controllers: pads, buttons and knobs in, lights out, by the maps in `maps`.

`[midi] controllers` names maps (`apc-mini`, or the path of a .toml file), each with `@` and a part
of a port's name if need be, or is `auto`: every controller that a map knows. They may come and go
at any time.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from itertools import chain

import mido

from live.actions import Action
from live.config import Config
from live.controls import Post
from live.events import Event, News, Trouble
from live.midi.mapfile import load_map, map_names
from live.midi.maps import Address, ControllerMap, Look
from live.midi.messages import Decoder
from live.midi.patchbay import PatchBay, Plug
from live.midi.system import first_match
from live.panel import Panel

DOWN = 64  # a CC from here on is a button held down

_CHOSEN = re.compile(r"(.*?\.toml|[^@]*)(?:@(.*))?", re.DOTALL)


def open(post: Post, config: Config) -> MidiControl | None:
    """Every controller of `[midi] controllers`; None if there are none.

    Raises `ConfigError` for an unknown map or a mistake in one, `DeviceError` without any MIDI.
    """
    names = config.midi.controllers
    if not names:
        return None
    return MidiControl(post, {name: _maps(name) for name in names}, config.midi.backend)


def _maps(name: str) -> list[tuple[ControllerMap, str]]:
    """The maps that `name` stands for, each with the part of a port's name that is asked for."""
    if name == "auto":
        known = [load_map(name) for name in map_names()]
        return [(controller, "") for controller in known if controller.ports]
    found = _CHOSEN.fullmatch(name)
    assert found is not None, "it matches anything"
    return [(load_map(found[1]), found[2] or "")]


class MidiControl:
    """All controllers, behind one thread that owns their ports."""

    def __init__(
        self, post: Post, maps: Mapping[str, Sequence[tuple[ControllerMap, str]]], backend: str
    ) -> None:
        self._panel = Panel()
        surfaces = {
            name: [Surface(found, port, post, lambda: self._panel) for found, port in chosen]
            for name, chosen in maps.items()
        }
        # Who takes any port chooses last.
        self._surfaces = sorted(chain(*surfaces.values()), key=Surface.takes_any)
        plugs = [plug for surface in self._surfaces for plug in surface.plugs]
        self._bay = PatchBay(backend, plugs, self._show, self._leave)
        for name, each in surfaces.items():
            if not any(surface.port for surface in each):
                post(Trouble("midi", f"no controller for {name} is there: plug it in any time"))

    def send(self, action: Action, now: float) -> None:
        panel = self._panel.after(action)
        if panel is not self._panel:
            self._panel = panel
            self._bay.wake()

    def close(self) -> None:
        """Leave every controller dark."""
        self._bay.close()

    def _show(self) -> None:
        panel = self._panel
        bright = panel.line.beat_at(time.monotonic()) % 1 < 0.5
        for surface in self._surfaces:
            surface.show(panel, bright)

    def _leave(self) -> None:
        for surface in self._surfaces:
            surface.leave()


class Surface:
    """One controller; but for its making, the patch bay's thread has it to itself."""

    def __init__(
        self, controller: ControllerMap, port: str, post: Post, panel: Callable[[], Panel]
    ) -> None:
        self._map = controller
        self._wanted = port
        self._post = post
        self._panel = panel
        self._decoder = Decoder()
        self._values: dict[Address, int] = {}
        self._shown: dict[Address, Look] = {}
        self._drawn: tuple[Panel, bool] | None = None
        client = f"Barwise {controller.name}"
        self._in = Plug("in", client, self._choose, receive=self.receive, changed=self._plugged)
        self._out = Plug("out", client, self._choose, changed=self._lit)
        self.plugs = [self._in, self._out] if controller.lights else [self._in]

    @property
    def port(self) -> str:
        """The input that is open, or empty."""
        return self._in.port

    def takes_any(self) -> bool:
        """Whether it makes do with any port there is."""
        return not (self._wanted or self._map.ports)

    def receive(self, data: Sequence[int], _now: float) -> None:
        """Post what the message `data` means, if anything. Never raises."""
        message = self._decoder.decode(data)
        event = None if message is None else self._event(message)
        if event is not None:
            self._post(event)

    def show(self, panel: Panel, bright: bool) -> None:
        """Send the lights that have changed; all of them to a controller that has just come.

        What blinks is lit when it is `bright`.
        """
        if not self._out.port or self._is_drawn(panel, bright):
            return
        if self._drawn is None and self._map.hello:
            self._out.send(self._map.hello)
        wanted = self._map.shown(panel, bright)
        for address, look in wanted.items():
            if self._shown.get(address) != look:
                self._out.send(_light(address, look))
        self._shown, self._drawn = wanted, (panel, bright)

    def leave(self) -> None:
        """All dark, and the device as it was before the hello."""
        for address in self._shown:
            self._out.send(_light(address, Look(0, address.channel)))
        if self._map.goodbye:
            self._out.send(self._map.goodbye)

    def _is_drawn(self, panel: Panel, bright: bool) -> bool:
        return self._drawn is not None and self._drawn[0] is panel and self._drawn[1] == bright

    def _event(self, message: mido.Message) -> Event | None:
        if message.type == "note_on":
            address = Address("note", message.channel, message.note)
            return self._map.pressed(address, self._panel())
        if message.type == "control_change":
            return self._control(Address("cc", message.channel, message.control), message.value)
        return None

    def _control(self, address: Address, value: int) -> Event | None:
        if address in self._map.knobs:
            return self._map.knobs[address](value / 127)
        last, self._values[address] = self._values.get(address, 0), value
        # Some buttons send nothing when let go: the same value again is another press.
        if value >= DOWN and (last < DOWN or value == last):
            return self._map.pressed(address, self._panel())
        return None

    def _choose(self, names: Sequence[str]) -> str | None:
        return first_match(names, [self._wanted]) if self._wanted else self._map.port(names)

    def _plugged(self, port: str, came: bool) -> None:
        if came:
            self._post(News("midi", f"{port} is here ({self._map.name})"))
        else:
            self._post(Trouble("midi", f"{port} is gone: plug it in again"))

    def _lit(self, _port: str, _came: bool) -> None:
        self._shown, self._drawn = {}, None


def _light(address: Address, look: Look) -> list[int]:
    if address.kind == "note":
        message = mido.Message(
            "note_on", channel=look.channel, note=address.number, velocity=look.value
        )
    else:
        message = mido.Message(
            "control_change", channel=look.channel, control=address.number, value=look.value
        )
    data: list[int] = message.bytes()
    return data
