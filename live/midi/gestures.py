"""What a hand does to a control, told from what the control sends: for `barwise learn`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import mido

from live.midi.maps import Address
from live.midi.messages import Decoder
from live.midi.relative import fitting

REST = 0.5  # seconds without a message after which a hand has done what it wanted

FURTHER = "press it once more, or turn it further"
BACK = "now turn it the other way, too"

_FINE = 32  # CC n + 32 has the fine steps of CC n, where there are fourteen bits


@dataclass(frozen=True, slots=True)
class Gesture:
    """`kind` is pad, button, knob or encoder; an encoder's `relative` is a name of `ENCODINGS`."""

    address: Address
    kind: str
    relative: str = ""

    @property
    def turns(self) -> bool:
        return self.kind in ("knob", "encoder")


class Watcher:
    """Watches until one control has been moved and let be. `hint` says what is still unclear."""

    def __init__(self) -> None:
        self.hint = ""
        self._decoder = Decoder()
        self._address: Address | None = None
        self._values: list[int] = []
        self._fine = False
        self._seen = 0.0

    def receive(self, data: Sequence[int], now: float) -> None:
        """Take in one message; what is no note and no control change is ignored. Never raises."""
        message = self._decoder.decode(data)
        if message is None or message.type not in ("note_on", "control_change"):
            return
        if self._address is None or now - self._seen > REST:
            self._begin(message)
        if self._address == _address(message):
            self._values.append(_value(message))
            self._seen = now
        elif self._address is not None:
            low, high = self._address.number, _address(message).number
            self._fine |= self._address.kind == "cc" and low < _FINE and high == low + _FINE

    def gesture(self, now: float) -> Gesture | None:
        """What was done, once the control rests and it is clear; then the next one may come."""
        if self._address is None or (self._address.kind == "cc" and now - self._seen < REST):
            return None
        found = self._gesture(self._address)
        if found is not None:
            self.forget()
        return found

    def forget(self) -> None:
        self._address, self._values, self._fine, self.hint = None, [], False, ""

    def _begin(self, message: mido.Message) -> None:
        """Another control may be meant after a rest; a button let go at last is nothing new."""
        if self._address != _address(message):
            self.forget()
            if _value(message):
                self._address = _address(message)

    def _gesture(self, address: Address) -> Gesture | None:
        if address.kind == "note":
            return Gesture(address, "pad")
        if is_button(self._values):
            return Gesture(address, "button")
        encodings = () if self._fine else encodings_of(self._values)
        if len(encodings) == 1:
            return Gesture(address, "encoder", encodings[0])
        if encodings:
            self.hint = BACK
        elif len(set(self._values)) < 3:
            self.hint = FURTHER
        else:
            return Gesture(address, "knob")
        return None


def is_button(values: Sequence[int]) -> bool:
    """One value and nought, or the highest alone: from a button that is still held."""
    return values == [127] or (0 in values and len(set(values)) == 2)


def encodings_of(values: Sequence[int]) -> tuple[str, ...]:
    """In which encodings an endless encoder may have sent `values`; none if it was none.

    A knob that sends where it stands never sends the same twice running.
    """
    repeated = sum(one == other for one, other in pairwise(values))
    return fitting(frozenset(values)) if repeated >= 2 else ()


def _address(message: mido.Message) -> Address:
    if message.type == "note_on":
        return Address("note", message.channel, message.note)
    return Address("cc", message.channel, message.control)


def _value(message: mido.Message) -> int:
    return int(message.velocity if message.type == "note_on" else message.value)
