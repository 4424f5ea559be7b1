"""Holding the sample count to the clock: jitter, drift, lost blocks, changes of tempo."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.player.sync import DEAD_BAND, NUDGE, Follower, Motion, SampleClock, aligned
from live.timeline import Timeline, Transport, next_multiple

RATE, BLOCK = 48000, 512
PER_SAMPLE = 120 / 60 / RATE


class Stage:
    """A sound card that calls for blocks, `drift` fast and late by `jitter` at the most."""

    def __init__(self, drift: float = 0.0, jitter: float = 0.0, start: float = 100.0) -> None:
        self.follower = Follower(RATE, BLOCK, 0.005)
        self.random = np.random.default_rng(1)
        self.drift, self.jitter, self.start = drift, jitter, start
        self.lost = 0.0
        self.blocks = 0
        self.audible = True

    def now(self) -> float:
        """When the next block is really due."""
        return self.start + self.blocks * BLOCK / RATE / (1 + self.drift) + self.lost

    def run(self, seconds: float) -> list[Motion]:
        return [self.block() for _ in range(round(seconds * RATE / BLOCK))]

    def block(self) -> Motion:
        late = self.jitter * self.random.random() ** 3
        motion = self.follower.step(self.blocks * BLOCK, self.now() + late, self.audible)
        self.blocks += 1
        return motion


def transport(bpm: float = 120.0, beat: float = 0.0, time: float = 100.0, epoch: int = 0):
    return Transport(Timeline(bpm, beat, time), True, epoch)


def ends(motions: list[Motion]) -> np.ndarray:
    return np.array([m.beat + BLOCK * m.per_sample for m in motions])


def begins(motions: list[Motion]) -> np.ndarray:
    return np.array([m.beat for m in motions])


def test_late_callbacks_do_not_move_the_grid() -> None:
    stage = Stage(jitter=0.009)
    stage.follower.follow(transport())
    stage.run(1.0)
    motions = stage.run(60.0)
    assert {m.per_sample for m in motions} == {PER_SAMPLE}
    assert abs(stage.follower.error) < DEAD_BAND


@pytest.mark.parametrize("drift", [1e-4, -1e-4])
def test_a_sound_card_that_runs_off_is_brought_back_gently(drift: float) -> None:
    stage = Stage(drift, jitter=0.002)
    stage.follower.follow(transport())
    stage.run(1.0)
    motions = []
    for _ in range(30):
        motions += stage.run(1.0)
        true = (stage.now() - 100.0) * 2
        assert abs(ends(motions)[-1] - true) / 2 < DEAD_BAND + 0.0005
    speeds = np.array([m.per_sample for m in motions]) / PER_SAMPLE
    assert np.abs(speeds - 1).max() <= NUDGE * 1.01
    assert np.median(speeds) == 1.0
    assert np.abs(ends(motions)[:-1] - begins(motions)[1:]).max() < 1e-9


def test_a_correction_ends_on_the_grid_of_samples() -> None:
    stage = Stage(drift=1e-4)
    stage.follower.follow(transport())
    stage.run(20.0)
    motions = [m for m in stage.run(20.0) if m.per_sample == PER_SAMPLE]
    samples = begins(motions) / PER_SAMPLE
    assert np.abs(samples - np.round(samples)).max() < 1e-3


def test_a_change_of_tempo_never_jumps() -> None:
    stage = Stage()
    stage.follower.follow(transport())
    stage.run(1.0)
    motions = stage.run(1.0)
    faster = Timeline(120.0, 0.0, 100.0).with_tempo(150.0, stage.now())
    stage.follower.follow(Transport(faster))
    motions += stage.run(2.0)
    assert np.abs(ends(motions)[:-1] - begins(motions)[1:]).max() < 1e-9
    assert motions[-1].per_sample == 150.0 / 60 / RATE
    assert ends(motions)[-1] == pytest.approx(faster.beat_at(stage.now()), abs=1e-4)


def test_a_lost_block_is_counted_and_made_up_for() -> None:
    stage = Stage(jitter=0.001)
    stage.follower.follow(transport())
    stage.run(5.0)
    stage.lost = BLOCK / RATE
    motions = stage.run(10.0)
    assert stage.follower.clock.lost == 1
    assert abs(stage.follower.error) < DEAD_BAND
    assert max(m.per_sample for m in motions) <= PER_SAMPLE * (1 + NUDGE * 1.01)


def test_a_large_error_is_jumped_over_in_silence() -> None:
    stage = Stage()
    stage.follower.follow(transport())
    stage.run(1.0)
    stage.follower.follow(transport(beat=0.5))
    motions = stage.run(1.0)
    jumps = np.flatnonzero(np.abs(ends(motions)[:-1] - begins(motions)[1:]) > 1e-6)
    assert len(jumps) == 1
    assert not motions[jumps[0]].gate
    assert motions[-1].gate
    assert not any(m.rewound for m in motions)


def test_nobody_waits_for_a_fade_when_nothing_sounds() -> None:
    stage = Stage()
    stage.audible = False
    stage.follower.follow(transport())
    stage.run(1.0)
    stage.follower.follow(transport(beat=64.0, epoch=1))
    expected = 64.0 + 2 * (stage.now() - 100.0)
    motion = stage.block()
    assert motion.gate
    assert motion.rewound
    assert motion.beat == pytest.approx(expected, abs=PER_SAMPLE)


def test_a_stopped_clock_holds_the_beat() -> None:
    stage = Stage()
    stage.follower.follow(transport())
    stage.run(1.0)
    stage.follower.follow(Transport(Timeline(120.0, 2.0, 101.0), running=False))
    motions = stage.run(2.0)
    assert not any(m.gate for m in motions)
    assert motions[-1].per_sample == 0.0
    assert motions[-1].beat < 2.1


@given(
    st.floats(20, 400),
    st.floats(-1e5, 1e5),
    st.integers(1, 12),
    st.sampled_from([44100, 48000, 96000]),
)
def test_bar_lines_are_put_on_samples(bpm: float, beat: float, bar: int, rate: int) -> None:
    line = aligned(Timeline(bpm, beat, 0.0, bar), 1000, 0.0, rate)
    assert abs(line.beat - beat) <= 0.5001 * line.per_sample
    to_bar = (next_multiple(beat, bar) - line.beat) / line.per_sample
    assert abs(to_bar - round(to_bar)) < 1e-2


def test_time_is_read_from_the_callbacks_that_came_in_time() -> None:
    clock = SampleClock(RATE, BLOCK)
    times = [clock.time_of(n * BLOCK, 5.0 + n * BLOCK / RATE + 0.02 * (n % 3)) for n in range(300)]
    expected = 5.0 + np.arange(300) * BLOCK / RATE
    assert np.abs(np.array(times)[1:] - expected[1:]).max() < 1e-9
    assert clock.lost == 0
