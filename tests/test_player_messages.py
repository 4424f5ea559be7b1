"""The player's address table: everything survives the wire, nothing hostile gets through."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pythonosc.osc_message_builder import OscMessageBuilder

from live.errors import PacketError
from live.player import messages
from live.player.messages import ADDRESSES, Message, Sound, decode, encode

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
BEATS = st.floats(-1e6, 1e6)
SOUNDS = st.builds(
    Sound,
    path=TEXT,
    digest=TEXT,
    beats=st.floats(0.01, 1024),
    bpm=st.floats(10, 1000),
    length=st.floats(0.01, 1024),
    transpose=st.integers(-24, 24),
    offset=st.floats(-1024, 1024),
    gain_db=st.floats(-144, 24),
)
VALUES: dict[Any, st.SearchStrategy[Any]] = {
    int: st.integers(-(2**31), 2**31 - 1),
    float: BEATS,
    str: TEXT,
    bool: st.booleans(),
    Sound: SOUNDS,
}
SPECIAL = {"bpm": st.floats(20, 400), "beats_per_bar": st.integers(1, 16)}


@st.composite
def any_message(draw: st.DrawFn) -> Message:
    kind = draw(st.sampled_from(sorted(ADDRESSES.values(), key=lambda kind: kind.__name__)))
    hints = get_type_hints(kind)
    assert is_dataclass(kind)
    values = {f.name: SPECIAL.get(f.name, VALUES[hints[f.name]]) for f in fields(kind)}
    return kind(**{name: draw(value) for name, value in values.items()})


@given(any_message())
def test_everything_survives_the_wire(message: Message) -> None:
    assert decode(encode(message)) == message


@given(st.binary(max_size=200))
def test_noise_is_refused(packet: bytes) -> None:
    with pytest.raises(PacketError, match="player: "):
        decode(packet)


@given(any_message(), st.data())
def test_a_damaged_packet_is_refused_or_a_message(message: Message, data: st.DataObject) -> None:
    packet = bytearray(encode(message))
    for _ in range(data.draw(st.integers(1, 5))):
        packet[data.draw(st.integers(0, len(packet) - 1))] = data.draw(st.integers(0, 255))
    try:
        assert isinstance(decode(bytes(packet)), Message)
    except PacketError as error:
        assert "\n" not in str(error)


def packet(address: str, *arguments: object) -> bytes:
    builder = OscMessageBuilder(address)
    for argument in arguments:
        builder.add_arg(argument)
    return bytes(builder.build().dgram)


@pytest.mark.parametrize(
    ("bad", "offender"),
    [
        (packet("/player/dance"), "/player/dance"),
        (packet("/player/stop", 1), "'id'"),
        (packet("/player/stop", "1", 2.0), "'id'"),
        (packet("/player/stop", 1, float("nan")), "'id'"),
        (packet("/player/timeline", 5000.0, 0.0, 0.0, 4, 1, 0), "5000.0 bpm"),
        (packet("/player/timeline", 120.0, 0.0, 0.0, 0, 1, 0), "0 beats in a bar"),
        (packet("/player/prepare", "a", "b", 1e9, 120.0, 4.0, 0, 0.0, 0.0), "beats 1000000000.0"),
        (packet("/player/prepare", "a", "b", 4.0, 120.0, 4.0, 0, 0.0, 200.0), "gain_db 200.0"),
    ],
)
def test_the_error_names_the_offender(bad: bytes, offender: str) -> None:
    with pytest.raises(PacketError) as caught:
        decode(bad)
    assert offender in str(caught.value)


def test_whole_numbers_do_for_fractional_ones() -> None:
    assert decode(packet("/player/stop", 1, 8)) == messages.Stop(1, 8.0)
