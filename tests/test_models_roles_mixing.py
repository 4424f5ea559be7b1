from __future__ import annotations

import numpy as np
import pytest

from live.features import RATE
from live.types import Floats
from models.rendering import desk
from models.roles.altering import altered
from models.roles.laying import Take
from models.roles.mixing import level, mixed
from tests.sounds import chords, drums, placed, tone


def clicks(bpm: float, beats: int) -> Take:
    """A short click on every beat."""
    click = np.hanning(64).astype(np.float32)
    return Take(placed(bpm, beats, *[(beat, click) for beat in range(beats)]), beats)


def onsets(take: Take) -> Floats:
    """Beats at which something is louder than half of the loudest."""
    loud = np.abs(take.samples) > 0.5 * np.abs(take.samples).max()
    at = np.flatnonzero(np.diff(loud.astype(int), prepend=0) == 1)
    return (at * take.beats / len(take.samples)).astype(np.float32)


@pytest.mark.parametrize(("bpm", "spacing"), [(100, 1), (132, 1), (62, 2), (230, 0.5)])
def test_the_second_loop_keeps_the_time_of_the_first(bpm: float, spacing: float) -> None:
    """Half and double the tempo count as the same: no loop runs at twice its speed."""
    for seed in range(6):
        one, other = mixed(clicks(120, 8), clicks(bpm, 8), desk.rng(seed))
        assert one.bpm == pytest.approx(120, abs=0.01)
        assert len(one.samples) == len(other.samples)
        assert one.beats == other.beats
        steps = onsets(other) / spacing
        assert len(steps) >= 0.9 * one.beats / spacing
        assert np.abs(steps - np.rint(steps)).max() < 0.06


def test_both_loops_are_heard() -> None:
    loud, quiet = Take(drums(120, 4), 4), Take(chords(120, (60, 64, 67)) * 0.01, 4)
    for seed in range(8):
        one, other = mixed(loud, quiet, desk.rng(seed))
        assert 20 * np.log10(level(other.samples) / level(one.samples)) == pytest.approx(0, abs=7)


def test_the_level_is_that_of_what_sounds() -> None:
    sounding = tone(69, 1.0)
    rare = np.pad(sounding, (0, 3 * RATE))
    assert level(rare) == pytest.approx(level(sounding), rel=0.1)


def test_no_two_alterations_are_alike() -> None:
    take = Take(chords(120, (60, 64, 67)), 4)
    made = [altered(take, desk.rng(seed)) for seed in (1, 1, 2, 3, 4, 5)]
    assert np.array_equal(made[0].samples, made[1].samples)
    assert len({len(each.samples) for each in made}) == 5
    for each in made:
        assert np.isfinite(each.samples).all()
        assert each.samples.any()
        assert each.beats == 4
        assert abs(12 * np.log2(each.bpm / 120)) < 3.1


def test_alterations_leave_different_bandwidths() -> None:
    hiss = np.random.default_rng(1).standard_normal(2 * RATE).astype(np.float32) * 0.1
    shares = []
    for seed in range(16):
        power = np.abs(np.fft.rfft(altered(Take(hiss, 4), desk.rng(seed)).samples)) ** 2
        high = power[len(power) // 2 :].sum() / power.sum()
        shares.append(float(high))
    assert min(shares) < 0.02
    assert max(shares) > 0.3
