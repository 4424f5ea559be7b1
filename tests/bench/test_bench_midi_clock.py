"""MIDI clock out: how late ticks are handed to the driver while the engine's process works."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from live.midi.clockwork import line_of
from live.timeline import Timeline, Transport
from tests.bench.report import Spread

BPM = 125.0
SECONDS = 20.0

#: The process that sends, which tells when it does so as well.
WATCHED = """
import sys, time
from live.midi import clockwork, pulse

class Plug(clockwork.Plug):
    def send(self, data):
        sent.append((time.monotonic(), data[0]))
        super().send(data)

sent = []
clockwork.Plug = Plug
clockwork.main("jack", "", "0")
began = [status for _, status in sent].index(pulse.START)
print(*(at for at, status in sent[began:] if status == pulse.TICK), file=sys.stderr)
"""


@contextmanager
def busy() -> Iterator[None]:
    """About as the engine is when it ranks: Python and numpy by turns, a third of the time."""
    done = threading.Event()

    def work() -> None:
        rows = np.random.default_rng(1).random((1000, 200), np.float32)
        while not done.wait(0.02):
            (rows @ rows.T).sum()
            sorted(str(number) for number in range(10_000))

    thread = threading.Thread(target=work)
    thread.start()
    yield
    done.set()
    thread.join()


def test_midi_clock_out(benchmark: Any, jack: str) -> None:
    clock = subprocess.Popen(
        [sys.executable, "-c", WATCHED],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert clock.stdout is not None
    while b"ready" not in clock.stdout.readline():
        pass
    line = Timeline(BPM, 0.0, time.monotonic() + 0.2)
    assert clock.stdin is not None
    clock.stdin.write(line_of(Transport(line)))
    clock.stdin.flush()
    with busy():
        benchmark.pedantic(time.sleep, (SECONDS,), rounds=1)
    _, told = clock.communicate(timeout=20)
    times = np.array(told.split(), float)
    due = np.array([line.time_at(number / 24) for number in range(len(times))])
    late = 1e6 * np.percentile(times - due, [50, 99, 100])
    benchmark.extra_info["what"] = "MIDI clock out: a tick is late by, the engine being busy"
    benchmark.extra_info["result"] = "{:.0f} µs (99 %: {:.0f}, worst {:.0f})".format(*late)
    benchmark.extra_info["quartiles"] = Spread.of(np.abs(times - due).tolist()).quartiles()
