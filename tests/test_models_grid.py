from __future__ import annotations

import numpy as np
import pytest

from live import features
from models import grid
from models.grid import Pulse, Verdict
from tests.sounds import PROGRESSION, RATE, chords, drums, hat, placed


def heard(samples: features.Floats, beats: float = 16) -> Pulse:
    return grid.heard(features.spectra(samples, RATE, beats).mel)


def late(samples: features.Floats, seconds: float) -> features.Floats:
    return np.roll(samples, round(seconds * RATE))


def test_drums_on_their_sixteenths_are_on_the_grid() -> None:
    pulse = heard(drums(120, 16))
    assert abs(pulse[2]) > 0.9
    assert grid.verdict(pulse) is Verdict.ON


@pytest.mark.parametrize("seconds", [-0.05, -0.03, 0.03, 0.05])
def test_a_loop_that_was_cut_beside_its_beat_is_off(seconds: float) -> None:
    assert grid.verdict(heard(late(drums(120, 16), seconds))) is Verdict.OFF


@pytest.mark.parametrize("places", [(0, 1 / 3, 2 / 3), (0, 1 / 3, 1 / 2, 5 / 6)])
def test_triplets_and_swing_are_a_grid_too(places: tuple[float, ...]) -> None:
    hits = [(beat + place, hat()) for beat in range(16) for place in places]
    assert grid.verdict(heard(placed(120, 16, *hits))) is Verdict.ON


def test_another_tempo_is_no_grid() -> None:
    hits = [(beat, hat()) for beat in np.arange(0, 15.7, 0.2871)]
    assert grid.verdict(heard(placed(120, 16, *hits))) is Verdict.UNCLEAR


def test_of_notes_the_places_are_enough() -> None:
    assert grid.verdict(grid.pulse([0, 1.5, 2.25, 3], [1, 1, 1, 1])) is Verdict.ON
    assert grid.verdict(grid.pulse([0.1, 1.6, 2.35, 3.1], [1, 1, 1, 1])) is Verdict.OFF


def test_a_section_stands_and_falls_as_a_whole_but_for_slow_attacks() -> None:
    beat, tones = drums(120, 16), chords(120, *PROGRESSION)
    on = np.array([heard(beat), heard(tones), heard(late(beat, 0.025))])
    assert grid.kept(on) == [True, True, True]
    early = np.array([heard(each) for each in (beat, beat, beat, late(beat, -0.04))])
    assert grid.kept(early) == [True, True, True, False]
    off = np.array([heard(late(each, 0.05)) for each in (beat, tones)])
    assert grid.kept(off) == [False, False]
    assert grid.kept(off[:0]) == []
