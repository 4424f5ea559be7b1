"""A controller with a loose plug: it comes and goes, and works when it stays."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import jack

from tests.conftest import eventually
from tests.stage.gig import BAR, bars, gig, no_bar_missed
from tests.stage.rows import Fault, Place, Row, first_of, unless

FLAPS = 50
OUT = 1.0  # out for less than a look at the ports lasts, a plug is not seen to have been out
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
    with gig(place.folder, place.library, **WITH_CONTROLLER) as there:
        there.play(2)
        began = time.monotonic()
        for number in range(FLAPS):
            with plugged():
                time.sleep(0.05 + 0.01 * (number % 30))
            time.sleep(0.02 * (number % 7))
        lasted = time.monotonic() - began
        time.sleep(OUT)
        with plugged() as plug:
            stayed = time.monotonic()

            def pressed() -> object:
                plug.press(LOCK)
                return there.first("lock", 1, since=stayed)

            eventually(pressed, seconds=20.0, every=0.3)
            worked = time.monotonic() - stayed
        time.sleep(2 * BAR)
        came = sum("is here" in str(said.args) for said in there.said)
        torn = there.end()
        records = there.records()
    return Row(
        f"a controller plugged in and out {FLAPS} times in {lasted:.0f} s",
        f"a line whenever it was seen ({came} times; {bars(records)})",
        f"works {worked:.1f} s after it stays",
        too_much=first_of(
            no_bar_missed(records),
            unless(worked < 10.0, f"works only {worked:.1f} s after it stays"),
            torn,
        ),
    )


FAULTS: tuple[Fault, ...] = (flapping,)
