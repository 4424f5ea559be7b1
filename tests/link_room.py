"""Ableton Link without a network card: a network of our own, and a real peer that plays in it.

The peer is a process of its own (`python -m tests.link_room BPM`, spoken to in lines of JSON): what
Link's examples call LinkHut, clicks included.
"""

from __future__ import annotations

import ctypes
import json
import math
import os
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import link
import pytest

from tests.conftest import need

QUANTUM = 4.0
_CLONE_NEWNET = 0x40000000


class Room:
    """A network of which `keeper` is part. What is opened or started within it stays in it.

    >>> with room:
    ...     clock = live.clocks.link.open(config)
    """

    def __init__(self, keeper: int) -> None:
        self._outside = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        self._inside = os.open(f"/proc/{keeper}/ns/net", os.O_RDONLY)

    def __enter__(self) -> Room:
        _enter(self._inside)
        return self

    def __exit__(self, *_: object) -> None:
        _enter(self._outside)

    def close(self) -> None:
        os.close(self._inside)
        os.close(self._outside)


@contextmanager
def network() -> Iterator[Room]:
    """A room with nothing in it but loopback; without the right to make one the test is skipped."""
    up = f"{need('ip')} link set lo up && echo up && exec cat"
    keeper = subprocess.Popen(
        [need("unshare"), "--net", "sh", "-c", up],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert keeper.stdout is not None
    if keeper.stdout.readline() != "up\n":
        keeper.wait()
        pytest.skip("no network of our own: only root may `unshare --net`")
    made = Room(keeper.pid)
    yield made
    made.close()
    keeper.communicate(timeout=10)


def _enter(namespace: int) -> None:
    """This thread's sockets, and its children, are made in `namespace` from now on."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.setns(namespace, _CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "setns")


def monotonic(micros: int) -> float:
    """When Link's clock showed `micros`, by the drift-free moment of asking."""
    return time.monotonic() - (time.clock_gettime(time.CLOCK_MONOTONIC_RAW) - micros * 1e-6)


class Hut:
    """The test's side of a peer that syncs start and stop. Open it within a room."""

    def __init__(self, bpm: float) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.link_room", str(bpm)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.tempo()  # it is up

    def tempo(self) -> float:
        return float(self._ask("tempo"))

    def set_tempo(self, bpm: float) -> None:
        self._ask("set_tempo", bpm)

    def peers(self) -> int:
        return int(self._ask("peers"))

    def playing(self) -> bool:
        return bool(self._ask("playing"))

    def play(self, on: bool) -> None:
        self._ask("play", on)

    def phase(self, quantum: float = QUANTUM) -> tuple[float, float]:
        """The phase of the session, and the monotonic time at which it is that."""
        micros, phase = self._ask("phase", quantum)
        return float(phase), monotonic(micros)

    def click(self) -> None:
        """Play a sample on every beat of the session, the loudest on the bar line, over JACK."""
        self._ask("click")

    def close(self) -> None:
        self._process.communicate(timeout=10)

    def _ask(self, what: str, argument: Any = None) -> Any:
        assert self._process.stdin is not None and self._process.stdout is not None
        print(json.dumps([what, argument]), file=self._process.stdin, flush=True)
        return json.loads(self._process.stdout.readline())


class _Peer:
    """The process's side: a method for every question."""

    def __init__(self, bpm: float) -> None:
        self._link = link.Link(bpm)
        self._clicks: _Clicks | None = None
        self._link.startStopSyncEnabled = True
        self._link.enabled = True

    def tempo(self, _: None) -> float:
        return self._link.captureAppSessionState().tempo()

    def set_tempo(self, bpm: float) -> None:
        state = self._link.captureAppSessionState()
        state.setTempo(bpm, self._link.clock().micros())
        self._link.commitAppSessionState(state)

    def peers(self, _: None) -> int:
        return self._link.numPeers()

    def playing(self, _: None) -> bool:
        return self._link.captureAppSessionState().isPlaying()

    def play(self, on: bool) -> None:
        state = self._link.captureAppSessionState()
        state.setIsPlaying(on, self._link.clock().micros())
        self._link.commitAppSessionState(state)

    def phase(self, quantum: float) -> tuple[int, float]:
        micros = self._link.clock().micros()
        return micros, self._link.captureAppSessionState().phaseAtTime(micros, quantum)

    def click(self, _: None) -> None:
        self._clicks = _Clicks(self._link)

    def close(self) -> None:
        self._link.enabled = False
        if self._clicks is not None:
            self._clicks.close()


class _Clicks:
    """Beats as sound. The promptest of the last callbacks says when a frame is."""

    def __init__(self, peer: link.Link) -> None:
        import jack

        self._peer = peer
        self._client = jack.Client("hut")
        self._port = self._client.outports.register("click")
        self._frame = 0
        self._offsets: deque[float] = deque(maxlen=100)
        self._client.set_process_callback(self._process)
        self._client.activate()

    def close(self) -> None:
        self._client.deactivate()
        self._client.close()

    def _process(self, frames: int) -> None:
        micros_a_frame = 1e6 / self._client.samplerate
        self._offsets.append(self._peer.clock().micros() - self._frame * micros_a_frame)
        begin = min(self._offsets) + self._frame * micros_a_frame
        state = self._peer.captureAppSessionState()
        first = state.beatAtTime(round(begin), QUANTUM)
        last = state.beatAtTime(round(begin + frames * micros_a_frame), QUANTUM)
        sound = self._port.get_array()
        sound.fill(0.0)
        for beat in range(math.ceil(first), math.ceil(last)):
            at = int((beat - first) / (last - first) * frames)
            sound[at] = 0.5 if beat % QUANTUM else 1.0
        self._frame += frames


def main(bpm: float) -> None:
    peer = _Peer(bpm)
    for line in sys.stdin:
        what, argument = json.loads(line)
        print(json.dumps(getattr(peer, what)(argument)), flush=True)
    peer.close()


if __name__ == "__main__":
    main(float(sys.argv[1]))
