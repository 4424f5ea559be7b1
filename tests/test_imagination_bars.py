"""Bars and loops: a loop that becomes bars and a loop again is the same loop."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from live import bundle
from live.audio import Audio
from live.imagination.bars import RATE, bars, count, loop, turned
from live.imagination.loops import missing
from live.types import Floats, Kind, Loop
from tests import onnx_models
from tests.sounds import chords, drums, placed, tone

OURS = 24576
BAR = 2 * OURS


def told(bpm: float, beats: float) -> Loop:
    return Loop(1, "/loop.wav", "d", Kind.LOOP, beats * 60 / bpm, bpm, beats)


def audio(samples: Floats, rate: int = 44100) -> Audio:
    return Audio(np.stack([samples, samples], axis=1), rate)


def likeness(one: Floats, other: Floats) -> float:
    return float(np.vdot(one, other) / (np.linalg.norm(one) * np.linalg.norm(other)))


def test_at_120_a_bar_is_the_sound_itself() -> None:
    sound = chords(120, (45, 57), (48, 60))
    made = bars(audio(sound), told(120, 8), OURS, 2)
    assert made.shape == (2, BAR)
    again = loop(made, OURS, 120).samples[:, 0]
    assert len(again) == len(sound)
    inside = np.ones(len(sound), bool)
    for seam in (0, len(sound) // 2):  # the bars were cut there, and are faded into each other
        inside[seam : seam + 500] = inside[seam - 500 : seam or None] = False
    assert np.abs(again - sound)[inside].max() < 0.01


@pytest.mark.parametrize("bpm", [90.0, 174.0])
def test_hits_stay_on_their_beats_at_any_tempo(bpm: float) -> None:
    beats = (0.5, 3.0, 5.5)
    hits = [(beat, tone(60, 0.05)) for beat in beats]
    made = bars(audio(placed(bpm, 8, *hits)), told(bpm, 8), OURS, 2)
    ours = np.abs(made.reshape(-1, OURS // 16)).max(axis=1)
    assert set(np.flatnonzero(ours > 0.5 * ours.max()) // 4) == {int(2 * b) for b in beats}
    back = np.abs(loop(made, OURS, bpm).samples[:, 0])
    frames = len(back) / 16
    loud = np.flatnonzero(back > 0.5 * back.max()) // frames
    assert set(loud.astype(int)) == {int(2 * b) for b in beats}


def test_what_is_shorter_is_repeated_and_what_is_longer_is_cut() -> None:
    sound = drums(120, 4)
    made = bars(audio(sound), told(120, 4), OURS, 3)
    assert np.array_equal(made[0], made[1]) and np.array_equal(made[0], made[2])
    three = bars(audio(drums(120, 3)), told(120, 3), OURS, 3)
    assert np.array_equal(three[0][OURS // 2 :], three[1][: -OURS // 2])
    long = bars(audio(np.concatenate([drums(120, 16), 0 * drums(120, 16)])), told(120, 32), OURS, 4)
    assert all(np.abs(bar).max() > 0.1 for bar in long)


@pytest.mark.parametrize(("beats", "number"), [(1, 1), (4, 1), (6, 2), (16, 4), (64, 4)])
def test_so_many_bars_tell_a_loop(beats: float, number: int) -> None:
    assert count(replace(told(120, 4), beats=beats)) == number


def test_bars_run_into_each_other_without_a_click() -> None:
    time = np.arange(BAR) / OURS
    one, other = (np.sin(2 * np.pi * pitch * time, dtype=np.float32) for pitch in (100, 151))
    made = loop(np.stack([one, np.float32(0.5) + 0 * one, other]), OURS, 120).samples[:, 0]
    assert np.abs(np.diff(made, append=made[0])).max() < 0.04  # as steep as the steeper sine


def test_a_loop_has_the_length_of_its_tempo() -> None:
    made = loop(np.zeros((3, BAR), np.float32), OURS, 93)
    assert (made.rate, len(made.samples)) == (RATE, round(12 * 60 / 93 * RATE))


def test_what_is_heard_is_turned_to_begin_with_each_of_its_bars() -> None:
    power = np.random.default_rng(2).random((192, 212), np.float32)
    windows = turned(power, 3)
    assert windows.shape == (3, 192, 212)
    assert np.array_equal(windows[0], power)
    assert np.array_equal(windows[2], np.concatenate([power[96:], power[:96]]))


def test_what_is_missing_is_imagined_bar_by_bar(tmp_path: Path) -> None:
    imagines = bundle.open(onnx_models.imagining(tmp_path))
    power = np.zeros((192, 212), np.float32)
    power[2 * 48 + 12 : 2 * 48 + 24] = 1
    latents = missing(imagines, power, 4, temperature=0.0, seed=0)
    sounding = np.abs(latents).max(axis=1)
    assert np.argwhere(sounding).tolist() == [[2, frame] for frame in range(12, 24)]
