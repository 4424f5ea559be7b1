"""Time itself is disturbed: jumps, ramps, peers that come and go, a clock that drops out."""

from __future__ import annotations

import time
from contextlib import closing

from tests.conftest import eventually
from tests.jack_host import CONTINUE, START, STOP, TICK, JackHost, Written, ticks
from tests.stage.gig import BAR, BPM, Gig, bars, gig, no_bar_missed
from tests.stage.rows import Fault, Place, Row, first_of, seconds

FOLLOWER = {"clock": {"name": "midi", "port": "drummer"}, "midi": {"backend": "jack"}}
JUMPS = (64, 4, 260, 0, 32, 33)  # song positions in sixteenths; the last within a bar
DROPOUTS = 4
SILENT_SECONDS = 1.5
PEERS = 6


def jumps(place: Place) -> Row:
    """A host that relocates while it plays, again and again."""
    with gig(place.folder, place.library, **FOLLOWER) as there, closing(_drummer(there)) as host:
        for sixteenths in JUMPS:
            jumped = time.monotonic()
            where = bytes([0xF2, sixteenths & 0x7F, sixteenths >> 7])
            first = host.frame + 2400
            run = ticks(BPM, 24 * 4 * 3, host.rate, first + 200)
            host.write([(first, STOP), (first + 50, where), (first + 100, CONTINUE), *run])
            next_bar = sixteenths // 16 + 1
            there.wait_for("bar", next_bar, since=jumped)
            eventually(lambda end=run[-1][0]: host.frame > end)
        errors = there.errors()
    found = bars(there.records())
    return Row(
        f"{len(JUMPS)} jumps of the host's song position",
        f"what plays goes on from the new place; the next bar has its list ({found})",
        "until the next bar",
        too_much=first_of(no_bar_missed(there.records()), "; ".join(errors)),
    )


def _drummer(there: Gig) -> JackHost:
    """A host with a clock, of which two loops play."""
    host = JackHost("drummer")
    there.wait_for_text("status", "listening to drummer")
    first = host.frame + 4800
    run = ticks(BPM, 24 * 4 * 10, host.rate, first)
    host.write([(first, START), *run])
    there.wait_for("bar")
    there.play(2)
    eventually(lambda: host.frame > run[-1][0])
    return host


def ramp(place: Place) -> Row:
    """Up and down again, as a hand on a tempo knob does it."""
    with gig(place.folder, place.library) as there:
        there.play(2)
        began = time.monotonic()
        for step in range(600):
            there.tell("tempo", 60.0 + 120.0 * (step if step < 300 else 599 - step) / 300)
            time.sleep(0.04)
        lasted = time.monotonic() - began
        errors = there.errors()
    found = bars(there.records())
    return Row(
        "tempo ramp 60 -> 180 -> 60 bpm, 600 steps",
        f"the loops stretch along ({found})",
        seconds(lasted),
        too_much=first_of(no_bar_missed(there.records()), "; ".join(errors)),
    )


def link_peers(place: Place) -> Row:
    """Some leave in good order, some by the mains; each has another tempo in mind."""
    from tests.link_room import Hut, network

    link = {"clock": {"name": "link", "bpm": BPM}}
    with network() as room, room, gig(place.folder, place.library, **link) as there:
        there.play(2)
        for number in range(PEERS):
            came = time.monotonic()
            hut = Hut(90.0 + 10 * number)
            there.wait_for_text("status", "came", came)
            hut.set_tempo(BPM - 10 * (number % 2))
            time.sleep(2 * BAR)
            if number % 2:
                hut.close()
            else:
                hut._process.kill()
                hut._process.communicate()
            there.wait_for_text("status", "left", came)
        errors = there.errors()
    found = bars(there.records())
    return Row(
        f"{PEERS} Link peers join, change the tempo and leave, half of them killed",
        f"the tempo that they set; a line each ({found})",
        "no time",
        too_much=first_of(no_bar_missed(there.records()), "; ".join(errors)),
    )


def dropouts(place: Place) -> Row:
    """The cable has a loose contact: ticks are lost, then they are there again, in time."""
    with (
        gig(place.folder, place.library, **FOLLOWER) as there,
        closing(JackHost("drummer")) as host,
    ):
        there.wait_for_text("status", "listening to drummer")
        first = host.frame + host.rate // 2
        run = ticks(BPM, round(24 * BPM / 60 * (4 + DROPOUTS * 4)), host.rate, first)
        host.write([(first, START), *(t for t in run if not _is_lost(t, first, host.rate))])
        there.wait_for("bar")
        there.play(1)
        eventually(lambda: host.frame > run[-1][0], seconds=60.0)
        host.send(STOP)
        errors = there.errors()
        lines = sum("clock" in s.args for s in there.said if s.word == "status")
    found = bars(there.records())
    return Row(
        f"{DROPOUTS} dropouts of the MIDI clock of {SILENT_SECONDS:g} s",
        f"the music goes on at its tempo; {lines} lines ({found})",
        "no time",
        too_much=first_of(no_bar_missed(there.records()), "; ".join(errors)),
    )


def _is_lost(tick: Written, first: int, rate: int) -> bool:
    """The last of every four seconds after the first four are silent."""
    at = (tick[0] - first) / rate
    return tick[1] == TICK and at > 4.0 and at % 4.0 > 4.0 - SILENT_SECONDS


FAULTS: tuple[Fault, ...] = (jumps, ramp, link_peers, dropouts)
