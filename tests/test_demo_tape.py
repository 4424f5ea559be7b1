from __future__ import annotations

import numpy as np
import pytest

from live.demo.tape import RATE, Tape, driven, ducked, echo, filtered, frames, room

BPM = 120.0


@pytest.fixture
def noise():
    return np.random.default_rng(1).standard_normal((RATE, 2), np.float32)


def test_what_runs_past_the_end_comes_back_in_at_the_start() -> None:
    tape = Tape.blank(4, BPM)
    tape.add(np.arange(1, 1001, dtype=np.float32), beat=4 - 500 / frames(1, BPM))
    assert tape.audio[-1, 0] == pytest.approx(500)
    assert tape.audio[0, 0] == pytest.approx(501)
    assert tape.audio[499, 0] == pytest.approx(1000)
    assert not tape.audio[500:-500].any()


def test_a_sound_longer_than_the_loop_goes_around_more_than_once() -> None:
    tape = Tape.blank(1, BPM)
    length = len(tape.audio)
    tape.add(np.ones(2 * length + 10, np.float32), beat=0)
    assert np.allclose(tape.audio[:10], 3)
    assert np.allclose(tape.audio[10:], 2)


def test_panning_keeps_the_power() -> None:
    powers = []
    for pan in (-1.0, -0.3, 0.0, 0.8):
        tape = Tape.blank(1, BPM)
        tape.add(np.ones(100, np.float32), 0, pan=pan)
        powers.append((tape.audio[0] ** 2).sum())
    assert np.allclose(powers, 2.0)


@pytest.mark.parametrize(
    "effect", [filtered(200, 3000), room(0.3, 1.7), echo(0.75, 0.5), driven(2.0)]
)
def test_an_effect_knows_no_seam(effect, noise) -> None:
    """Turning the circle before the effect or after it is the same."""
    turned = np.roll(effect(noise, BPM), 12345, axis=0)
    assert np.allclose(effect(np.roll(noise, 12345, axis=0), BPM), turned, atol=2e-4)


def test_the_filter_keeps_what_lies_between() -> None:
    time = np.arange(RATE) / RATE
    for hertz, gain in ((50, 0.06), (500, 1.0), (8000, 0.016)):
        tone = np.sin(2 * np.pi * hertz * time).astype(np.float32)
        kept = filtered(200, 1000)(np.stack([tone, tone], axis=1), BPM)
        assert np.abs(kept).max() == pytest.approx(gain, rel=0.1)


def test_an_echo_comes_on_its_beat_from_the_other_side() -> None:
    click = np.zeros((RATE * 4, 2), np.float32)
    click[0] = 1.0
    wet = echo(0.75, 0.5, 0.5)(click, BPM)
    late = round(frames(0.75, BPM))
    assert wet[late].tolist() == [0.5, 0.25]
    assert wet[round(frames(1.5, BPM))].tolist() == [0.125, 0.25]


def test_reverberation_has_died_away_after_its_length(noise) -> None:
    click = np.zeros((RATE * 4, 2), np.float32)
    click[0] = 1.0
    wet = room(0.5, 1.0)(click, BPM)
    early, late = (np.sqrt((wet[a:b] ** 2).mean()) for a, b in ((1000, 5000), (44100, 48100)))
    assert 20 * np.log10(late / early) < -50


def test_ducking_is_deepest_on_the_beat_and_smooth_around_the_loop() -> None:
    flat = np.ones((RATE * 2, 2), np.float32)
    gain = ducked(0.6)(flat, BPM)[:, 0]
    beat = round(frames(1, BPM))
    assert gain[::beat] == pytest.approx(0.4, abs=0.01)
    assert gain.max() == pytest.approx(1.0, abs=0.01)
    assert np.abs(np.diff(np.append(gain, gain[0]))).max() < 0.005
