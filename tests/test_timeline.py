"""Time is a function. Names in capitals are those of Ableton Link's test plan."""

from __future__ import annotations

import dataclasses
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.timeline import (
    BEAT_EPSILON,
    FASTEST_BPM,
    SLOWEST_BPM,
    Timeline,
    Transport,
    next_multiple,
)

WEEK = 7 * 24 * 3600.0

times = st.floats(0.0, WEEK)
beats = st.floats(-1e5, 1e6)
tempi = st.floats(SLOWEST_BPM, FASTEST_BPM)
bars = st.integers(-10_000, 300_000)
timelines = st.builds(Timeline, tempi, beats, times, st.integers(1, 12))


@given(timelines, times)
def test_beats_and_seconds_are_a_bijection(line: Timeline, time: float) -> None:
    assert line.time_at(line.beat_at(time)) == pytest.approx(time, abs=1e-6)


@given(timelines, times, st.floats(1e-3, 100.0))
def test_beats_grow_with_time(line: Timeline, time: float, later: float) -> None:
    assert line.beat_at(time + later) > line.beat_at(time)


@given(timelines, beats)
def test_beattime_1_a_beat_lasts_sixty_over_tempo(line: Timeline, beat: float) -> None:
    one = line.time_at(beat + 1) - line.time_at(beat)
    assert one == pytest.approx(60 / line.bpm, abs=1e-5)
    assert line.seconds_per_bar == pytest.approx(line.beats_per_bar * 60 / line.bpm)


@given(timelines, times, tempi)
def test_tempo_1_a_change_never_makes_beats_jump(line: Timeline, time: float, bpm: float) -> None:
    changed = line.with_tempo(bpm, time)
    assert changed.beat_at(time) == line.beat_at(time)
    assert changed.bpm == bpm


@given(timelines, times, st.lists(st.tuples(st.floats(0.001, 60.0), tempi), max_size=50))
def test_tempo_2_beats_never_run_back_over_many_changes(
    line: Timeline, time: float, changes: list[tuple[float, float]]
) -> None:
    beat = line.beat_at(time)
    for wait, bpm in changes:
        time += wait
        line = line.with_tempo(bpm, time)
        assert line.beat_at(time) > beat
        beat = line.beat_at(time)


@given(timelines, times, times)
def test_anchoring_elsewhere_is_the_same_line(line: Timeline, anchor: float, time: float) -> None:
    assert line.anchored(anchor).beat_at(time) == pytest.approx(line.beat_at(time), abs=1e-5)
    assert line.anchored(anchor).time == anchor


@given(timelines, bars)
def test_the_bar_at_its_own_downbeat_is_that_bar(line: Timeline, bar: int) -> None:
    downbeat = line.time_of(bar)
    assert line.bar_at(downbeat) == bar
    assert line.next_bar(downbeat) == bar


@given(timelines, bars, st.floats(0.01, 0.99))
def test_within_a_bar_the_next_one_is_one_later(line: Timeline, bar: int, part: float) -> None:
    time = line.time_of(bar) + part * line.seconds_per_bar
    assert line.bar_at(time) == bar
    assert line.next_bar(time) == bar + 1


def test_an_hour_at_120_is_7200_beats_to_the_sample() -> None:
    line = Timeline(120.0, 0.0, 1000.0)
    assert line.time_at(7200.0) - 1000.0 == pytest.approx(3600.0, abs=0.5 / 192_000)


def test_a_week_stays_exact_to_a_tenth_of_a_sample() -> None:
    line = Timeline(127.3, 0.0, 0.0)
    bar = round(WEEK / line.seconds_per_bar)
    exact = bar * 4 * 60 / 127.3
    assert abs(line.time_of(bar) - exact) < 0.1 / 48_000


@given(beats, st.sampled_from([0.25, 0.5, 1.0, 3.0, 4.0, 16.0]))
def test_quantum_the_next_multiple_is_near_and_not_before(beat: float, quantum: float) -> None:
    found = next_multiple(beat, quantum)
    assert found % quantum == 0
    assert -BEAT_EPSILON * quantum * 1.01 <= found - beat <= quantum


def test_quantum_a_beat_on_the_grid_is_its_own_next_one() -> None:
    assert next_multiple(8.0, 4.0) == 8.0
    assert next_multiple(8.0 + BEAT_EPSILON / 2, 4.0) == 8.0
    assert next_multiple(8.001, 4.0) == 12.0
    assert next_multiple(-0.5, 4.0) == 0.0


@pytest.mark.parametrize("bpm", [0.0, -120.0, 19.9, 400.1, math.inf, math.nan])
def test_tempo_3_out_of_range_is_refused(bpm: float) -> None:
    with pytest.raises(ValueError, match="20 to 400"):
        Timeline(bpm)


def test_a_bar_without_beats_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        Timeline(beats_per_bar=0)


def test_values_are_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Transport(Timeline()).running = False  # type: ignore[misc]
