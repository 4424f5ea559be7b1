from __future__ import annotations

import pytest

from live.ableton.liveset import LiveSet, after, tracks

DRUMS = ["Drums", True, False, False, False, 1, None, True, None]
KEYS = ["Keys", False, False, False, False, 0, False, None, None]
MUTED = ["barwise b", True, False, False, True, 2, None, None, True]
GROUP = ["Barwise", True, True, False, False, -1, None, None, None]


def read(*rows: list[object]) -> LiveSet:
    found = tracks([value for row in rows for value in row], len(rows))
    assert found is not None
    return LiveSet(tracks=found)


def test_what_sounds_is_audio_that_nobody_has_muted() -> None:
    live = read(DRUMS, KEYS, MUTED)
    assert live.sounding == ((0, 1),)
    assert live.audio_clips == ((0, 1), (2, 2))
    assert live.plays((2, 2)) and not live.plays((0, 0)) and not live.plays((9, 0))


def test_tracks_are_found_by_how_their_names_begin_if_they_take_audio() -> None:
    live = read(DRUMS, GROUP, MUTED, KEYS)
    assert live.named(("Barwise",)) == (2,)
    assert live.named(("keys", "dru")) == (0,)
    assert live.named(()) == ()


@pytest.mark.parametrize("count", [0, 2, 5])
def test_an_answer_about_another_number_of_tracks_is_none(count: int) -> None:
    assert tracks([*DRUMS, *KEYS, *MUTED], count) is None


@pytest.mark.parametrize(
    ("number", "metre", "beats"),
    [(4, (4, 4), 4.0), (4, (6, 8), 3.0), (2, (3, 4), 12.0), (7, (4, 4), 1.0), (0, (4, 4), 0.0)],
)
def test_quantisation_is_in_beats(number: int, metre: tuple[int, int], beats: float) -> None:
    live = LiveSet(quantisation=number, numerator=metre[0], denominator=metre[1])
    assert live.quantum == beats


def test_replies_are_taken_in() -> None:
    live = after(LiveSet(), "/live/song/get/tempo", [96.5])
    live = after(live, "/live/application/get/version", [12, 1])
    assert (live.tempo, live.version) == (96.5, "12.1")
    assert after(live, "/live/song/get/tempo", []) == live
    assert after(live, "/live/song/get/beat", [7]) == live, "its beats say nothing of phase"
