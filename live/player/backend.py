"""pyo, imported without its chatter, and the audio devices it can open."""

from __future__ import annotations

import contextlib
import ctypes
import io
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from live.errors import ConfigError, DeviceError
from live.types import Floats


def _quiet_pyo() -> Any:
    """Import pyo in double precision: single precision cannot count the samples of a set.

    It wants to draw windows, and says at length on stdout that it cannot.
    """
    os.environ.setdefault("PYO_GUI_WX", "0")
    with contextlib.redirect_stdout(io.StringIO()):
        import pyo64
    return pyo64


pyo: Any = _quiet_pyo()

BACKENDS = ("jack", "portaudio", "coreaudio")
#: Channels of the main bus, and with the cue bus.
STEREO, WITH_CUE = 2, 4
CLIENT = "barwise"

_ERRORS_ONLY = 1
_REMEDY = (
    "start JACK, choose another --backend or --device, "
    "or render without a device: barwise demo --render set.wav"
)


@dataclass(frozen=True, slots=True)
class Device:
    """A booted pyo server, and what it decided on."""

    server: Any
    backend: str

    @property
    def rate(self) -> int:
        return int(self.server.getSamplingRate())

    @property
    def block(self) -> int:
        return int(self.server.getBufferSize())

    @property
    def channels(self) -> int:
        return int(self.server.getNchnls())

    def output(self) -> Floats:
        """A view of what was sent to the loudspeakers last: (block, channels)."""
        size = self.block * self.channels
        address = int(self.server.getOutputAddr(), 16)
        flat = np.ctypeslib.as_array((ctypes.c_float * size).from_address(address))
        view: Floats = flat.reshape(self.block, self.channels)
        return view

    def start(self) -> None:
        self.server.start()

    def before_block(self, work: Callable[[], None]) -> None:
        """Have `work` done before each block, in the thread that computes it."""
        self.server.setCallback(work)

    def close(self) -> None:
        with hushed():
            if self.server.getIsBooted():
                self.server.stop()
                self.server.shutdown()


def open_device(backend: str, name: str, rate: int, block: int, cue: bool) -> Device:
    """The device `name` of `backend`; with "" JACK if a server answers, else PortAudio's default.

    JACK decides about rate and block by itself. Raises `DeviceError`, and `ConfigError` for a
    backend or a device that is not there.
    """
    if backend and backend not in BACKENDS:
        raise ConfigError(f"--backend {backend}: choose from {', '.join(BACKENDS)}")
    tried = backend or "JACK and PortAudio"
    channels = WITH_CUE if cue else STEREO
    server = None
    if backend in ("", "jack"):
        server = _jack(name, rate, block, channels)
    if server is not None:
        return Device(server, "jack")
    if backend != "jack":
        backend = backend or "portaudio"
        server = _card(backend, name, rate, block, channels)
    if server is None:
        raise DeviceError(f"{tried}: no audio device answers; {_REMEDY}")
    return Device(server, backend)


def open_manual(rate: int, block: int) -> Device:
    """A stereo device that computes a block when its server is told to `process`."""
    return Device(_server("manual", rate, block, STEREO).boot(), "manual")


def _jack(name: str, rate: int, block: int, channels: int) -> Any | None:
    os.environ["JACK_NO_START_SERVER"] = "1"
    server = _server("jack", rate, block, channels)
    # pyo's own auto-connection reads past its ports on a card that has more channels.
    server.setJackAuto(False, False)
    server.setJackAutoConnectOutputPorts(
        [[f"{name or 'system'}:playback_{channel + 1}"] for channel in range(channels)]
    )
    return _booted(server)


def _card(backend: str, name: str, rate: int, block: int, channels: int) -> Any | None:
    with hushed():
        names, numbers = pyo.pa_get_output_devices()
    if not names:  # booting without any crashes
        return None
    number = _number(name, names, numbers)
    room = pyo.pa_get_output_max_channels(number)
    server = _server(backend, rate, block, channels if room >= channels else STEREO)
    server.setOutputDevice(number)
    return _booted(server)


def _number(name: str, names: list[str], numbers: list[int]) -> int:
    if not name:
        return int(pyo.pa_get_default_output())
    for candidate, number in zip(names, numbers, strict=True):
        if name.lower() in candidate.lower():
            return number
    raise ConfigError(f"--device {name}: no such output; choose from {', '.join(names)}")


def _server(backend: str, rate: int, block: int, channels: int) -> Any:
    server = pyo.Server(
        sr=rate, nchnls=channels, buffersize=block, duplex=0, audio=backend, jackname=CLIENT
    )
    server.setVerbosity(_ERRORS_ONLY)
    server.deactivateMidi()
    return server


def _booted(server: Any) -> Any | None:
    with hushed():
        server.boot()
    return server if server.getIsBooted() else None


@contextlib.contextmanager
def hushed() -> Iterator[None]:
    """What C libraries print while they look for devices goes nowhere."""
    sys.stdout.flush()
    sys.stderr.flush()
    kept = [os.dup(1), os.dup(2)]
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for number in (1, 2):
        os.dup2(nowhere, number)
    try:
        yield
    finally:
        sys.stdout.flush()
        for number, copy in zip((1, 2), kept, strict=True):
            os.dup2(copy, number)
            os.close(copy)
        os.close(nowhere)
