"""The process that sends MIDI clock: no other thread may hold the interpreter when a tick is due.

`python -m live.midi.clockwork BACKEND PORT EARLY` sends to the first output whose name holds PORT,
or with an empty PORT from a port of its own, EARLY seconds before the time. It reads a transport a
line on standard input, tells what the performer should know a line on standard output, both in
JSON, and ends with its input.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import astuple

from live.errors import BarwiseError
from live.midi.patchbay import PatchBay, Plug
from live.midi.pulse import Messages, Pulse
from live.midi.system import first_match
from live.timeline import Timeline, Transport

OWN_PORT = "Barwise clock out"

#: Called with "news", "trouble", "ready" or "error", and a line of text.
Tell = Callable[[str, str], None]

_SPIN = 0.001  # seconds before a tick from which on the thread does not sleep: sleep ends late
_PRIORITY = 10


class Clockwork:
    """`follow` leaves the latest transport here; the patch bay's thread does the rest."""

    def __init__(self, backend: str, port: str, early: float, tell: Tell) -> None:
        """Raises `DeviceError` without any MIDI."""
        self._wanted = port
        self._tell = tell
        self._pulse = Pulse(early)
        self._transport: Transport | None = None
        self._followed: Transport | None = None
        self._came = self._urgent = False
        self._plug = Plug("out", OWN_PORT, self._choose, virtual=not port, changed=self._plugged)
        self._bay = PatchBay(backend, [self._plug], self._work, self._leave, due=self._due)
        if not self._plug.port:
            tell("trouble", f"no output is called {port}: plug it in any time")

    def follow(self, transport: Transport) -> None:
        self._transport = transport
        self._bay.wake()

    def close(self) -> None:
        """Leave what follows standing."""
        self._bay.close()

    def _work(self) -> None:
        if not self._urgent:
            self._urgent = True
            self._ask_for_priority()
        self._send(self._told(time.monotonic()))
        if self._due() <= 0:
            self._send(self._pulse.turn(_awaited(self._pulse.due())))

    def _told(self, now: float) -> Messages:
        """What is sent at once: for a new transport, to a receiver that has just come."""
        transport, came, self._came = self._transport, self._came, False
        messages: Messages = []
        if transport is not None and transport is not self._followed:
            self._followed = transport
            messages = self._pulse.follow(transport, now)
        return self._pulse.restart(now) if came and not messages else messages

    def _due(self) -> float:
        """Seconds until the thread has to be awake."""
        due = self._pulse.due() if self._plug.port else float("inf")
        return due - time.monotonic() - _SPIN

    def _send(self, messages: Messages) -> None:
        for message in messages:
            self._plug.send(message)

    def _ask_for_priority(self) -> None:
        """Before every other thread; who may not have that is told what it costs."""
        if not hasattr(os, "sched_setscheduler"):
            return
        try:
            os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(_PRIORITY))
        except OSError:
            text = "clock out has no realtime priority, ticks may come late: join the group audio"
            self._tell("news", text)

    def _leave(self) -> None:
        self._send(self._pulse.end())

    def _choose(self, names: Sequence[str]) -> str | None:
        return first_match(names, [self._wanted]) if self._wanted else None

    def _plugged(self, port: str, came: bool) -> None:
        self._came |= came
        if came:
            self._tell("news", f"clock goes to {port}")
        elif port == OWN_PORT:
            self._tell("trouble", "the MIDI server is gone: start it again")
        else:
            self._tell("trouble", f"{port} is gone: plug it in again")


def line_of(transport: Transport) -> bytes:
    """`transport` as the process reads it."""
    return json.dumps(astuple(transport)).encode() + b"\n"


def transport_of(line: str) -> Transport:
    timeline, running, epoch = json.loads(line)
    return Transport(Timeline(*timeline), running, epoch)


def main(backend: str, port: str, early: str) -> None:
    def tell(kind: str, text: str) -> None:
        print(json.dumps([kind, text]), flush=True)

    try:
        clockwork = Clockwork(backend, port, float(early), tell)
    except BarwiseError as error:
        tell("error", str(error))
        return
    tell("ready", "")
    gc.freeze()
    for line in sys.stdin:
        clockwork.follow(transport_of(line))
    clockwork.close()


def _awaited(time_due: float) -> float:
    """Now, which is not before `time_due`."""
    while (now := time.monotonic()) < time_due:
        pass
    return now


if __name__ == "__main__":
    main(*sys.argv[1:])
