"""The machine's MIDI: which API there is, which ports there are, and how they open.

python-rtmidi is imported only when MIDI is asked for. On Linux it speaks to the ALSA sequencer or,
where there is none, to a JACK server.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, ClassVar
from weakref import WeakSet

from live.errors import ConfigError, DeviceError
from live.midi.probe import Direction, Probe

APIS = {
    "alsa": "API_LINUX_ALSA",
    "jack": "API_UNIX_JACK",
    "coremidi": "API_MACOSX_CORE",
    "winmm": "API_WINDOWS_MM",
}

_RETRY = 2.0  # seconds between two questions whether a dead server is back


class System:
    """Lists and opens ports. Not thread-safe, as python-rtmidi is not."""

    _all: ClassVar[WeakSet[System]] = WeakSet()

    def __init__(self, backend: str = "") -> None:
        """`backend`: a name of `APIS`, or empty for the first one that works here.

        Raises `ConfigError` for another name, `DeviceError` if there is no MIDI.
        """
        if backend and backend not in APIS:
            raise ConfigError(f"[midi] backend = {backend!r}: choose from {', '.join(APIS)}")
        self._rtmidi = _rtmidi()
        #: What an open port may raise when its device has gone.
        self.failure: type[Exception] = self._rtmidi.RtMidiError
        self._probe: Probe | None
        self._api, self._probe = self._choose(backend)
        self._asked = self._died = 0.0
        self._born = time.monotonic()
        self._ports: list[Any] = []
        System._all.add(self)

    def names(self, direction: Direction) -> list[str] | None:
        """The ports there are now without Barwise's own; None while the MIDI server is down."""
        if self._probe is not None and not self._probe.alive():
            self.close()
            self._died = time.monotonic()
        if self._probe is None and self._may_ask():
            self._born = self._asked = time.monotonic()
            self._probe = self._answer(self._api)
        return None if self._probe is None else self._probe.names(direction)

    def glance(self, direction: Direction) -> list[str] | None:
        """The same at once, for a server that was alive a moment ago."""
        return None if self._probe is None else self._probe.names(direction)

    def open(self, direction: Direction, name: str, client: str) -> Any:
        """The port `name`, opened; `DeviceError` if it has just gone or is taken."""
        return self._opened(
            direction, client, lambda port: port.open_port(port.get_ports().index(name), client)
        )

    def create(self, direction: Direction, name: str) -> Any:
        """A port of our own that others can connect to; `DeviceError` where there is no such."""
        return self._opened(direction, name, lambda port: port.open_virtual_port(name))

    def close(self) -> None:
        """Let go of what `names` asks with; ports that were opened stay open."""
        if self._probe is not None:
            self._probe.close()
        self._probe = None

    def _opened(self, direction: Direction, client: str, how: Callable[[Any], object]) -> Any:
        try:
            kind = self._rtmidi.MidiIn if direction == "in" else self._rtmidi.MidiOut
            port = kind(self._api, client)
        except self.failure as error:
            raise DeviceError(f"MIDI does not answer: {error}") from None
        try:
            how(port)
        except (ValueError, NotImplementedError, self.failure) as error:
            port.delete()
            raise DeviceError(f"MIDI port for {client} does not open: {error}") from None
        self._ports = [known for known in self._ports if not known.is_deleted] + [port]
        return port

    def _may_ask(self) -> bool:
        """Whether to look for a server that is back.

        Not while anything of ours is still open from the time before: a JACK client that asks in
        vain takes the memory of the others from under them, and to close those then ends us.
        """
        rested = time.monotonic() - self._asked > _RETRY
        return rested and not any(system._dates_from(self._died) for system in list(System._all))

    def _dates_from(self, before: float) -> bool:
        holds_on = self._probe is not None or not all(port.is_deleted for port in self._ports)
        return holds_on and self._born < before

    def _choose(self, backend: str) -> tuple[int, Probe]:
        compiled = self._rtmidi.get_compiled_api()
        for api in [getattr(self._rtmidi, APIS[backend])] if backend else compiled:
            probe = self._answer(api) if api in compiled else None
            if probe is not None:
                return api, probe
        what = f"MIDI backend {backend} does not answer" if backend else "no MIDI on this machine"
        raise DeviceError(f"{what}: load snd-seq (modprobe snd-seq) or start a JACK server")

    def _answer(self, api: int) -> Probe | None:
        with _silence():
            try:
                return Probe(self._rtmidi, api)
            except self.failure:
                return None


def input_names(backend: str = "") -> list[str]:
    """The inputs there are now. Raises what `System` raises."""
    system = System(backend)
    try:
        return system.names("in") or []
    finally:
        system.close()


def matches(name: str, pattern: str) -> bool:
    """Whether the port `name` holds `pattern`; `*` is anything, case is ignored."""
    return fnmatchcase(name.lower(), f"*{pattern.lower().replace('[', '[[]')}*")


def first_match(names: Sequence[str], patterns: Sequence[str]) -> str | None:
    """The first of `names` that holds the first possible of `patterns`."""
    found = (name for pattern in patterns for name in names if matches(name, pattern))
    return next(found, None)


def _rtmidi() -> Any:
    try:
        import rtmidi
    except ImportError:
        raise DeviceError(
            "python-rtmidi is missing: pip install python-rtmidi"
            " (on Python 3.13 and later that needs a C++ compiler and libasound2-dev)"
        ) from None
    return rtmidi


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    """The C libraries of ALSA and JACK complain on stderr; to ask is no reason to complain."""
    kept = os.dup(2)
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
