"""Time itself is disturbed: jumps, ramps, peers that come and go, a clock that drops out."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

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
    with gig(place.folder, place.library, **FOLLOWER) as there, drummer(there) as host:
        end = _drums(there, host, host.frame + 4800, 10)
        there.play(2)
        eventually(lambda: host.frame > end)
        for sixteenths in JUMPS:
            jumped = time.monotonic()
            where = bytes([0xF2, sixteenths & 0x7F, sixteenths >> 7])
            first = host.frame + 2400
            run = ticks(BPM, 24 * 4 * 2, host.rate, first + 200)
            host.write([(first, STOP), (first + 50, where), (first + 100, CONTINUE), *run])
            there.wait_for("bar", sixteenths // 16 + 1, since=jumped)
            eventually(lambda end=run[-1][0]: host.frame > end)
        return row(
            there,
            f"{len(JUMPS)} jumps of the host's song position",
            "what plays goes on from the new place; the next bar has its list",
            "until the next bar",
        )


def ramp(place: Place) -> Row:
    """Up and down again, as a hand on a tempo knob does it."""
    with gig(place.folder, place.library) as there:
        there.play(2)
        began = time.monotonic()
        for step in range(600):
            there.tell("tempo", 60.0 + 120.0 * (step if step < 300 else 599 - step) / 300)
            time.sleep(0.02)
        lasted = time.monotonic() - began
        what = "tempo ramp 60 -> 180 -> 60 bpm, 600 steps"
        return row(there, what, "the loops stretch along", seconds(lasted))


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
        what = f"{PEERS} Link peers join, change the tempo and leave, half of them killed"
        return row(there, what, "the tempo that they set; a line each", "no time")


def dropouts(place: Place) -> Row:
    """The cable has a loose contact: ticks are lost, then they are there again, in time."""
    with gig(place.folder, place.library, **FOLLOWER) as there, drummer(there) as host:
        first = host.frame + host.rate // 2
        end = _drums(there, host, first, 4 + DROPOUTS * 4, loose=True)
        there.play(1)
        eventually(lambda: host.frame > end, seconds=60.0)
        host.send(STOP)
        lines = sum("clock" in s.args for s in there.said if s.word == "status")
        what = f"{DROPOUTS} dropouts of the MIDI clock of {SILENT_SECONDS:g} s"
        return row(there, what, f"the music goes on at its tempo; {lines} lines", "no time")


def row(there: Gig, fault: str, notices: str, lasts: str) -> Row:
    """Nothing may be missed, and nothing is worth an error."""
    records = there.records()
    complaint = first_of(no_bar_missed(records), "; ".join(there.errors()))
    return Row(fault, f"{notices} ({bars(records)})", lasts, too_much=complaint)


@contextmanager
def drummer(there: Gig) -> Iterator[JackHost]:
    """A host whose clock is listened to."""
    host = JackHost("drummer")
    with closing(host):
        there.wait_for_text("status", "listening to drummer")
        yield host


def _drums(there: Gig, host: JackHost, first: int, duration: int, loose: bool = False) -> int:
    """Start, and tick for so many seconds from the frame `first` on; returns the last frame."""
    run = ticks(BPM, round(24 * BPM / 60 * duration), host.rate, first)
    kept = [tick for tick in run if not (loose and _is_lost(tick, first, host.rate))]
    host.write([(first, START), *kept])
    there.wait_for("bar")
    return run[-1][0]


def _is_lost(tick: Written, first: int, rate: int) -> bool:
    """The last of every four seconds after the first four are silent."""
    at = (tick[0] - first) / rate
    return tick[1] == TICK and at > 4.0 and at % 4.0 > 4.0 - SILENT_SECONDS


FAULTS: tuple[Fault, ...] = (jumps, ramp, link_peers, dropouts)
