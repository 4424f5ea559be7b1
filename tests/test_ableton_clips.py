from __future__ import annotations

import pytest

from live.ableton.clips import Clip, decibels, gain
from live.events import Played
from live.timeline import Timeline

LINE = Timeline(120.0)  # two beats a second

#: As measured in Live 12: the gain of a clip and what its knob shows.
MEASURED = {0.0293: -43.2, 0.1016: -30.3, 0.2031: -16.0, 0.25: -10.8, 0.3438: -2.99, 0.4: 0.0}
LOUDER = {0.5: 4.0, 0.6992: 12.0, 1.0: 24.0}


def playing(at: float, position: float, **given: object) -> Clip:
    known = {"path": "/a.wav", "transpose": 0, "gain": 0.4, "warped": True, "end": 16.0}
    return Clip(**{**known, **given}, at=at, position=position)  # type: ignore[arg-type]


@pytest.mark.parametrize(("value", "shown"), [*MEASURED.items(), *LOUDER.items()])
def test_the_gain_of_a_clip_is_what_live_shows(value: float, shown: float) -> None:
    assert decibels(value) == pytest.approx(shown, abs=0.25)
    assert decibels(gain(shown)) == pytest.approx(max(shown, -43.0), abs=0.01)


def test_louder_and_quieter_than_a_clip_can_be() -> None:
    assert (gain(40.0), decibels(0.0)) == (1.0, -43.0)
    assert 0 < gain(-90.0) < 0.1


def test_position_says_which_beat_and_the_clock_where_in_it() -> None:
    """Live's screen is up to a tenth of a second behind."""
    for late in (-0.05, 0.0, 0.1):
        assert playing(10.0, 4.0 - 2 * late).played(LINE, None) == Played(0, 0.0, 16.0, 16.0)


def test_what_goes_on_as_before_stays_the_same() -> None:
    before = playing(10.0, 4.0).played(LINE, None)
    assert before.since == 16.0
    assert playing(10.0 + 16.25, 4.0 + 0.5 - 0.7).played(LINE, before) == before, "two turns later"
    assert playing(26.0, 12.0).played(LINE, before).since == 40.0, "launched anew"


def test_what_is_not_warped_is_told_in_seconds_and_faster_when_transposed() -> None:
    clip = playing(10.0, 2.0, warped=False, end=6.0, transpose=12)
    played = clip.played(LINE, None)
    assert (played.beats, played.since) == (6.0, 18.0)


def test_it_is_told_when_all_is_known() -> None:
    clip = Clip()
    for name, value in (
        ("file_path", "/a.wav"),
        ("pitch_coarse", -1),
        ("gain", 0.5),
        ("warping", True),
        ("end_marker", 8.0),
    ):
        assert not clip.told
        clip = clip.after(name, value, 1.0)
    assert clip.after("playing_position", 3.0, 2.0).told
    refused = clip.after("gain", None, 1.0)
    assert refused.told and refused.refused, "what Live does not tell is not waited for"


def test_a_clock_that_trembles_makes_no_other_clip() -> None:
    clip = playing(10.0, 2.0, warped=False, end=6.0)
    before = clip.played(LINE, None)
    assert clip.played(Timeline(120.01), before) == before
    assert clip.played(Timeline(130.0), before).beats == 13.0
