"""The player's process: a socket, an audio device, and what is between them.

Three share the work: the audio thread computes blocks, this thread reads messages and fills tables,
and a process beside them prepares audio.
"""

from __future__ import annotations

import contextlib
import gc
import signal
import sys
import time
from dataclasses import dataclass
from multiprocessing.connection import wait
from types import FrameType

import click

from live.errors import DeviceError
from live.player import messages
from live.player.backend import Device, open_device
from live.player.backstage import Backstage
from live.player.core import Core
from live.player.desk import FADE_SECONDS, Desk
from live.player.line import Line
from live.player.messages import Message
from live.player.tape import Tape
from live.player.workers import Apart

_VOICES, _CUE_VOICES = 40, 4
_WAKE_SECONDS = 0.02
_SWITCH_SECONDS = 1e-4  # how long the audio thread may have to wait for the interpreter
_REPORT_SECONDS = 1.0
_PATIENCE_SECONDS = 3.0  # without a block: the audio server has gone


@dataclass(frozen=True, slots=True)
class Options:
    """How to run. `orphan` is how many seconds to play on when no message comes any more."""

    port: int
    backend: str
    device: str
    rate: int
    block: int
    cue: bool
    latency_ms: float
    record: str
    orphan: float


def serve(options: Options) -> None:
    """Play until told to quit. Raises `DeviceError`, also when the audio server goes away."""
    sys.setswitchinterval(_SWITCH_SECONDS)
    with contextlib.ExitStack() as stack:
        line = stack.enter_context(contextlib.closing(Line(options.port)))
        device = stack.enter_context(
            contextlib.closing(
                open_device(
                    options.backend, options.device, options.rate, options.block, options.cue
                )
            )
        )
        tape = None
        if options.record:
            tape = stack.enter_context(contextlib.closing(Tape(options.record, device.rate)))
        worker = stack.enter_context(contextlib.closing(Apart()))
        worker.wait_until_up()  # or the set's first loop would come late
        Process(options, line, device, worker, tape).run()


class Process:
    """What goes on while `device` is open."""

    def __init__(
        self, options: Options, line: Line, device: Device, worker: Apart, tape: Tape | None
    ) -> None:
        self._line = line
        self._device = device
        self._worker = worker
        self._tape = tape
        self._orphan = options.orphan
        self._desk = Desk(device, _VOICES, _CUE_VOICES)
        self._core = Core(self._desk, device.rate, device.block, time.monotonic)
        self._core.inbox.append(messages.Latency(options.latency_ms))
        self._backstage = Backstage(self._core, worker, device.rate)
        self._heard_at = self._moved_at = time.monotonic()
        self._report_at = 0.0
        self._load = Load()
        self._blocks = self._lost = 0
        self._over = False

    def run(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._ask_to_end)
        self._device.before_block(self._before_block)
        self._device.start()
        gc.freeze()  # what lives as long as the process need not be looked through ever again
        click.echo(f"player: {self._here()}")
        while not self._over:
            wait([self._line.fileno(), self._worker.pipe], _WAKE_SECONDS)
            self._turn(time.monotonic())
        self._fade_out()

    def _ask_to_end(self, _number: int, _frame: FrameType | None) -> None:
        self._over = True

    def _before_block(self) -> None:
        if self._tape is not None and self._core.blocks:
            self._tape.put(self._desk.output)
            self._tape.skip((self._core.lost - self._lost) * self._device.block)
            self._lost = self._core.lost
        self._core.block()

    def _turn(self, now: float) -> None:
        """One round of this thread's work."""
        for message in self._line.heard():
            self._heard_at = now
            self._hear(message)
        for message in self._backstage.tend():
            self._line.tell(message)
        if self._tape is not None:
            self._tape.flush()
        self._report(now)
        self._watch(now)

    def _report(self, now: float) -> None:
        """Tell how it goes, once a second."""
        if now >= self._report_at:
            self._report_at = now + _REPORT_SECONDS
            self._line.tell(self._core.meter(self._load.now()))

    def _hear(self, message: Message) -> None:
        if isinstance(message, messages.Quit):
            self._over = True
        elif isinstance(message, messages.Hello):
            self._line.tell(self._here())
        self._backstage.receive(message)

    def _here(self) -> messages.Here:
        device = self._device
        return messages.Here(device.backend, device.rate, device.block, device.channels)

    def _watch(self, now: float) -> None:
        """Notice when nobody computes, and when nobody has spoken for long."""
        if self._core.blocks != self._blocks:
            self._blocks, self._moved_at = self._core.blocks, now
        if now > self._moved_at + _PATIENCE_SECONDS:
            raise DeviceError(f"{self._device.backend}: the audio server is gone; start it again")
        if self._orphan and now > self._heard_at + self._orphan:
            click.echo(f"player: no word from the engine for {self._orphan:g} s: ends")
            self._over = True

    def _fade_out(self) -> None:
        self._core.inbox.append(messages.Quit())
        time.sleep(FADE_SECONDS + 4 * self._device.block / self._device.rate)


class Load:
    """How much of a processor core this process uses."""

    def __init__(self) -> None:
        self._before = time.monotonic(), time.process_time()

    def now(self) -> float:
        """The share since the last call."""
        before, self._before = self._before, (time.monotonic(), time.process_time())
        wall = self._before[0] - before[0]
        return (self._before[1] - before[1]) / wall if wall > 0 else 0.0
