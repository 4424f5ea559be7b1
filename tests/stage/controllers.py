"""A controller with a loose plug: it comes and goes, and works when it stays."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager

import jack

from tests.conftest import eventually
from tests.stage.gig import BAR, Gig, bars, gig, no_bar_missed
from tests.stage.rows import Fault, Place, Row, first_of, unless

FLAPS = 50
EVERY = 5
WORKS_WITHIN = 5.0  # seconds
LOCK = bytes([0xB0, 46, 127])  # the cycle button of this controller
NAME = "nanoKONTROL2"
WITH_CONTROLLER = {"midi": {"backend": "jack", "controllers": ["nanokontrol2"]}}


class Plug:
    """The controller's ports, and one message that goes out when it is asked for."""

    def __init__(self) -> None:
        self._client = jack.Client(NAME, no_start_server=True)
        self._out = self._client.midi_outports.register("out")
        self._client.midi_inports.register("in")
        self._press = b""
        self._client.set_process_callback(self._process)
        self._client.activate()

    def press(self, message: bytes) -> None:
        self._press = message

    def pull(self) -> None:
        self._client.deactivate()
        self._client.close()

    def _process(self, _frames: int) -> None:
        self._out.clear_buffer()
        if self._press:
            self._out.write_midi_event(0, self._press)
            self._press = b""


@contextmanager
def plugged() -> Iterator[Plug]:
    plug = Plug()
    try:
        yield plug
    finally:
        plug.pull()


def flapping(place: Place) -> Row:
    """In and out at random; now and then it stays, and has to work."""
    rng = random.Random(4)
    with gig(place.folder, place.library, **WITH_CONTROLLER) as there:
        there.play(2)
        began, waits = time.monotonic(), []
        for number in range(FLAPS):
            with plugged() as plug:
                if number % EVERY == EVERY - 1:
                    waits.append(_works(there, plug))
                else:
                    time.sleep(rng.uniform(0.02, 0.5))
            time.sleep(rng.choice((0.0, 0.02, 0.1, 0.2, 0.4)))
        lasted = time.monotonic() - began
        time.sleep(2 * BAR)
        came = sum("is here" in str(said.args) for said in there.said)
        torn = there.end()
        records = there.records()
    return Row(
        f"a controller plugged in and out {FLAPS} times in {lasted:.0f} s, away for 0.03 to 0.4 s",
        f"a line whenever it could be opened ({came} times; {bars(records)})",
        f"works {max(waits):.1f} s after it stays, each of {len(waits)} times",
        too_much=first_of(
            no_bar_missed(records),
            unless(max(waits) < WORKS_WITHIN, f"works only {max(waits):.1f} s after it stays"),
            torn,
        ),
    )


def _works(there: Gig, plug: Plug) -> float:
    """Seconds until a press of it is heard; raises `AssertionError` if it stays dead."""
    stayed = time.monotonic()

    def pressed() -> object:
        plug.press(LOCK)
        return there.first("lock", since=stayed)

    eventually(pressed, seconds=20.0, every=0.1)
    return time.monotonic() - stayed


FAULTS: tuple[Fault, ...] = (flapping,)
