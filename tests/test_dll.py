"""The loop against clocks like those of real hosts. Figures are of timelines, in ms and bpm."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from statistics import fmean, pstdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.dll import DelayLockedLoop

TICKS = 24
Jitter = Callable[[float], float]


def one_sided(p99: float, seed: int = 1) -> Jitter:
    """What a sleeping thread on a loaded machine adds: never early, rarely much too late."""
    rng = random.Random(seed)
    return lambda _time: rng.expovariate(math.log(100) / p99)


def blocks(seconds: float) -> Jitter:
    """JACK through rtmidi: every event is seen at the start of its block."""
    return lambda time: math.floor(time / seconds + 1e-6) * seconds - time


def ticks(tempi: Sequence[float]) -> list[float]:
    """The true times of one tick for each of `tempi` (bpm)."""
    times, time = [], 10.0
    for bpm in tempi:
        times.append(time)
        time += 60 / bpm / TICKS
    return times


def follow(true: Sequence[float], jitter: Jitter) -> list[tuple[float, float]]:
    """(phase error in ms, bpm) after every tick."""
    loop: DelayLockedLoop | None = None
    found = []
    for time in true:
        seen = time + jitter(time)
        if loop is None:
            loop = DelayLockedLoop(seen, 60 / 120 / TICKS, 60 / 400 / TICKS, 60 / 20 / TICKS)
        else:
            loop.update(seen)
        found.append((1000 * (loop.time - time), 60 / loop.period / TICKS))
    return found


def locked_after(found: Sequence[tuple[float, float]], bpm: float, within: float) -> float:
    """Beats until the tempo is `within` of `bpm` for good."""
    off = [i for i, (_, tempo) in enumerate(found) if abs(tempo - bpm) > within]
    return (off[-1] + 1) / TICKS if off else 0.0


def steady(bpm: float, beats: int) -> list[float]:
    return ticks([bpm] * (beats * TICKS))


def test_it_locks_within_a_beat_under_jitter_of_1_6_ms() -> None:
    found = follow(steady(127.3, 64), one_sided(1.6e-3))
    assert locked_after(found, 127.3, 1.0) <= 0.5
    assert locked_after(found, 127.3, 0.1) <= 1.5


def test_jitter_of_1_6_ms_leaves_less_than_a_tenth_of_a_ms_and_a_hundredth_of_a_bpm() -> None:
    found = follow(steady(120.0, 128), one_sided(1.6e-3))[64 * TICKS :]
    phases = [phase for phase, _ in found]
    assert pstdev(phases) < 0.03
    assert max(phases) - min(phases) < 0.15
    assert fmean(phases) < 0.4  # the mean lateness itself, 0.35 ms, cannot be known
    assert max(abs(bpm - 120) for _, bpm in found) < 0.01


@pytest.mark.parametrize("bpm", [90.0, 100.0, 120.0, 125.0, 140.0, 150.0, 174.0])
@pytest.mark.parametrize("offset", [0.0, 0.3, 0.7])
def test_blocks_of_1024_frames_are_no_tempo(bpm: float, offset: float) -> None:
    block = 1024 / 48_000
    true = [time + offset * block for time in steady(bpm, 96)]
    found = follow(true, blocks(block))
    assert locked_after(found, bpm, 1.0) * 60 / bpm <= 2.5  # seconds
    tail = found[64 * TICKS :]
    assert max(abs(tempo - bpm) for _, tempo in tail) < 0.01
    assert pstdev([phase for phase, _ in tail]) < 0.3
    assert fmean([phase for phase, _ in tail]) == pytest.approx(-1000 * block / 2, abs=1.0)


@pytest.mark.parametrize("bpm", [60.0, 121.0, 140.0, 180.0])
def test_a_tempo_jump_is_locked_within_a_few_beats(bpm: float) -> None:
    true = ticks([120.0] * (32 * TICKS) + [bpm] * (32 * TICKS))
    found = follow(true, one_sided(1.6e-3))[32 * TICKS :]
    assert locked_after(found, bpm, 0.5) <= 1.0
    assert locked_after(found, bpm, 0.1) <= 2.5


def test_a_tempo_jump_in_blocks_is_locked_within_two_beats() -> None:
    true = ticks([120.0] * (32 * TICKS) + [140.0] * (32 * TICKS))
    found = follow(true, blocks(1024 / 48_000))[32 * TICKS :]
    assert locked_after(found, 140.0, 1.0) <= 2.0


def test_an_accelerando_is_followed() -> None:
    ramp = [120 + 20 * i / (32 * TICKS) for i in range(32 * TICKS)]
    true = ticks([120.0] * (16 * TICKS) + ramp + [140.0] * (16 * TICKS))
    found = follow(true, one_sided(1.6e-3))
    assert max(abs(phase) for phase, _ in found[16 * TICKS :]) < 5.0
    assert locked_after(found[48 * TICKS :], 140.0, 0.1) <= 2.0


def test_a_stall_of_a_tenth_of_a_second_leaves_no_trace() -> None:
    """Five ticks come at once and late: the music did not stop."""
    jitter = one_sided(1.6e-3)
    true = steady(120.0, 64)
    stall = true[40 * TICKS]
    late = {time: stall + 0.1 for time in true if stall <= time < stall + 0.1}
    found = follow(true, lambda time: late.get(time, time + jitter(time)) - time)
    around = found[40 * TICKS : 44 * TICKS]
    assert max(abs(phase) for phase, _ in around) < 1.0
    assert max(abs(bpm - 120) for _, bpm in around) < 0.05


def test_a_lost_tick_moves_the_line_by_one_tick_and_no_more() -> None:
    """The loop follows what comes: the host is now a tick of ours ahead of its own count."""
    true = steady(120.0, 64)
    loop = DelayLockedLoop(true[0], 60 / 120 / TICKS, 0.006, 0.125)
    for time in [*true[1 : 32 * TICKS], *true[32 * TICKS + 1 :]]:
        loop.update(time)
    assert loop.time == pytest.approx(true[-1], abs=1e-4)
    assert 60 / loop.period / TICKS == pytest.approx(120.0, abs=0.01)


def test_steps_of_different_sizes_are_one_line() -> None:
    """A sound card's blocks: one step a sample."""
    rng = random.Random(3)
    rate, start = 48_000.0, 10.0
    loop = DelayLockedLoop(start, 1 / 48_000, 0.99 / 48_000, 1.01 / 48_000)
    loop.restart(start)
    frames = 0
    for _ in range(500):
        block = rng.choice([256, 512, 1024])
        frames += block
        loop.update(start + frames / rate + rng.expovariate(1 / 5e-4), block)
    assert loop.time == pytest.approx(start + frames / rate + 5e-4, abs=2e-4)
    assert 1 / loop.period == pytest.approx(rate, rel=2e-5)


def test_a_restart_keeps_the_tempo() -> None:
    true = steady(140.0, 16)
    loop = DelayLockedLoop(true[0], 60 / 120 / TICKS, 0.006, 0.125)
    for time in true[1:]:
        loop.update(time)
    assert loop.is_far(true[-1] + 3.0)
    loop.restart(true[-1] + 3.0)
    assert loop.time == true[-1] + 3.0
    assert loop.expected() == pytest.approx(loop.time + 60 / 140 / TICKS, abs=1e-6)


@given(st.lists(st.floats(0.0, 1e6), min_size=1, max_size=60))
def test_any_times_leave_a_period_within_its_limits(seen: list[float]) -> None:
    loop = DelayLockedLoop(seen[0], 0.02, 0.006, 0.125)
    for time in seen[1:]:
        loop.update(time)
        assert 0.006 <= loop.period <= 0.125
        assert math.isfinite(loop.time)
