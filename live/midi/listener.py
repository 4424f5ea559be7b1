"""One controller, as it speaks by itself: for who wants to learn it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from queue import SimpleQueue
from typing import TypeVar

from live.midi.maps import Address, ControllerMap, Look
from live.midi.names import device, likest
from live.midi.patchbay import PatchBay, Plug
from live.midi.surface import light_message

CLIENT = "Barwise learns"

T = TypeVar("T")


class Listener:
    """The port `port` and the output of the same device, if it has one.

    If a map `knows` the device, it is greeted as in a set: it may send something else before.
    """

    def __init__(self, backend: str, port: str, knows: ControllerMap | None = None) -> None:
        """Raises `DeviceError` without any MIDI."""
        self._wanted = port
        self._knows = knows
        self._gone = False
        self._heard: SimpleQueue[tuple[Sequence[int], float]] = SimpleQueue()
        self._news: SimpleQueue[str] = SimpleQueue()
        self._lights: SimpleQueue[Sequence[int]] = SimpleQueue()
        self._in = Plug(
            "in",
            CLIENT,
            lambda names: self._wanted if self._wanted in names else None,
            receive=lambda data, time: self._heard.put((data, time)),
            changed=self._plugged,
        )
        self._out = Plug("out", CLIENT, self._choose_out, changed=self._greet)
        self._bay = PatchBay(backend, [self._in, self._out], self._send_all, self._leave)

    @property
    def lights(self) -> bool:
        """Whether anything can be sent to it."""
        return bool(self._out.port)

    def heard(self) -> Iterator[tuple[Sequence[int], float]]:
        """What has come since the last call, and when (monotonic)."""
        return _all(self._heard)

    def news(self) -> Iterator[str]:
        """Lines for the performer since the last call: gone, back."""
        return _all(self._news)

    def light(self, address: Address, value: int) -> None:
        self._lights.put(light_message(address, Look(value, address.channel)))
        self._bay.wake()

    def close(self) -> None:
        self._bay.close()

    def _choose_out(self, names: Sequence[str]) -> str | None:
        ours = [name for name in names if self._is_ours(name)]
        return likest(ours, self._wanted) if self._in.port else None

    def _is_ours(self, name: str) -> bool:
        known = self._knows is not None and self._knows.auto and self._knows.port([name])
        return bool(known) or device(name) == device(self._wanted)

    def _greet(self, _port: str, came: bool) -> None:
        if came and self._knows is not None and self._knows.hello:
            self._lights.put(self._knows.hello)

    def _leave(self) -> None:
        self._send_all()
        if self._knows is not None and self._knows.goodbye:
            self._out.send(self._knows.goodbye)

    def _send_all(self) -> None:
        for data in _all(self._lights):
            self._out.send(data)

    def _plugged(self, port: str, came: bool) -> None:
        if not came:
            self._news.put(f"{port} is gone: plug it in again")
        elif self._gone:
            self._news.put(f"{port} is back")
        self._gone = not came


def _all(messages: SimpleQueue[T]) -> Iterator[T]:
    while not messages.empty():
        yield messages.get()
