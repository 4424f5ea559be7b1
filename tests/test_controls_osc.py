from __future__ import annotations

import queue
import random
import socket
import time
from collections.abc import Iterator

import pytest
from pythonosc.osc_bundle_builder import OscBundleBuilder
from pythonosc.osc_message_builder import OscMessageBuilder

from live import events
from live.config import Config, OscConfig
from live.controls import osc
from live.errors import DeviceError, PacketError
from live.outputs.osc import pack
from tests.conftest import eventually

FAR_FUTURE = 2e9


@pytest.fixture
def inbox() -> queue.SimpleQueue[events.Event]:
    return queue.SimpleQueue()


@pytest.fixture
def control(inbox: queue.SimpleQueue[events.Event]) -> Iterator[osc.OscControl]:
    opened = osc.OscControl(inbox.put, osc.bind("127.0.0.1", 0))
    yield opened
    opened.close()


def send(control: osc.OscControl, *packets: bytes) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        for packet in packets:
            sender.sendto(packet, ("127.0.0.1", control.port))


def message(path: str, *args: object) -> OscMessageBuilder:
    builder = OscMessageBuilder(path)
    for arg in args:
        builder.add_arg(arg)
    return builder


def packet(path: str, *args: object) -> bytes:
    built: bytes = message(path, *args).build().dgram
    return built


def test_messages_become_events(
    control: osc.OscControl, inbox: queue.SimpleQueue[events.Event]
) -> None:
    send(control, packet("/barwise/accept", 2.0, 1), packet("/barwise/role", "bass"))
    assert inbox.get(timeout=2) == events.Accept(2, 1)
    assert inbox.get(timeout=2) == events.WantRole("bass")


def test_who_names_no_host_subscribes_itself(
    control: osc.OscControl, inbox: queue.SimpleQueue[events.Event]
) -> None:
    send(control, packet("/barwise/subscribe", 9001))
    assert inbox.get(timeout=2) == events.Subscribe("127.0.0.1", 9001)


def test_a_bundle_from_the_far_future_does_not_hang_the_set(
    control: osc.OscControl, inbox: queue.SimpleQueue[events.Event]
) -> None:
    inner = OscBundleBuilder(FAR_FUTURE)
    inner.add_content(message("/barwise/undo").build())
    outer = OscBundleBuilder(FAR_FUTURE)
    outer.add_content(message("/barwise/next").build())
    outer.add_content(inner.build())
    send(control, outer.build().dgram)
    assert inbox.get(timeout=2) == events.Next()
    assert inbox.get(timeout=2) == events.Undo()


def test_bad_packets_are_told_once_and_the_next_good_one_works(
    control: osc.OscControl, inbox: queue.SimpleQueue[events.Event]
) -> None:
    send(control, *[packet("/barwise/select", "three")] * 50, packet("/barwise/next"))
    assert inbox.get(timeout=2) == events.Trouble(
        "osc", "/barwise/select index = 'three': an integer is wanted"
    )
    assert inbox.get(timeout=2) == events.Next()


def test_fuzzed_packets_are_messages_or_one_error(inbox: queue.SimpleQueue[events.Event]) -> None:
    rng = random.Random(7)
    seeds = [packet("/barwise/accept", 1, 2), packet("/barwise/playing", "/a", "/b"), b"#bundle\0"]
    for _ in range(20_000):
        mangled = bytearray(rng.choice(seeds) + rng.randbytes(rng.randrange(8)))
        for _ in range(rng.randrange(4)):
            mangled[rng.randrange(len(mangled))] = rng.randrange(256)
        try:
            osc.unpack(bytes(mangled[: rng.randrange(1, len(mangled) + 1)]))
        except PacketError as error:
            assert len(str(error).splitlines()) == 1


@pytest.mark.parametrize("size", [-4, -1, 0, 2**31 - 1])
def test_a_bundle_that_lies_about_its_sizes_is_refused(size: int) -> None:
    lying = b"#bundle\0" + bytes(8) + size.to_bytes(4, "big", signed=True) + packet("/barwise/next")
    with pytest.raises(PacketError, match="a bundle of"):
        osc.unpack(lying)


def test_bundles_nested_without_end_are_refused() -> None:
    nested = packet("/barwise/next")
    for _ in range(500):
        nested = b"#bundle\0" + bytes(8) + len(nested).to_bytes(4, "big") + nested
    with pytest.raises(PacketError, match="deep"):
        osc.unpack(nested)


def test_the_control_survives_a_fuzzed_stream(
    control: osc.OscControl, inbox: queue.SimpleQueue[events.Event]
) -> None:
    rng = random.Random(8)
    for _ in range(2_000):
        send(control, rng.randbytes(rng.randrange(1, 60)))
    while not inbox.empty():
        assert isinstance(inbox.get(), events.Trouble)

    def heard() -> bool:
        send(control, packet("/barwise/undo"))  # again: after such a flood the system drops some
        found = [inbox.get() for _ in range(inbox.qsize())]
        return events.Undo() in found

    eventually(heard, every=0.1)


def test_who_floods_drowns_nobody_else(
    control: osc.OscControl, inbox: queue.SimpleQueue[events.Event]
) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as patch:
        for _ in range(40):
            for _ in range(50):  # what the system holds for us must not overflow
                patch.sendto(packet("/barwise/undo"), ("127.0.0.1", control.port))
            time.sleep(0.005)
    send(control, packet("/barwise/next"))
    found = []
    while events.Next() not in found:
        found.append(inbox.get(timeout=2))
    assert 400 < found.count(events.Undo()) < 1200
    (told,) = {e.text for e in found if isinstance(e, events.Trouble)}
    assert told.startswith("more than 1000 messages a second from 127.0.0.1:")


def test_a_taken_port_is_named_with_the_remedy(control: osc.OscControl) -> None:
    config = Config(osc=OscConfig(port=control.port))
    with pytest.raises(DeviceError, match=rf"UDP port {control.port} on 127.0.0.1: taken"):
        osc.open(lambda event: None, config)


def test_what_the_output_packs_the_control_unpacks() -> None:
    (unpacked,) = osc.unpack(pack("/barwise/status", ("clock", "lost")))
    assert (unpacked.address, unpacked.params) == ("/barwise/status", ["clock", "lost"])
