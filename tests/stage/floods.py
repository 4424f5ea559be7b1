"""OSC from a patch that has gone mad, and from one that was written by chance."""

from __future__ import annotations

import logging
import random
import socket
import time
from collections.abc import Iterator

from pythonosc.osc_bundle_builder import IMMEDIATELY, OscBundleBuilder
from pythonosc.osc_message_builder import OscMessageBuilder, build_msg

from live import events, protocol
from live.controls.osc import OscControl, bind
from tests.conftest import eventually
from tests.stage.gig import BAR, Gig, bars, gig, no_bar_missed
from tests.stage.rows import Fault, Place, Row, first_of, unless

A_SECOND = 10_000
FLOOD_SECONDS = 10.0
PARSED = 1_000_000
SENT = 50_000
BURST = 0.005


def flood(place: Place) -> Row:
    """Every second packet is one that means something, the rest are nonsense."""
    packets = [build_msg("/barwise/select", [n % 8]).dgram for n in range(8)]
    packets += [build_msg("/barwise/surprise", [n / 8]).dgram for n in range(8)]
    packets += list(_fuzzed(16, random.Random(3)))
    with gig(place.folder, place.library) as there:
        there.play(2)
        sent = _sent(there.port, packets, FLOOD_SECONDS)
        over = time.monotonic()
        _until_answered(there, "lock", 1)
        answered = time.monotonic() - over
        time.sleep(2 * BAR)
        torn = there.end()
        records = there.records()
    found = bars(records)
    return Row(
        f"OSC flood: {sent / FLOOD_SECONDS:,.0f} packets/s for {FLOOD_SECONDS:g} s",
        f"the cursor runs about, a line a second says what is wrong ({found})",
        f"{FLOOD_SECONDS:g} s; a gesture is answered {answered:.1f} s after",
        "packets above 1,000/s, hands' own among them: say it again",
        too_much=first_of(
            no_bar_missed(records),
            unless(sent > 0.8 * A_SECOND * FLOOD_SECONDS, f"only {sent} were sent"),
            unless(answered < 2.0, f"answered after {answered:.1f} s"),
            torn,
        ),
    )


def _until_answered(there: Gig, word: str, value: float) -> None:
    """Ask again, as a hand does: what comes amid a flood may be lost."""
    since = time.monotonic()

    def answered() -> object:
        there.tell(word, value)
        return there.first(word, value, since=since)

    eventually(answered, seconds=30.0, every=0.1)


def _sent(port: int, packets: list[bytes], lasting: float) -> int:
    """How many were sent, at `A_SECOND`."""
    sent, began = 0, time.monotonic()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as mouth:
        while (now := time.monotonic() - began) < lasting:
            while sent < now * A_SECOND:
                mouth.sendto(packets[sent % len(packets)], ("127.0.0.1", port))
                sent += 1
            time.sleep(BURST)
    return sent


def fuzz(place: Place) -> Row:
    """Most are parsed by direct calls; some go over the network to a set that plays."""
    posted: list[int] = [0]

    def post(event: events.Event) -> None:
        posted[0] += 1

    logging.getLogger().setLevel(logging.ERROR)  # the parser has a word on each
    control = OscControl(post, bind("127.0.0.1", 0))
    began = time.monotonic()
    for packet in _fuzzed(PARSED, random.Random(1)):
        control._read(packet, "127.0.0.1")
    took = time.monotonic() - began
    control.close()
    with gig(place.folder, place.library) as there:
        there.play(2)
        sent = _sent(there.port, list(_fuzzed(SENT, random.Random(2))), SENT / A_SECOND)
        _until_answered(there, "energy", 0.25)
        torn = there.end()
        records = there.records()
    return Row(
        f"{PARSED:,} fuzzed packets parsed (in {took:.0f} s), {sent:,} over UDP",
        f"{posted[0]:,} meant something; a line a second says what is wrong ({bars(records)})",
        "no time",
        "of those over UDP, what came above 1,000/s was not read",
        too_much=first_of(no_bar_missed(records), torn),
    )


def _fuzzed(count: int, rng: random.Random) -> Iterator[bytes]:
    """Real packets with some bytes changed, cut off or repeated; and pure noise."""
    real = list(_real())
    for _ in range(count):
        yield _mutated(rng.choice(real), rng)


def _mutated(packet: bytes, rng: random.Random) -> bytes:
    kind = rng.random()
    if kind < 0.05:
        return rng.randbytes(rng.randrange(1, 200))
    if kind < 0.15:
        return packet[: rng.randrange(len(packet)) + 1]
    if kind < 0.25:
        at = rng.randrange(len(packet))
        return packet[:at] + packet[: rng.randrange(len(packet))] + packet[at:]
    spoilt = bytearray(packet)
    for _ in range(rng.randrange(4)):
        spoilt[rng.randrange(len(spoilt))] = rng.randrange(256)
    return bytes(spoilt)


#: What would end the set's sounding, or send to others, is not what this is about.
_LEFT_OUT = {"/barwise/play", "/barwise/generate", "/barwise/ping", "/barwise/subscribe"}
_LEFT_OUT |= {"/barwise/loader", "/barwise/unsubscribe", "/barwise/correct", "/barwise/tempo"}


def _real() -> Iterator[bytes]:
    """A message for every address, and a bundle of some."""
    bundle = OscBundleBuilder(IMMEDIATELY)
    for row in protocol.IN:
        if row.path in _LEFT_OUT:
            continue
        message = OscMessageBuilder(row.path)
        for arg in row.args:
            message.add_arg({"i": 1, "f": 0.5, "s": "bass"}[arg.tag], arg.tag)
        built = message.build()
        bundle.add_content(built)
        yield built.dgram
    yield bundle.build().dgram


FAULTS: tuple[Fault, ...] = (flood, fuzz)
