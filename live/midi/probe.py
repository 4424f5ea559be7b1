"""What a MIDI system has to say for itself: which ports there are, and that it still lives."""

from __future__ import annotations

import itertools
import os
import time
from typing import Any, Literal

Direction = Literal["in", "out"]

_PATIENCE = 2.0  # seconds without an echo after which a JACK server is dead
_PING = [0xFE]  # active sensing: means nothing

_numbers = itertools.count()


class Probe:
    """Lists the ports through clients of its own.

    A JACK server may die, and its clients do not notice: they list the ports of old times for
    ever, and what is sent to them blocks the whole interpreter once a buffer is full. So a probe
    for JACK sends itself an echo through the server.
    """

    def __init__(self, rtmidi: Any, api: int) -> None:
        """Raises `rtmidi.RtMidiError` if the system does not answer."""
        self._clients = {"in": rtmidi.MidiIn(api, "Barwise looks")}
        self._clients["out"] = rtmidi.MidiOut(api, "Barwise looks")
        self._asked: float | None = None
        self._mortal = api == rtmidi.API_UNIX_JACK
        if self._mortal:
            self._join()

    def names(self, direction: Direction) -> list[str]:
        """The ports there are now, without Barwise's own."""
        ports = self._clients[direction].get_ports()
        return [name for name in ports if not name.startswith("Barwise")]

    def alive(self) -> bool:
        """Whether the system still answers; to be asked again and again."""
        if not self._mortal:
            return True
        while self._clients["in"].get_message():
            self._asked = None
        if self._asked is None:
            self._asked = time.monotonic()
            self._clients["out"].send_message(_PING)
        return time.monotonic() - self._asked < _PATIENCE

    def close(self) -> None:
        for client in self._clients.values():
            client.delete()

    def _join(self) -> None:
        ear, mouth = self._clients["in"], self._clients["out"]
        name = f"echo {os.getpid()}.{next(_numbers)}"
        ear.ignore_types(active_sense=False)
        ear.open_virtual_port(name)
        ports = mouth.get_ports()
        mouth.open_port([port.endswith(name) for port in ports].index(True), name)
