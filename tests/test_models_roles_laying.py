from __future__ import annotations

import numpy as np
import pytest

from live.features import RATE
from live.types import Floats
from models.rendering import desk
from models.roles import laying
from models.roles.laying import LAYINGS, Take


def noise(seconds: float, seed: int = 1) -> Floats:
    samples = np.random.default_rng(seed).uniform(-1, 1, round(seconds * RATE))
    return samples.astype(np.float32)


def starts(take: Take) -> Floats:
    """The beats at which sound begins after silence."""
    heard = (np.abs(take.samples) > 0).astype(int)
    at = np.flatnonzero(np.diff(heard, prepend=heard[-1]) == 1)
    return (at * take.beats / len(take.samples)).astype(np.float32)


def off(beats: Floats, grid: float) -> float:
    """How far the worst of `beats` is from the nearest step of `grid`."""
    return float(np.abs(beats / grid - np.rint(beats / grid)).max() * grid)


@pytest.mark.parametrize(
    ("seconds", "beats"), [(1.75, 4), (3.0, 4), (4.0, 8), (8.0, 16), (10.0, 16)]
)
def test_a_loop_without_a_tempo_gets_a_usual_one(seconds: float, beats: int) -> None:
    take = laying.loop([noise(seconds)], desk.rng(1))
    assert take.beats == beats
    assert len(take.samples) == round(seconds * RATE)
    assert take.bpm == pytest.approx(60 * beats / seconds)


@pytest.mark.parametrize("name", sorted(set(LAYINGS) - {"loop"}))
def test_what_is_laid_lasts_whole_beats_of_a_usual_tempo(name: str) -> None:
    clips = [noise(0.3 + 0.2 * each, each) for each in range(4)]
    takes = [LAYINGS[name](clips, desk.rng(seed)) for seed in range(12)]
    assert all(take.samples.any() for take in takes)
    laid = [take for take in takes if take.beats >= 4]
    assert laid
    assert all(74 < take.bpm < 171 for take in laid)
    assert len({take.bpm for take in takes}) > 6


def test_the_same_draw_lays_the_same() -> None:
    clips = [noise(0.2), noise(0.4, 2)]
    one, again, other = (laying.kit(clips, desk.rng(seed)) for seed in (3, 3, 4))
    assert np.array_equal(one.samples, again.samples)
    assert not np.array_equal(one.samples, other.samples)


def test_hits_fall_on_sixteenths() -> None:
    takes = [laying.kit([noise(0.03, each) for each in range(5)], desk.rng(n)) for n in range(20)]
    assert max(off(starts(take), 0.25) for take in takes) < 0.001
    assert np.median([len(starts(take)) for take in takes]) >= 8


def test_phrases_and_chops_begin_on_eighths() -> None:
    takes = [laying.speech([noise(0.7), noise(0.9, 2)], desk.rng(n)) for n in range(20)]
    assert max(off(starts(take), 0.5) for take in takes) < 0.001


def test_a_sound_is_heard_once_in_as_many_bars_as_it_needs() -> None:
    for seed in range(20):
        take = laying.sound([np.pad(noise(5.0), 999)], desk.rng(seed))
        assert len(take.samples) >= 5 * RATE  # none of it is lost
        if take.beats in (4, 8, 16):
            assert np.count_nonzero(take.samples) == pytest.approx(5 * RATE, rel=0.001)


def test_notes_of_a_line_end_where_the_next_begins() -> None:
    long = np.ones(4 * RATE, np.float32)
    for seed in range(10):
        take = laying.line([long], desk.rng(seed))
        assert np.abs(take.samples).max() <= 1.01  # never two at once
