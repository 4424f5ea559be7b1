"""The audio input as a process of its own: `python -m live.listening.line_in DEVICE CHANNELS`.

Nothing that happens there can harm the music: its callback shares the interpreter with nobody, and
what PortAudio cannot survive (a sound card unplugged, a JACK server that ends) ends this process,
not the set. On standard output it writes one line of JSON, `{"device": ..., "rate": ...}` or
`{"error": ...}`, then packets of `HEADER` (monotonic time of the last sample, number of samples)
and mono float32 samples.
"""

from __future__ import annotations

import json
import os
import struct
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, BinaryIO

import numpy as np

from live.errors import DeviceError
from live.listening.ring import Ring
from live.types import Floats

HEADER = struct.Struct("<dI")

_SECONDS = 2.0  # kept for a parent that is slow to read
_POLL = 0.005
_STALLED = 2.0
_PATIENCE = 10.0  # seconds that a driver has for opening
#: After sound, so many seconds of exact zeros mean a JACK client that has gone: look again.
_CUT_OFF = 10.0
_LARGEST_BLOCK = 1 << 16
_LARGEST_LATENCY = 1.0  # seconds; PortAudio's figure for JACK is far beyond it, and nonsense


def main(device: str, channels: int) -> None:
    """Write what comes in until it ends or nobody reads."""
    out = _private_stdout()
    try:
        with _patience():
            line = _LineIn(device, channels)
    except DeviceError as error:
        _say(out, {"error": str(error)})
        return
    _say(out, {"device": line.device, "rate": line.ring.rate})
    for header, samples in line.packets():
        out.write(header + samples)
        out.flush()


def _private_stdout() -> BinaryIO:
    """Standard output for us alone; what JACK's library has to say there goes to stderr."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return out


@contextmanager
def _patience() -> Iterator[None]:
    """A driver that hangs ends the process: the parent then tries again."""
    watchdog = threading.Timer(_PATIENCE, os._exit, (1,))
    watchdog.daemon = True
    watchdog.start()
    try:
        yield
    finally:
        watchdog.cancel()


def _say(out: BinaryIO, what: dict[str, Any]) -> None:
    out.write(json.dumps(what).encode() + b"\n")
    out.flush()


class _LineIn:
    """An open input stream and the ring that its callback writes."""

    def __init__(self, device: str, channels: int) -> None:
        sounddevice, found = portaudio(), choose(device)
        self.device = str(found["name"])
        self.ring = Ring(round(found["default_samplerate"]), _SECONDS)
        channels = min(channels, found["max_input_channels"])
        self._weights = np.full(channels, 1 / channels, np.float32)
        self._mono = np.zeros(_LARGEST_BLOCK, np.float32)
        self._latency = 0.0
        try:
            self._stream = sounddevice.InputStream(
                samplerate=self.ring.rate,
                device=found["index"],
                channels=channels,
                dtype="float32",
                callback=self._came,
            )
            self._stream.start()
        except sounddevice.PortAudioError as error:
            raise DeviceError(f"audio input {self.device} does not open: {error}") from None
        if self._stream.latency < _LARGEST_LATENCY:
            self._latency = self._stream.latency

    def packets(self) -> Iterator[tuple[bytes, bytes]]:
        """Header and samples of what has come, again and again while it comes."""
        sent, came, heard = 0, time.monotonic(), 0.0
        while self._stream.active and time.monotonic() - came < _STALLED:
            count, last = self.ring.mark
            if count == sent:
                time.sleep(_POLL)
                continue
            samples, sent, came = self.ring.read(sent, count), count, time.monotonic()
            yield HEADER.pack(last, len(samples)), samples.tobytes()
            heard = came if samples.any() else heard
            if heard and came - heard > _CUT_OFF:
                return

    def _came(self, block: Floats, frames: int, _time: object, _status: object) -> None:
        mono = self._mono[:frames]
        np.matmul(block, self._weights, out=mono)
        self.ring.write(mono, time.monotonic() - self._latency)


def choose(wanted: str) -> Any:
    """PortAudio's entry of the input called `wanted`, or whose name holds it, or of the `default`.

    Raises `DeviceError` naming the inputs there are.
    """
    sounddevice = portaudio()
    inputs = [device for device in sounddevice.query_devices() if device["max_input_channels"] > 0]
    if wanted == "default":
        default = sounddevice.default.device[0]
        found = [device for device in inputs if device["index"] == default]
    else:
        exact = [device for device in inputs if device["name"] == wanted]
        found = exact or [d for d in inputs if wanted.lower() in d["name"].lower()]
    if not found:
        there = ", ".join(device["name"] for device in inputs) or "none; plug one in or start JACK"
        raise DeviceError(f"no audio input {wanted!r}: there are {there}")
    return found[0]


def portaudio() -> Any:
    """The module `sounddevice`. Raises `DeviceError` if the library below it is missing."""
    try:
        import sounddevice
    except OSError:
        raise DeviceError("PortAudio is missing: apt-get install libportaudio2") from None
    return sounddevice


if __name__ == "__main__":
    with suppress(BrokenPipeError, KeyboardInterrupt):
        main(sys.argv[1], int(sys.argv[2]))
    # Closing a stream whose JACK server has gone takes PortAudio ten minutes.
    os._exit(0)
