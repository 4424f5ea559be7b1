"""What is known to play must sound to the ranking like what comes out of the loudspeakers."""

from __future__ import annotations

import numpy as np
import pytest

from live import features
from live.features import Profile
from live.listening.hearing import Heard, beside, hear_audio, hear_loops, hear_sketch, silence
from live.timeline import Timeline
from live.types import Floats
from tests.shelves import Made, playing, shelf_of
from tests.sounds import PROGRESSION, RATE, chords, drums, seconds


def heard_in(audio: Floats, beats: float = 16) -> Profile:
    return features.profile(features.power(features.sketch(features.spectra(audio, RATE, beats))))


def alike(a: Floats, b: Floats) -> float:
    return float((a * b).sum() / max(np.linalg.norm(a) * np.linalg.norm(b), 1e-9))


def same(heard: Profile, played: Profile, least: float = 0.97) -> bool:
    return (
        alike(heard.harmony, played.harmony) > least
        and alike(heard.rhythm, played.rhythm) > least
        and np.abs(heard.balance - played.balance).sum() < 0.1
        and abs(heard.tonal - played.tonal) < 0.15
    )


def rolled(audio: Floats, bpm: float, beats: float) -> Floats:
    return np.roll(audio, round(seconds(bpm, beats) * RATE))


def test_known_loops_sound_like_their_mix() -> None:
    """Offset, transposition, gain and the beat they were launched at, on a bar in between."""
    shelf = shelf_of([Made(drums(120), 120, 4), Made(chords(120, *PROGRESSION), 120, 16)])
    fixed = {"transpose": 2, "beat_offset": 1.0, "gain_db": -3.0}
    sounding = [playing(shelf, 1, 120, since=4.0), playing(shelf, 2, 120, since=4.0, **fixed)]
    heard = hear_loops(3, Timeline(120), sounding, shelf)

    at_beat_12 = rolled(chords(120, *PROGRESSION, up=2), 120, -(12 - 4 - 1))
    loudspeakers = np.tile(drums(120), 4) + 10 ** (-3 / 20) * at_beat_12
    played = heard_in(loudspeakers)
    assert same(heard.profile, played)
    wrong = heard_in(np.tile(drums(120), 4) + rolled(at_beat_12, 120, 2))
    assert not same(heard.profile, wrong)
    assert heard.power is not None
    assert heard.power.sum() == pytest.approx(
        features.power(features.sketch(features.spectra(loudspeakers, RATE, 16))).sum(), rel=0.1
    )
    assert (heard.source, heard.loops, heard.bpm, heard.bar) == ("loops", (1, 2), 120, 3)


@pytest.mark.parametrize(("own", "session"), [(174, 87), (87, 174), (100, 110)])
def test_half_double_and_stretched_time(own: float, session: float) -> None:
    shelf = shelf_of([Made(chords(own, *PROGRESSION) + drums(own, 16), own, 16)])
    loop = playing(shelf, 1, session, since=0.0, beat_offset=2.0)
    heard = hear_loops(1, Timeline(session), [loop], shelf)

    length = loop.suggestion.beats
    assert length == pytest.approx({174: 8, 87: 32, 100: 16}[own])
    at_speed = session * 16 / length
    audio = chords(at_speed, *PROGRESSION) + drums(at_speed, 16)
    window = np.tile(rolled(audio, session, 2.0 - 4), 2)[: round(seconds(session, 16) * RATE)]
    assert same(heard.profile, heard_in(window), 0.93)


def test_the_bar_decides_where_in_the_loop_it_is() -> None:
    shelf = shelf_of([Made(chords(120, *PROGRESSION), 120, 16)])
    sounding = [playing(shelf, 1, 120)]
    bars = [hear_loops(bar, Timeline(120), sounding, shelf).profile.harmony for bar in range(6)]
    for bar, harmony in enumerate(bars):
        assert np.allclose(harmony, np.roll(bars[0], -4 * bar, axis=0), atol=1e-6)
    assert alike(bars[0], bars[1]) < 0.8


def test_a_loop_of_three_beats_comes_round_out_of_step() -> None:
    shelf = shelf_of([Made(drums(120, 3), 120, 3)])
    sounding = [playing(shelf, 1, 120)]
    first, second = (hear_loops(bar, Timeline(120), sounding, shelf) for bar in (0, 1))
    assert first.power is not None and second.power is not None
    assert np.array_equal(first.power[4 * 12 :], second.power[: 12 * 12])
    assert not np.allclose(first.power[:12], second.power[:12], rtol=0.5)


def test_roles_are_the_highest_of_what_plays() -> None:
    roles = ((0.9, 0, 0, 0, 0, 0), (0.2, 0.7, 0, 0.1, 0, 0))
    shelf = shelf_of([Made(drums(120), 120, 4, roles=r) for r in roles])
    heard = hear_loops(0, Timeline(120), [playing(shelf, i, 120) for i in (1, 2)], shelf)
    assert heard.roles == pytest.approx((0.9, 0.7, 0, 0.1, 0, 0))


def test_a_loop_that_left_the_shelf_counts_but_is_not_heard() -> None:
    full = shelf_of([Made(drums(120), 120, 4), Made(chords(120, *PROGRESSION), 120, 16)])
    lost = playing(full, 2, 120)
    heard = hear_loops(0, Timeline(120), [lost], shelf_of([Made(drums(120), 120, 4)]))
    assert heard.loops == (2,)
    assert not heard.profile.row().any()


def test_nothing_playing_is_silence() -> None:
    heard = hear_loops(5, Timeline(99), [], shelf_of([Made(drums(120), 120, 4)]))
    assert (heard.source, heard.power, heard.bar, heard.bpm) == ("silence", None, 5, 99)
    assert not heard.profile.row().any()


def listened(audio: Floats, line: Timeline, bar: int, heard_until: float) -> Heard:
    """Live audio that began on beat 0 and has been captured until the beat `heard_until`."""
    captured = audio[: round((line.time_at(heard_until) - line.time_at(0)) * RATE)]
    return hear_audio(bar, line, captured, line.time_at(heard_until), RATE)


def test_live_audio_stands_for_the_next_phrase() -> None:
    line = Timeline(120, time=1000.0)
    music = np.tile(chords(120, *PROGRESSION) + drums(120, 16), 2)
    heard = listened(music, line, 6, 24 - 1e-6)
    loop = heard_in(rolled(music[: len(music) // 2], 120, -8))
    assert heard.source == "audio"
    assert heard.bpm == 120
    assert same(heard.profile, loop)


def test_what_is_not_yet_heard_stays_empty() -> None:
    line = Timeline(120, time=1000.0)
    music = np.tile(chords(120, *PROGRESSION) + drums(120, 16), 2)
    heard = listened(music, line, 4, 15.0)
    assert heard.power is not None
    assert not heard.power[15 * 12 + 6 :].any()
    assert heard.power[: 15 * 12].any(axis=1).all()
    just_begun = listened(music, line, 1, 3.5)
    assert just_begun.power is not None
    assert not just_begun.power[: 12 * 12 - 6].any()
    assert just_begun.power[12 * 12 : 15 * 12].any(axis=1).all()


def test_in_three_four_the_phrase_is_four_bars() -> None:
    line = Timeline(120, beats_per_bar=3)
    waltz = np.tile(drums(120, 3), 8)
    heard = listened(waltz, line, 8, 24 - 1e-6)
    assert heard.power is not None
    assert np.array_equal(heard.power[:48], heard.power[144:])
    pattern = heard_in(drums(120, 3), 3)
    assert same(heard.profile, pattern, 0.93)


def test_noise_under_the_threshold_is_silence() -> None:
    line = Timeline(120)
    hiss = 10 ** (-62 / 20) * np.random.default_rng(1).standard_normal(16 * RATE // 2)
    assert listened(hiss.astype(np.float32), line, 4, 16).source == "silence"
    assert listened(2 * hiss.astype(np.float32), line, 4, 16).source == "audio"


def test_broken_samples_do_no_harm() -> None:
    line = Timeline(120)
    music = np.tile(drums(120), 4)
    broken = music.copy()
    broken[1000], broken[2000], broken[3000] = np.nan, np.inf, -np.inf
    heard = listened(broken, line, 4, 16)
    assert same(heard.profile, listened(music, line, 4, 16).profile)


def test_a_sketch_is_all_that_is_needed_to_hear_again() -> None:
    line = Timeline(120)
    heard = listened(np.tile(drums(120), 4), line, 4, 16)
    assert heard.sketch is not None
    again = hear_sketch(4, line, heard.sketch)
    assert np.array_equal(again.profile.row(), heard.profile.row())
    assert again.power is not None and heard.power is not None
    assert np.array_equal(again.power, heard.power)


def test_silence_has_the_tempo() -> None:
    assert silence(2, 140).bpm == 140


def test_a_loop_of_ours_that_the_host_reports_as_well_sounds_once() -> None:
    shelf = shelf_of([Made(drums(120), 120, 4), Made(chords(120, *PROGRESSION), 120, 16)])
    ours, reported, other = (
        playing(shelf, id, 120, since) for id, since in ((1, 4), (1, 0), (2, 0))
    )
    assert beside([ours], [reported, other]) == (ours, other)
