from __future__ import annotations

import pytest

from live.demo.notation import Step, line, rhythm, swung


def test_a_rhythm_has_one_sign_a_sixteenth() -> None:
    assert rhythm("9..5 ----", 2) == [Step(0, 1, "9"), Step(3, 5, "5")]


def test_a_short_pattern_repeats_to_fill_the_loop() -> None:
    assert [step.at for step in rhythm("9...", 4)] == [0, 4, 8, 12]


def test_a_line_may_be_set_apart_by_bars_however_they_are_spaced() -> None:
    assert line("1! - . b3|5 - - -", 2) == [Step(0, 2, "1!"), Step(3, 1, "b3"), Step(4, 4, "5")]


def test_a_note_held_over_the_end_stops_there() -> None:
    assert line(". . 1 -", 1) == [Step(2, 2, "1")]


@pytest.mark.parametrize(
    ("step", "swing", "beat"),
    [(0, 0.6, 0.0), (1, 0.6, 0.3), (2, 0.6, 0.5), (3, 0.6, 0.8), (4, 0.6, 1.0), (3, 0.5, 0.75)],
)
def test_swing_delays_every_second_sixteenth_only(step, swing, beat) -> None:
    assert swung(step, swing) == pytest.approx(beat)
