from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from live.library import chunks
from live.types import Kind, Origin
from tests import files
from tests.sounds import RATE, drums


def said(path: Path) -> dict[str, object]:
    facts = chunks.read(path).facts
    assert all(fact.origin is Origin.EMBEDDED for fact in facts.values())
    return {name: fact.value for name, fact in facts.items()}


def aiff(path: Path, **more: bytes) -> Path:
    soundfile.write(path, drums(120), RATE, format="AIFF", subtype="PCM_16")
    path.write_bytes(files.with_chunks(path.read_bytes(), big_endian=True, **more))
    return path


def caf(path: Path, **texts: str) -> Path:
    soundfile.write(path, drums(120), RATE, format="CAF", subtype="PCM_16")
    pairs = b"".join(f"{k.replace('_', ' ')}\0{v}\0".encode() for k, v in texts.items())
    data = struct.pack(">I", len(texts)) + pairs
    content = path.read_bytes()
    path.write_bytes(content + struct.pack(">4sq", b"info", len(data)) + data)
    return path


def test_acid(tmp_path: Path) -> None:
    path = files.wav(tmp_path / "a.wav", drums(120), acid=files.acid(124.5, 8, root=69))
    assert said(path) == {"bpm": 124.5, "beats": 8, "beats_per_bar": 4, "key": 9}


def test_acid_without_a_root_has_no_key(tmp_path: Path) -> None:
    path = files.wav(tmp_path / "a.wav", drums(120), acid=files.acid(120, 3, numerator=3))
    assert said(path) == {"bpm": 120, "beats": 3, "beats_per_bar": 3}


def test_acid_one_shot(tmp_path: Path) -> None:
    path = files.wav(tmp_path / "a.wav", drums(120), acid=files.acid(120, 4, one_shot=True))
    assert said(path) == {"kind": Kind.ONE_SHOT}


@pytest.mark.parametrize("tempo", [0.0, -3.0, float("nan"), float("inf"), 1e9])
def test_acid_with_an_absurd_tempo_still_has_beats(tmp_path: Path, tempo: float) -> None:
    path = files.wav(tmp_path / "a.wav", drums(120), acid=files.acid(tempo, 16))
    assert said(path) == {"beats": 16, "beats_per_bar": 4}


def test_acid_with_absurd_beats(tmp_path: Path) -> None:
    path = files.wav(tmp_path / "a.wav", drums(120), acid=files.acid(120, 0xFFFFFFFF))
    assert said(path) == {"bpm": 120, "beats_per_bar": 4}


def test_sampler_loop(tmp_path: Path) -> None:
    path = files.wav(tmp_path / "a.wav", drums(120), smpl=files.smpl(0, 88199))
    assert chunks.read(path).loop == (0, 88200)
    path = files.wav(tmp_path / "b.wav", drums(120), smpl=files.smpl(500, 20))
    assert chunks.read(path).loop is None


@pytest.mark.parametrize(
    ("scale", "expected"),
    [
        (0, {}),
        (1, {"key": 2, "mode": "minor"}),
        (2, {"key": 2, "mode": "major"}),
        (3, {}),
        (4, {"key": 2}),
    ],
)
def test_basc(tmp_path: Path, scale: int, expected: dict[str, object]) -> None:
    path = aiff(tmp_path / "a.aif", basc=files.basc(4, root=50, scale=scale))
    assert said(path) == {"beats": 4, "beats_per_bar": 4, **expected}


def test_basc_one_shot(tmp_path: Path) -> None:
    assert said(aiff(tmp_path / "a.aif", basc=files.basc(4, one_shot=True))) == {
        "kind": Kind.ONE_SHOT
    }


def test_caf_information(tmp_path: Path) -> None:
    path = caf(
        tmp_path / "a.caf",
        tempo="98",
        beat_count="8",
        time_signature="3/4",
        key_signature="F#",
        key_type="minor",
    )
    assert said(path) == {
        "bpm": 98,
        "beats": 8,
        "beats_per_bar": 3,
        "key": 6,
        "mode": "minor",
    }


def test_files_without_chunks_say_nothing(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.flac", drums(120), RATE)
    assert said(tmp_path / "a.flac") == {}
    assert said(files.wav(tmp_path / "a.wav", drums(120))) == {}
    assert said(tmp_path / "missing.wav") == {}
    (tmp_path / "short.wav").write_bytes(b"RIFF\0\0")
    assert said(tmp_path / "short.wav") == {}


def test_a_chunk_that_promises_too_much_is_read_no_further_than_it_goes(tmp_path: Path) -> None:
    path = files.wav(tmp_path / "a.wav", drums(120))
    data = path.read_bytes() + struct.pack("<4sI", b"acid", 0x7FFFFFFF) + files.acid(99, 8)
    path.write_bytes(data)
    assert said(path)["bpm"] == 99
    path.write_bytes(data[:-10])
    assert said(path) == {}


@settings(
    deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    head=st.sampled_from([b"RIFF1234WAVE", b"RF641234WAVE", b"FORM1234AIFF", b"caff\0\1\0\0"]),
    body=st.lists(
        st.tuples(
            st.sampled_from([b"acid", b"smpl", b"basc", b"info", b"data", b"LIST"]),
            st.integers(0, 0xFFFFFFFF),
            st.binary(max_size=90),
        ),
        max_size=5,
    ),
    order=st.sampled_from("<>"),
)
def test_hostile_chunks_never_raise(
    tmp_path: Path, head: bytes, body: list[tuple[bytes, int, bytes]], order: str
) -> None:
    content = head + b"".join(struct.pack(f"{order}4sI", n, s) + d for n, s, d in body)
    (tmp_path / "hostile.wav").write_bytes(content)
    for name, fact in chunks.read(tmp_path / "hostile.wav").facts.items():
        if name in ("bpm", "beats"):
            assert isinstance(fact.value, float | int) and np.isfinite(fact.value)
            assert fact.value > 0
