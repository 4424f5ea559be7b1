from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.library import spelling
from live.types import PITCHES


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Am", "A minor"),
        ("Amin", "A minor"),
        ("AMIN", "A minor"),
        ("A_minor", "A minor"),
        ("A minor", "A minor"),
        ("A#min", "A# minor"),
        ("A#m", "A# minor"),
        ("Bbm", "A# minor"),
        ("Bb", "A#"),
        ("Cb", "B"),
        ("E♭maj", "D# major"),
        ("Dmaj", "D major"),
        ("CM", "C major"),
        ("F# major", "F# major"),
        ("C_sharp_minor", "C# minor"),
        ("Gflat", "F#"),
        ("Em9", "E minor"),
        ("Fmaj7", "F major"),
        ("h", None),
        ("8A", "A minor"),
        ("8B", "C major"),
        ("1A", "G# minor"),
        ("12B", "E major"),
        ("05A", "C minor"),
        ("1m", "A minor"),
        ("1d", "C major"),
        ("2d", "G major"),
        ("12m", "D minor"),
        ("13A", None),
        ("0A", None),
        ("", None),
        ("Bass", None),
        ("A1", None),
        ("Add", None),
    ],
)
def test_keys_are_read_as_people_spell_them(text: str, key: str | None) -> None:
    found = spelling.key(text)
    said = found and f"{PITCHES[found.pitch]} {found.mode}".strip()
    assert said == key


def test_both_wheels_go_round_all_keys() -> None:
    for numbers, sides in (("{}A", "{}B"), ("{}m", "{}d")):
        keys = [
            spelling.key(side.format(hour)) for hour in range(1, 13) for side in (numbers, sides)
        ]
        assert len({(k.pitch, k.mode) for k in keys if k}) == 24


@given(st.text(max_size=12))
def test_anything_can_be_asked(text: str) -> None:
    found = spelling.key(text)
    assert found is None or 0 <= found.pitch < 12
