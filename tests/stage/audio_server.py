"""The audio server ends and is there again, as when an interface is unplugged."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.jack_host import jack_server
from tests.stage.ears import ears
from tests.stage.gig import BAR, gig, no_bar_missed
from tests.stage.phase import in_phase
from tests.stage.rows import Fault, Place, Row, first_of, seconds, unless

AWAY = 5.0


@contextmanager
def another_server(name: str) -> Iterator[None]:
    """What is started in the block finds no server but `name`, which is for the block to start."""
    before = os.environ["JACK_DEFAULT_SERVER"]
    os.environ["JACK_DEFAULT_SERVER"] = name
    try:
        yield
    finally:
        os.environ["JACK_DEFAULT_SERVER"] = before


def restarted(place: Place) -> Row:
    server = f"stage-again-{os.getpid()}"
    with another_server(server):
        with jack_server(server):
            playing = gig(place.folder, place.library, player={"on": True, "backend": "jack"})
            there = playing.__enter__()
            there.play(2)
            before = there.session()["slots"]
            time.sleep(2 * BAR)
        stopped = time.monotonic()
        time.sleep(AWAY)
        with jack_server(server):
            began = time.monotonic()
            with ears() as heard:
                back = heard.sound(began, 60.0) - began
                goes_on = in_phase(heard, there, began + back + 0.5)
            same = there.session()["slots"] == before
            torn = there.end()
            playing.__exit__(None, None, None)
    return Row(
        f"JACK stopped for {AWAY:g} s and started again",
        f"silence, and a line: {there.errors(stopped)[0]}; the same loops go on ({goes_on})",
        f"sounds {seconds(back)} after JACK is there again",
        "the sound until then",
        too_much=first_of(
            no_bar_missed(there.records()),
            unless(same, "other slots than before"),
            goes_on.complaint,
            unless(back < 20.0, f"silent for {back:.1f} s more"),
            torn,
        ),
    )


FAULTS: tuple[Fault, ...] = (restarted,)
