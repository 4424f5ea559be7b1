"""Hours of music without sleeping: `now` is a number that the tests move."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.clocks import internal
from live.config import ClockConfig, Config
from live.errors import ConfigError


def clock_at(now: float, bpm: float = 120.0, beats_per_bar: int = 4) -> internal.InternalClock:
    config = ClockConfig(bpm=bpm, beats_per_bar=beats_per_bar)
    return internal.open(replace(Config(), clock=config), now=lambda: now)


def tap(clock: internal.InternalClock, *times: float) -> None:
    for time in times:
        clock.tap(time)


def bpm(clock: internal.InternalClock) -> float:
    return clock.transport().timeline.bpm


def test_it_runs_from_the_start() -> None:
    transport = clock_at(50.0, 100.0, 3).transport()
    assert transport.running
    assert transport.timeline.beat_at(50.0) == 0.0
    assert transport.timeline.time_of(1) == pytest.approx(50.0 + 3 * 0.6)


def test_three_hours_are_exact_to_the_sample() -> None:
    line = clock_at(50.0, 127.3).transport().timeline
    beats = 3 * 3600 * 127.3 / 60
    assert line.time_at(beats) == pytest.approx(50.0 + 3 * 3600, abs=0.5 / 48_000)


@given(st.lists(st.tuples(st.floats(0.0, 600.0), st.floats(20.0, 400.0)), max_size=30))
def test_beats_never_jump_when_the_tempo_is_set(changes: list[tuple[float, float]]) -> None:
    now = 50.0
    clock = clock_at(now)
    for wait, tempo in changes:
        now += wait
        before = clock.transport().timeline.beat_at(now)
        clock.set_tempo(tempo, now)
        assert clock.transport().timeline.beat_at(now) == before
        assert bpm(clock) == tempo
    assert clock.transport().epoch == 0


@pytest.mark.parametrize("tempo", [0.0, -1.0, 19.0, 401.0, float("nan"), float("inf")])
def test_an_impossible_tempo_is_refused_and_changes_nothing(tempo: float) -> None:
    clock = clock_at(50.0)
    before = clock.transport()
    with pytest.raises(ConfigError, match="between 20 and 400 bpm"):
        clock.set_tempo(tempo, 60.0)
    assert clock.transport() is before


def test_an_impossible_configuration_is_refused() -> None:
    with pytest.raises(ConfigError, match="outside 20 to 400"):
        clock_at(50.0, 1000.0)
    with pytest.raises(ConfigError, match="at least 1"):
        clock_at(50.0, beats_per_bar=0)


# --- tap tempo ----------------------------------------------------------------------------------


def test_one_tap_means_nothing() -> None:
    clock = clock_at(50.0)
    before = clock.transport()
    tap(clock, 60.3)
    assert clock.transport() is before


@given(st.floats(40.5, 239.5), st.integers(2, 20), st.floats(0.0, 10.0))
def test_even_taps_are_the_tempo_and_the_beats(tempo: float, count: int, start: float) -> None:
    clock = clock_at(50.0)
    period = 60 / tempo
    tap(clock, *(60.0 + start + i * period for i in range(count)))
    line = clock.transport().timeline
    assert line.bpm == pytest.approx(tempo)
    first = line.beat_at(60.0 + start)
    assert first == pytest.approx(round(first), abs=1e-6)
    assert line.beat_at(60.0 + start + 7 * period) == pytest.approx(round(first) + 7, abs=1e-5)


def test_the_first_tap_moves_the_nearest_beat_under_the_finger() -> None:
    clock = clock_at(50.0, 120.0)
    tap(clock, 60.2, 60.7, 61.2)  # beat 20.4 so far
    line = clock.transport().timeline
    assert line.beat_at(60.2) == pytest.approx(20.0)
    assert line.beat_at(61.2) == pytest.approx(22.0)


def test_shaky_fingers_come_within_half_a_bpm() -> None:
    rng = random.Random(4)
    for _ in range(50):
        clock = clock_at(50.0)
        tap(clock, *(60 + i * 0.5 + rng.gauss(0, 0.010) for i in range(8)))
        assert bpm(clock) == pytest.approx(120.0, abs=2.0)
        assert clock.transport().timeline.beat_at(60.0) == pytest.approx(20.0, abs=0.04)


def test_a_missed_tap_and_a_bounce_are_no_tempo() -> None:
    clock = clock_at(50.0)
    tap(clock, 60.0, 60.5, 61.0, 62.0, 62.5, 62.51, 63.0)  # none at 61.5, two at 62.5
    assert bpm(clock) == pytest.approx(120.0)
    assert clock.transport().timeline.beat_at(63.0) == pytest.approx(26.0)


def test_after_a_pause_a_new_series_begins() -> None:
    clock = clock_at(50.0)
    tap(clock, 60.0, 60.5, 61.0)
    tap(clock, 63.1)
    assert bpm(clock) == pytest.approx(120.0)
    tap(clock, 63.7, 64.3)
    assert bpm(clock) == pytest.approx(100.0)


def test_a_new_tempo_is_understood_while_tapping_on() -> None:
    clock = clock_at(50.0)
    tap(clock, *(60 + i * 0.5 for i in range(6)))
    tap(clock, *(62.5 + i * 0.4 for i in range(1, 9)))
    assert bpm(clock) == pytest.approx(150.0)


@pytest.mark.parametrize("period", [1.7, 0.2])
def test_taps_outside_40_to_240_are_not_meant(period: float) -> None:
    clock = clock_at(50.0)
    tap(clock, *(60 + i * period for i in range(6)))
    assert bpm(clock) == 120.0


@given(st.lists(st.floats(0.0, 5.0), max_size=40))
def test_any_tapping_leaves_a_clock_that_goes_forward(waits: list[float]) -> None:
    clock, now = clock_at(50.0), 50.0
    for wait in waits:
        now += wait
        clock.tap(now)
        line = clock.transport().timeline
        assert 40 <= line.bpm <= 240
        assert line.beat_at(now + 1) > line.beat_at(now)
