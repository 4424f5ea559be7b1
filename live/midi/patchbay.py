"""Hot plugging: a port that is wanted is open whenever it is there."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

from live.errors import DeviceError
from live.midi.messages import Stamps
from live.midi.ports import Ports
from live.midi.probe import Direction
from live.midi.system import System

log = logging.getLogger(__name__)

#: Called by the patch bay's thread with the bytes of one message and when it came (monotonic).
Receive = Callable[[Sequence[int], float], None]
#: Picks the port to open from the names of those that are there.
Choose = Callable[[Sequence[str]], str | None]

LOOK = 0.25  # seconds between two looks at the ports, and whether MIDI itself is there
READ = 0.002  # seconds between two looks at what has come in

#: Seconds between two glances at which ports there are. One that is gone and back in between is
#: not seen to have been gone, and what was opened stays dead: USB lets 100 ms pass before a device
#: may be there again.
GLANCE = 0.01


class Plug:
    """One port that is wanted: open while one is there that `choose` picks.

    With `virtual`, it is a port of our own, called `client`, when none is there to pick.

    Attributes
    ----------
    port
        the name of the open port, or empty.
    """

    def __init__(
        self,
        direction: Direction,
        client: str,
        choose: Choose,
        *,
        virtual: bool = False,
        receive: Receive = lambda _data, _time: None,
        changed: Callable[[str, bool], None] = lambda _port, _came: None,
    ) -> None:
        """`changed(port, came)` is called by the patch bay's thread."""
        self.direction = direction
        self.port = ""
        self._client = client
        self._choose = choose
        self._virtual = virtual
        self._receive = receive
        self._changed = changed
        self._open: Any = None
        self._failure: type[Exception] = OSError
        self._stamps = Stamps()

    def look(self, system: System, there: Sequence[str] | None, free: Sequence[str]) -> None:
        """Open or close: `there` are all ports, `free` those that may be opened now."""
        own = self._virtual and self.port == self._client
        if self.port and (there is None or not (own or self.port in there)):
            self._pull()
        if not self.port and there is not None:
            self._push(system, self._choose(free))

    def send(self, data: Sequence[int]) -> None:
        """Send one message; for the patch bay's thread only. Lost if no port is open."""
        if self._open is None:
            return
        try:
            self._open.send_message(data)
        except self._failure:
            self._pull()

    def read(self, now: float) -> None:
        """Hand on what has come up to monotonic `now`."""
        if self.direction == "out":
            return
        while self._open is not None and (message := self._open.get_message()):
            data, since_last = message
            self._receive(data, self._stamps.stamp(since_last, now))

    def close(self) -> None:
        if self._open is not None:
            self._open.close_port()
            self._open.delete()
            self._open, self.port = None, ""

    def _push(self, system: System, name: str | None) -> None:
        try:
            if name is not None:
                self._open = system.open(self.direction, name, self._client)
            elif self._virtual:
                self._open = system.create(self.direction, self._client)
            else:
                return
        except DeviceError:
            return  # it has gone since the look, or another program holds it: it is tried again
        if self.direction == "in":
            # With any kind of message left out, the times between the others would be wrong.
            self._open.ignore_types(sysex=False, timing=False, active_sense=False)
        self._failure, self._stamps = system.failure, Stamps()
        self.port = name or self._client
        self._changed(self.port, True)

    def _pull(self) -> None:
        name = self.port
        self.close()
        self._changed(name, False)


class PatchBay:
    """The thread that owns the ports: it looks what came and went, reads, and does `work`.

    Its last deed is `leave`, while the ports are still open.

    What comes in is fetched from the driver's queue rather than called back: the driver's thread
    may be a realtime thread of JACK's, which must never wait for the interpreter.
    """

    def __init__(
        self,
        backend: str,
        plugs: Sequence[Plug],
        work: Callable[[], None] = lambda: None,
        leave: Callable[[], None] = lambda: None,
        *,
        due: Callable[[], float] = lambda: LOOK,
        spare: Callable[[Sequence[str]], None] = lambda _names: None,
    ) -> None:
        """Open what is there now. Raises what `System` raises.

        `due` tells in how many seconds there is work at the latest; `spare` hears, after each look,
        which inputs no plug holds.
        """
        self._system = System(backend)
        self._plugs = plugs
        self._work = work
        self._leave = leave
        self._due = due
        self._spare = spare
        self._woken = threading.Event()
        self._closing = False
        self._looked = self._glanced = 0.0
        self._ports = Ports(self._system)
        self._look(time.monotonic())
        self._pause = READ if any(plug.direction == "in" for plug in plugs) else GLANCE
        self._thread = threading.Thread(target=self._run, name="midi", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Have `work` done soon, once for many calls. Thread-safe, never blocks."""
        self._woken.set()

    def close(self) -> None:
        """Leave, then close every port."""
        self._closing = True
        self._woken.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._closing:
            self._woken.wait(max(min(self._pause, self._due()), 0.0))
            self._woken.clear()
            self._safely(self._turn)
        for last in (self._leave, *(plug.close for plug in self._plugs), self._system.close):
            self._safely(last)

    def _safely(self, task: Callable[[], None]) -> None:
        """What a driver or a device does wrong must not end the thread, nor keep it busy."""
        try:
            task()
        except Exception:
            log.exception("MIDI")
            time.sleep(LOOK)

    def _turn(self) -> None:
        now = time.monotonic()
        for plug in self._plugs:
            plug.read(now)
        self._work()
        if now - self._looked > LOOK or self._is_another(now):
            self._look(now)  # it may take its time: what is urgent has been done

    def _is_another(self, now: float) -> bool:
        """Whether a port has come or gone, as far as one glances."""
        if now - self._glanced < GLANCE:
            return False
        self._glanced = now
        return self._ports.changed()

    def _look(self, now: float) -> None:
        self._looked = now
        self._ports.look(now)
        for plug in self._plugs:
            there = self._ports.there(plug.direction)
            plug.look(self._system, there, self._free(plug.direction, now))
        self._spare(self._free("in", now))

    def _free(self, direction: Direction, now: float) -> list[str]:
        """The settled ports that no plug holds."""
        taken = {plug.port for plug in self._plugs if plug.direction == direction}
        names = self._ports.there(direction) or ()
        return [n for n in names if n not in taken and self._ports.settled(direction, n, now)]
