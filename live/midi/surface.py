"""One controller: what its messages mean, which lights it gets."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import mido

from live.controls import Post
from live.events import Event, News, Trouble
from live.midi.grip import Grip
from live.midi.maps import Address, ControllerMap, Look
from live.midi.messages import Decoder
from live.midi.names import likest
from live.midi.patchbay import Plug
from live.midi.system import first_match
from live.panel import Panel

DOWN = 64  # a CC from here on is a button held down


class Surface:
    """But for its making, the patch bay's thread has it to itself."""

    def __init__(
        self, controller: ControllerMap, port: str, post: Post, panel: Callable[[], Panel]
    ) -> None:
        """On a port whose name holds `port` if given, else on one that the map knows."""
        self._map = controller
        self._wanted = port
        self._post = post
        self._panel = panel
        self._decoder = Decoder()
        self._values: dict[Address, int] = {}
        self._grips: dict[Address, Grip] = {}
        self._shown: dict[Address, Look] = {}
        self._greeted = False
        self._watched: Panel | None = None
        self._drawn: tuple[Panel, bool] | None = None
        client = f"Barwise {controller.name}"
        self._in = Plug("in", client, self._choose, receive=self.receive, changed=self._plugged)
        self._out = Plug("out", client, self._choose_out, changed=self._lit)
        self.plugs = [self._in, self._out] if controller.answers else [self._in]

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
        self._watch(panel)
        if not self._out.port or self._is_drawn(panel, bright):
            return
        if not self._greeted and self._map.hello:
            self._out.send(self._map.hello)
        wanted = self.lights(panel, bright)
        for address, look in wanted.items():
            if self._shown.get(address) != look:
                self._out.send(light_message(address, look))
        self._greeted, self._shown, self._drawn = True, wanted, (panel, bright)

    def lights(self, panel: Panel, bright: bool) -> dict[Address, Look]:
        """All lights and rings as they are to be; the knobs with rings stand there then."""
        return {**self._map.shown(panel, bright), **self._echoes(panel)}

    def leave(self) -> None:
        """All dark, and the device as it was before the hello; what a hand has set stays there."""
        for address in self._shown:
            if address not in self._map.knobs:
                self._out.send(light_message(address, Look(0, address.channel)))
        if self._map.goodbye:
            self._out.send(self._map.goodbye)

    def _watch(self, panel: Panel) -> None:
        """Let every hand know what has come of what it asked for."""
        if panel is not self._watched:
            self._watched = panel
            for grip in self._grips.values():
                grip.stands(panel)

    def _is_drawn(self, panel: Panel, bright: bool) -> bool:
        return self._drawn is not None and self._drawn[0] is panel and self._drawn[1] == bright

    def _echoes(self, panel: Panel) -> dict[Address, Look]:
        """What is sent back to the knobs that want it, which stand there then."""
        echoes = {}
        for address, knob in self._map.knobs.items():
            stands = self._grip(address).stands(panel) if knob.echo else None
            if stands is not None:
                echoes[address] = Look(round(stands * 127), address.channel)
                self._grip(address).brought(stands)
        return echoes

    def _grip(self, address: Address) -> Grip:
        if address not in self._grips:
            self._grips[address] = Grip(self._map.knobs[address])
        return self._grips[address]

    def _event(self, message: mido.Message) -> Event | None:
        if message.type == "note_on":
            address = Address("note", message.channel, message.note)
            return self._map.pressed(address, self._panel())
        if message.type == "control_change":
            return self._control(Address("cc", message.channel, message.control), message.value)
        return None

    def _control(self, address: Address, value: int) -> Event | None:
        if address in self._map.knobs:
            return self._turned(address, value)
        last, self._values[address] = self._values.get(address, 0), value
        # Some buttons send nothing when let go: the same value again is another press.
        if value >= DOWN and (last < DOWN or value == last):
            return self._map.pressed(address, self._panel())
        return None

    def _turned(self, address: Address, value: int) -> Event | None:
        knob = self._map.knobs[address]
        if knob.echo and not knob.relative:
            self._shown[address] = Look(value, address.channel)  # it shows that by itself
            self._drawn = None
        return self._grip(address).turned(value, self._panel())

    def _choose(self, names: Sequence[str]) -> str | None:
        return first_match(names, [self._wanted]) if self._wanted else self._map.port(names)

    def _choose_out(self, names: Sequence[str]) -> str | None:
        """The output of the same device: there may be two of one model."""
        ours = [name for name in names if self._choose([name])] if self._in.port else []
        return likest(ours, self._in.port)

    def _plugged(self, port: str, came: bool) -> None:
        self._grips.clear()
        if came:
            self._post(News("midi", f"{port} is here ({self._map.name})"))
        else:
            self._post(Trouble("midi", f"{port} is gone: plug it in again"))

    def _lit(self, _port: str, _came: bool) -> None:
        self._shown, self._drawn, self._greeted = {}, None, False


def light_message(address: Address, look: Look) -> list[int]:
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
