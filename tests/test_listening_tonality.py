"""The key that is shown: known of what plays, or heard."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from live.features import Profile
from live.listening.tonality import key_of
from live.types import Fact, Origin, Playing
from tests.test_session import suggestion

TONELESS = Profile(
    np.zeros((16, 12), np.float32), 0.0, np.zeros((2, 16), np.float32), np.full(16, 1 / 16), 0.5
)


def chord(*pitches: int) -> Profile:
    harmony = np.zeros((16, 12), np.float32)
    harmony[:, list(pitches)] = 1.0
    return replace(TONELESS, harmony=harmony, tonal=0.8)


def in_key(
    key: int, mode: str, transpose: int = 0, origin: Origin = Origin.NAME, id: int = 1
) -> Playing:
    made = suggestion(id)
    loop = replace(made.loop, key=key, mode=mode, facts={"key": Fact(key, origin, 0.9)})
    return Playing(replace(made, loop=loop, transpose=transpose), 0.0)


def test_what_is_known_counts_as_it_sounds() -> None:
    assert key_of([in_key(9, "minor", transpose=3)], chord(1, 5, 8)) == "Cm"


def test_most_of_what_is_known_counts() -> None:
    playing = [in_key(2, "major"), in_key(9, "minor"), in_key(11, "minor", transpose=-2)]
    assert key_of(playing, TONELESS) == "Am"


@pytest.mark.parametrize(
    ("pitches", "said"), [((0, 4, 7, 5, 9, 11), "C"), ((9, 0, 4, 2, 8, 11), "Am")]
)
def test_otherwise_it_is_heard_in_all_that_sounds(pitches: tuple[int, ...], said: str) -> None:
    heard_alone = in_key(6, "major", origin=Origin.ANALYSIS)
    assert key_of([heard_alone], chord(*pitches)) == said


def test_drums_have_none() -> None:
    assert key_of([], replace(chord(0, 4, 7), tonal=0.05)) == ""
