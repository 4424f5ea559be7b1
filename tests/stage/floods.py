"""OSC from a patch that has gone mad, and from one that was written by chance."""

from __future__ import annotations

import logging
import random
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from pythonosc.osc_bundle_builder import IMMEDIATELY, OscBundleBuilder
from pythonosc.osc_message_builder import OscMessageBuilder, build_msg

from live import events, protocol
from live.controls.osc import OscControl, bind
from tests.conftest import eventually
from tests.stage.gig import Gig, bars, gig, no_bar_missed
from tests.stage.rows import Fault, Place, Row, first_of, unless

A_SECOND = 10_000
FLOOD_SECONDS = 10.0
PARSED = 1_000_000
SENT = 50_000
BURST = 0.005
HANDS = 20  # gestures of another sender amid the flood
ANSWER_SECONDS = 1.5
FREE_SLOT = 9


def flood(place: Place) -> Row:
    """Every second packet is one that means something, the rest are nonsense."""
    packets = [build_msg("/barwise/select", [n % 8]).dgram for n in range(8)]
    packets += [build_msg("/barwise/surprise", [n / 8]).dgram for n in range(8)]
    packets += list(_fuzzed(16, random.Random(3)))
    with gig(place.folder, place.library) as there, ThreadPoolExecutor(1) as apart:
        there.play(2)
        flooding = apart.submit(_sent, there.port, packets, FLOOD_SECONDS)
        time.sleep(1.0)
        answers = [_answered(there, 0.2 + 0.01 * number) for number in range(HANDS)]
        playing = _accepted(there)
        sent = flooding.result()
        told = [error for error in there.errors() if "messages a second" in error]
        torn = there.end()
        records = there.records()
    found = bars(records)
    at_once = [answer for answer in answers if answer is not None]
    return Row(
        f"OSC flood: {sent / FLOOD_SECONDS:,.0f} packets/s for {FLOOD_SECONDS:g} s",
        f"the cursor runs about; another sender's gestures work amid it: {len(at_once)} of {HANDS} "
        f"in {max(at_once, default=0.0):.1f} s at most, and a launch ({found})",
        f"{FLOOD_SECONDS:g} s",
        "of the flood what is above 1,000/s; a line a second says so",
        too_much=first_of(
            no_bar_missed(records),
            unless(sent > 0.8 * A_SECOND * FLOOD_SECONDS, f"only {sent} were sent"),
            unless(len(at_once) >= 0.9 * HANDS, f"{HANDS - len(at_once)} gestures were lost"),
            unless(playing, "nothing could be launched"),
            unless(told, "nobody is told"),
            torn,
        ),
    )


def _answered(there: Gig, energy: float) -> float | None:
    """The seconds until a hand that says it once sees it; None if it is lost."""
    told = there.tell("energy", energy)

    def seen() -> object:
        return [
            said
            for said in list(there.said)
            if said.at >= told and said.word == "energy" and abs(said.args[0] - energy) < 1e-6
        ]

    try:
        eventually(seen, seconds=ANSWER_SECONDS, every=0.01)
    except AssertionError:
        return None
    return time.monotonic() - told


def _accepted(there: Gig) -> object:
    """Whether a loop can be launched: a hand that sees nothing happen presses again."""
    for _ in range(3):
        told = there.tell("accept", 0, FREE_SLOT)
        with suppress(AssertionError):
            return there.wait_for("slot", FREE_SLOT, since=told, seconds=ANSWER_SECONDS)
    return None


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
        control._read(packet, ("127.0.0.1", 1))
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
