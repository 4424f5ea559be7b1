from __future__ import annotations

import numpy as np
import pytest

from live.library.onsets import Onsets, onsets
from live.library.tempo import Grid, guesses, is_tail, whole
from live.types import Floats
from tests.sounds import PROGRESSION, RATE, chords, drums, silence


def heard(samples: Floats) -> tuple[Onsets, float]:
    return onsets(samples, RATE), len(samples) / RATE


def tail(samples: Floats, seconds: float) -> Floats:
    return np.append(samples, np.zeros(round(seconds * RATE), np.float32))


@pytest.mark.parametrize("bpm", [85, 90, 97.3, 120, 128, 140])
@pytest.mark.parametrize("beats", [4, 8, 16, 32])
def test_drums_are_counted(bpm: float, beats: float) -> None:
    best = guesses(*heard(drums(bpm, beats)))[0].grid
    assert (best.beats, best.bpm) == (beats, pytest.approx(bpm, rel=1e-4))


def test_three_bars_are_not_taken_for_two_or_four() -> None:
    best = guesses(*heard(drums(128, 12)))[0].grid
    assert (best.beats, best.bpm) == (12, pytest.approx(128, rel=1e-4))


def test_chords_without_a_beat_are_counted_by_custom() -> None:
    best = guesses(*heard(chords(100, *PROGRESSION)))[0].grid
    assert (best.beats, best.bpm) == (16, pytest.approx(100, rel=1e-4))


def test_half_and_double_are_the_likeliest_others() -> None:
    first, *others = guesses(*heard(drums(170, 16)))
    assert first.grid.bpm == pytest.approx(170, rel=1e-4) or any(
        other.grid.bpm == pytest.approx(170, rel=1e-4) for other in others[:2]
    )
    assert first.probability < 0.95


@pytest.mark.parametrize(("bpm", "beats", "after"), [(100, 8, 0.7), (126, 16, 1.3), (140, 16, 0.4)])
def test_silence_after_the_loop_is_its_tail(bpm: float, beats: float, after: float) -> None:
    best = guesses(*heard(tail(drums(bpm, beats), after)))[0].grid
    assert (best.beats, best.bpm) == (beats, pytest.approx(bpm, rel=2e-3))


def test_probabilities_sum_to_one() -> None:
    found = guesses(*heard(drums(120, 8)))
    assert sum(guess.probability for guess in found) == pytest.approx(1)
    assert [g.probability for g in found] == sorted((g.probability for g in found), reverse=True)


def test_what_holds_no_beat_has_no_tempo() -> None:
    assert guesses(*heard(drums(120, 4)[:2000])) == []


def test_silence_and_clicks_can_be_asked() -> None:
    assert guesses(*heard(silence(120, 8)))[0].probability < 1
    click = silence(120, 8)
    click[0] = 1
    assert guesses(*heard(click))


def test_whole_grids_fill_the_length() -> None:
    for grid in whole(7.3):
        assert grid.seconds == pytest.approx(7.3)
        assert 55 <= grid.bpm <= 215


def test_a_grid_knows_its_seconds() -> None:
    assert Grid(120, 16).seconds == 8


def test_a_rest_is_a_tail_and_music_is_not() -> None:
    begins, seconds = heard(tail(drums(120, 8), 1.0))
    assert is_tail(begins, 4.0, seconds)
    assert not is_tail(begins, 2.0, 4.0)


def test_onsets_are_where_they_sound() -> None:
    begins = onsets(drums(120, 4), RATE)
    strongest = np.sort(np.argsort(begins.strength)[-3:]) / 100
    assert strongest == pytest.approx([0.0, 0.75, 1.25], abs=0.02)


def test_drums_pulse_in_their_tempo() -> None:
    begins = onsets(drums(120, 16), RATE)
    assert float(begins.pulse(4.0)) > 5 > 3 * float(begins.pulse(3.1))
