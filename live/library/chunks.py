"""What programs write into audio files beside the sound: `acid`, `smpl`, `basc`, Apple's `info`.

Layouts: acid by Sonic Foundry (24 bytes), smpl in the RIFF MCI standard, basc by Apple (Soundtrack
loops), CAF information by Apple's Core Audio Format specification. Files come from anywhere:
whatever is truncated, oversized or absurd is read as nothing.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from live.library import spelling
from live.library.facts import Facts
from live.types import Fact, Kind, Origin

_MOST_BYTES = 1 << 14
_MOST_CHUNKS = 256
_TO_THE_END = 0xFFFFFFFF

_ACID_ONE_SHOT, _ACID_ROOT_SET = 1, 2
_BASC_ONE_SHOT = 1
_BASC_KEYED = (1, 2, 4)  # 3 says that it has no key
_BASC_MODES = {1: "minor", 2: "major"}
#: A program's word is good, but many write a beat count without having asked.
_SURE, _LIKELY = 0.9, 0.75


@dataclass(frozen=True, slots=True)
class Embedded:
    """What the file says of itself: `facts`, and where it loops in frames, if it does."""

    facts: Facts
    loop: tuple[int, int] | None = None


def read(path: str | Path) -> Embedded:
    """What is embedded in the file at `path`; nothing for a format without such chunks."""
    try:
        with Path(path).open("rb") as file:
            return _understood(dict(_chunks(file)))
    except OSError:
        return Embedded({})


def _understood(chunks: Mapping[bytes, bytes]) -> Embedded:
    facts: dict[str, Fact] = {}
    for name, reader in _READERS.items():
        if name in chunks:
            facts.update(reader(chunks[name]))
    return Embedded(facts, _sampler_loop(chunks.get(b"smpl", b"")))


def _chunks(file: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    """Name and bytes of the chunks that are understood."""
    head = file.read(12)
    if head[:4] in (b"RIFF", b"RF64") and head[8:] == b"WAVE":
        return _walk(file, "<4sI", 12)
    if head[:4] == b"FORM" and head[8:] in (b"AIFF", b"AIFC"):
        return _walk(file, ">4sI", 12)
    if head[:4] == b"caff":
        return _walk(file, ">4sq", 8)
    return iter(())


def _walk(file: BinaryIO, header: str, position: int) -> Iterator[tuple[bytes, bytes]]:
    even = 0 if header == ">4sq" else 1  # CAF does not pad
    for _ in range(_MOST_CHUNKS):
        file.seek(position)
        head = file.read(struct.calcsize(header))
        if len(head) < struct.calcsize(header):
            return
        name, size = struct.unpack(header, head)
        if size < 0 or size == _TO_THE_END:
            return
        if name in _UNDERSTOOD:
            yield name, file.read(min(size, _MOST_BYTES))
        position += len(head) + size + (size & even)


def _acid(data: bytes) -> Facts:
    if len(data) < 24:
        return {}
    flags, root, _, _, beats, _, numerator, tempo = struct.unpack("<IHHfIHHf", data[:24])
    if flags & _ACID_ONE_SHOT:
        return {"kind": _fact(Kind.ONE_SHOT, _LIKELY)}
    facts = {**_tempo(tempo, beats), **_metre(numerator)}
    if flags & _ACID_ROOT_SET:
        facts["key"] = _fact(root % 12, _LIKELY)
    return facts


def _basc(data: bytes) -> Facts:
    if len(data) < 18:
        return {}
    _, beats, root, scale, numerator, denominator, kind = struct.unpack(">IIHHHHH", data[:18])
    if kind == _BASC_ONE_SHOT:
        return {"kind": _fact(Kind.ONE_SHOT, _LIKELY)}
    facts = {**_tempo(0.0, beats * 4 // max(denominator, 1)), **_metre(numerator)}
    if scale in _BASC_KEYED:
        facts["key"] = _fact(root % 12, _SURE)
    if scale in _BASC_MODES:
        facts["mode"] = _fact(_BASC_MODES[scale], _SURE)
    return facts


def _caf_information(data: bytes) -> Facts:
    """Pairs of strings that end with 0, after their number: `tempo`, `beat count`, ..."""
    texts = data[4:].decode("utf-8", "replace").split("\0")
    said = dict(zip(texts[::2], texts[1::2], strict=False))
    facts = _tempo(_number(said.get("tempo", "")), int(_number(said.get("beat count", ""))))
    facts |= _metre(int(_number(said.get("time signature", "").partition("/")[0])))
    key = spelling.key(said.get("key signature", "") + said.get("key type", ""))
    if key:
        facts["key"] = _fact(key.pitch, _SURE)
        facts |= {"mode": _fact(key.mode, _SURE)} if key.mode else {}
    return facts


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        return 0.0
    return number if math.isfinite(number) and abs(number) < 1e6 else 0.0


def _tempo(bpm: float, beats: int) -> dict[str, Fact]:
    facts = {}
    if math.isfinite(bpm) and 20 <= bpm <= 400:
        facts["bpm"] = _fact(round(bpm, 3), _SURE)
    if 1 <= beats <= 4096:
        facts["beats"] = _fact(float(beats), _SURE)
    return facts


def _metre(numerator: int) -> dict[str, Fact]:
    return {"beats_per_bar": _fact(numerator, _LIKELY)} if 2 <= numerator <= 16 else {}


def _fact(value: float | int | str, confidence: float) -> Fact:
    return Fact(value, Origin.EMBEDDED, confidence)


def _sampler_loop(data: bytes) -> tuple[int, int] | None:
    """First frame and frame after the last of the first loop in a `smpl` chunk."""
    if len(data) < 60 or struct.unpack("<I", data[28:32])[0] < 1:
        return None
    first, last = struct.unpack("<II", data[44:52])
    return (first, last + 1) if first < last else None


_READERS = {b"acid": _acid, b"basc": _basc, b"info": _caf_information}
_UNDERSTOOD = {*_READERS, b"smpl"}
