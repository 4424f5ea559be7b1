"""A fake DAW: a JACK client that sends MIDI and clicks at exact frames, and keeps what comes.

It is a process of its own (`python -m tests.jack_host NAME`, spoken to in lines of JSON): opening a
port through rtmidi holds the interpreter until JACK has finished a cycle, and JACK cannot finish a
cycle while a callback waits for the interpreter.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import jack
import numpy as np
import soundfile

from live.types import Floats
from tests.conftest import need

Written = tuple[int, bytes]

TICK, START, CONTINUE, STOP = b"\xf8", b"\xfa", b"\xfb", b"\xfc"
NOW = 0  # a frame that has passed: as soon as possible


def ticks(bpm: float, count: int, rate: int, first_frame: int = 0) -> list[Written]:
    """`count` clock ticks from `first_frame` on, each on the frame next to its exact time."""
    spacing = rate * 60 / bpm / 24
    return [(first_frame + round(i * spacing), TICK) for i in range(count)]


@contextmanager
def jack_server(name: str) -> Iterator[subprocess.Popen[bytes]]:
    """A server called `name` for a test that ends it; `JACK_DEFAULT_SERVER` is the test's own.

    Terminate it, never kill it: JACK knows eight servers, and a killed one keeps its place.
    """
    running = subprocess.Popen(
        [need("jackd"), *f"-r --no-mlock -n {name} -d dummy -r 48000 -p 1024".split()],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait = [need("jack_wait"), *f"-w -t 20 -s {name}".split()]
        subprocess.run(wait, check=True, capture_output=True)
        yield running
    finally:
        running.terminate()
        running.wait(10)


class JackHost:
    """The test's side. Frames count from the client's first cycle."""

    def __init__(self, name: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.jack_host", name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.rate: int = self._ask("rate")

    def write(self, messages: Iterable[Written]) -> None:
        """Send `messages`, in the order of their frames."""
        self._ask("write", [(frame, data.hex()) for frame, data in messages])

    def send(self, *messages: bytes) -> None:
        self.write((NOW, message) for message in messages)

    def click(self, every: int) -> None:
        """A sample of 1.0 at every multiple of `every` frames."""
        self._ask("click", every)

    def play(self, path: Path, first: int = 0) -> None:
        """The WAV at `path` again and again, so that it begins on frame `first` too."""
        self._ask("play", [str(path), first])

    def replug(self) -> None:
        """Go, and come back as soon as JACK lets one: after some 30 ms."""
        self._ask("replug")

    @property
    def frame(self) -> int:
        return int(self._ask("frame"))

    @property
    def overruns(self) -> int:
        return int(self._ask("overruns"))

    def heard(self) -> list[bytes]:
        """The MIDI messages that have come since the last call."""
        return [data for _, data in self.arrivals()]

    def arrivals(self) -> list[Written]:
        """The same, each with the frame at which it came."""
        return [(frame, bytes.fromhex(data)) for frame, data in self._ask("arrivals")]

    def time_of(self, frame: float) -> float:
        """The monotonic time at which a cycle would begin whose first frame is `frame`."""
        return float(self._ask("zero")) + frame / self.rate

    def connect(self, source: str, destination: str) -> None:
        """Join the first MIDI output and input whose names hold these words."""
        self._ask("connect", [source, destination])

    def ports(self, pattern: str) -> list[str]:
        return list(self._ask("ports", pattern))

    def close(self) -> None:
        self._process.communicate(timeout=10)

    def kill(self) -> None:
        """End as a program that crashes, or whose server has gone."""
        self._process.kill()
        self._process.communicate()

    def _ask(self, what: str, argument: Any = None) -> Any:
        assert self._process.stdin is not None and self._process.stdout is not None
        print(json.dumps([what, argument]), file=self._process.stdin, flush=True)
        return json.loads(self._process.stdout.readline())


class _Client:
    """The process's side: a method for every question."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._client = jack.Client(name)
        self._midi_out = self._client.midi_outports.register("out")
        self._midi_in = self._client.midi_inports.register("in")
        self._sound = self._client.outports.register("sound")
        self._written: deque[Written] = deque()
        self._heard: deque[Written] = deque()
        self._frame = self._click_every = self._overruns = 0
        self._loop: Floats | None = None
        self._first = 0
        self._zero = float("inf")  # the monotonic time of frame 0, by the promptest cycle
        self._client.set_process_callback(self._process)
        self._client.set_xrun_callback(self._overrun)
        self._client.activate()

    def rate(self, _argument: None) -> int:
        return int(self._client.samplerate)

    def write(self, messages: list[tuple[int, str]]) -> None:
        self._written.extend((frame, bytes.fromhex(data)) for frame, data in messages)

    def click(self, every: int) -> None:
        self._click_every = every

    def play(self, what: tuple[str, int]) -> None:
        path, self._first = what
        samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
        assert rate == self._client.samplerate, f"{path} has {rate} Hz"
        self._loop = samples.mean(axis=1)

    def frame(self, _argument: None) -> int:
        return self._frame

    def overruns(self, _argument: None) -> int:
        return self._overruns

    def arrivals(self, _argument: None) -> list[tuple[int, str]]:
        heard = [self._heard.popleft() for _ in range(len(self._heard))]
        return [(frame, data.hex()) for frame, data in heard]

    def zero(self, _argument: None) -> float:
        return self._zero

    def connect(self, names: tuple[str, str]) -> None:
        source = self._client.get_ports(names[0], is_output=True, is_midi=True)[0]
        destination = self._client.get_ports(names[1], is_input=True, is_midi=True)[0]
        self._client.connect(source, destination)

    def ports(self, pattern: str) -> list[str]:
        return [port.name for port in self._client.get_ports(pattern, is_midi=True)]

    def replug(self, _argument: None) -> None:
        self.close()
        self.__init__(self._name)  # type: ignore[misc]

    def close(self) -> None:
        self._client.deactivate()
        self._client.close()

    def _overrun(self, _delay: float) -> None:
        self._overruns += 1

    def _process(self, frames: int) -> None:
        self._zero = min(self._zero, time.monotonic() - self._frame / self._client.samplerate)
        self._midi_out.clear_buffer()
        while self._written and self._written[0][0] < self._frame + frames:
            frame, data = self._written.popleft()
            self._midi_out.write_midi_event(max(frame - self._frame, 0), data)
        for offset, data in self._midi_in.incoming_midi_events():
            self._heard.append((self._frame + offset, bytes(data)))
        sound = self._sound.get_array()
        sound.fill(0.0)
        if self._click_every:
            sound[np.arange(-self._frame % self._click_every, frames, self._click_every)] = 1.0
        if self._loop is not None:
            at = self._frame - self._first
            sound += np.take(self._loop, np.arange(at, at + frames), mode="wrap")
        self._frame += frames


def main(name: str) -> None:
    client = _Client(name)
    for line in sys.stdin:
        what, argument = json.loads(line)
        print(json.dumps(getattr(client, what)(argument)), flush=True)
    client.close()


if __name__ == "__main__":
    main(sys.argv[1])
