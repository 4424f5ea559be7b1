"""Pictures are asked what a reader sees: where there is sound, where lines are, what is dimmed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from live.audio import Audio
from live.errors import FileError
from live.library import waveform
from live.library.waveform import HEIGHT, WIDTH
from live.types import Kind, Loop
from tests.sounds import RATE

LEFT, RIGHT = 40, WIDTH - 40
TOP, BOTTOM = 118, HEIGHT - 64
MIDDLE = (TOP + BOTTOM) // 2
DRUMS = (0.9, 0, 0, 0, 0, 0)
BASS = (0, 0.9, 0, 0, 0, 0)

LOOP = Loop(1, "/a loop.wav", "", Kind.LOOP, 8.0, 120.0, 16.0, roles=DRUMS)
Pixels = npt.NDArray[np.int16]


def noise(seconds: float, level: float = 0.5) -> Audio:
    random = np.random.default_rng(1)
    samples = random.uniform(-level, level, (round(seconds * RATE), 1))
    return Audio(samples.astype(np.float32), RATE)


def quiet(seconds: float) -> Audio:
    return noise(seconds, 0)


def pixels(sound: Audio, known: Loop) -> Pixels:
    """int16 (height, width, 3)."""
    picture = waveform.draw(sound, known)
    assert picture.size == (WIDTH, HEIGHT)
    return np.asarray(picture).astype(np.int16)


def lines(drawn: Pixels, y: int) -> list[int]:
    """The x of every vertical line that crosses row `y` of the panel, where no sound is."""
    row = drawn[y, LEFT : RIGHT + 1].sum(axis=1)
    bright = np.flatnonzero(row > np.median(row) + 20)
    return [int(g[0]) for g in np.split(bright, np.flatnonzero(np.diff(bright) > 1) + 1) if len(g)]


def test_bars_and_beats_are_where_the_music_has_them() -> None:
    drawn = pixels(quiet(8.0), LOOP)
    bars = lines(drawn, TOP + 3)  # beats begin lower
    assert bars == pytest.approx([0, 380, 760, 1140, 1520], abs=2)
    beats = lines(drawn, TOP + 20)
    assert beats == pytest.approx(np.linspace(0, 1520, 17), abs=2)


def test_other_metres_have_other_bars() -> None:
    waltz = replace(LOOP, beats=12.0, beats_per_bar=3, seconds=6.0)
    assert lines(pixels(quiet(6.0), waltz), TOP + 3) == pytest.approx(
        [0, 380, 760, 1140, 1520], abs=2
    )


def test_of_many_bars_only_bars_are_drawn() -> None:
    long = replace(LOOP, beats=256.0, seconds=128.0)
    drawn = pixels(quiet(128.0), long)
    assert len(lines(drawn, TOP + 3)) == len(lines(drawn, TOP + 20)) == 65


def test_sound_is_drawn_where_it_sounds() -> None:
    sound = noise(8.0)
    sound.samples[len(sound.samples) // 2 :] = 0
    drawn = pixels(sound, LOOP)
    at = MIDDLE - 60
    assert drawn[at, LEFT + 100 : LEFT + 700, 0].mean() > 100
    assert drawn[at, LEFT + 770 : RIGHT - 20].mean() < 40


def test_louder_is_higher_and_the_loudest_fills_the_panel() -> None:
    sound = noise(8.0)
    sound.samples[len(sound.samples) // 2 :] *= 0.25
    drawn = pixels(sound, LOOP)
    coloured = drawn[TOP:BOTTOM, :, 0] > 90
    loud, soft = coloured[:, 200].sum(), coloured[:, 1200].sum()
    assert loud > 0.85 * (BOTTOM - TOP)
    assert soft == pytest.approx(loud / 4, rel=0.15)


def test_the_picture_is_scaled_to_its_own_peak() -> None:
    assert np.array_equal(pixels(noise(8.0), LOOP), pixels(noise(8.0, 0.01), LOOP))


def test_the_role_is_its_colour() -> None:
    orange = pixels(noise(8.0), LOOP)[MIDDLE, 700]
    blue = pixels(noise(8.0), replace(LOOP, roles=BASS))[MIDDLE, 700]
    assert orange[0] > orange[2]
    assert blue[2] > blue[0]


def test_the_tail_is_dimmed() -> None:
    drawn = pixels(noise(10.0), replace(LOOP, seconds=10.0))
    end = LEFT + round(0.8 * (RIGHT - LEFT))
    body, tail = drawn[MIDDLE, end - 200 : end - 10], drawn[MIDDLE, end + 10 : RIGHT - 10]
    assert tail.mean() < 0.6 * body.mean()
    assert lines(drawn, TOP + 3)[-1] == pytest.approx(end - LEFT, abs=2)


def test_a_file_that_is_too_short_ends_before_its_last_bar_line() -> None:
    drawn = pixels(noise(6.0), LOOP)
    assert drawn[MIDDLE - 60, LEFT + 100 : LEFT + 1100, 0].mean() > 100
    assert drawn[MIDDLE - 60, LEFT + 1150 : RIGHT - 10].mean() < 40


def test_the_bars_are_numbered_below() -> None:
    below = pixels(quiet(8.0), LOOP)[BOTTOM + 5 :]
    written = [bool((below[:, x : x + 20] > 100).any()) for x in (44, 424, 804, 1184)]
    assert written == [True] * 4
    assert not (below[:, 100:400] > 100).any()


@pytest.mark.parametrize(
    ("sound", "known"),
    [
        (noise(0.0001), replace(LOOP, kind=Kind.ONE_SHOT, bpm=0.0, beats=0.0, roles=(0.0,) * 6)),
        (quiet(1.0), replace(LOOP, kind=Kind.SILENCE, bpm=0.0, beats=0.0)),
        (noise(0.5), replace(LOOP, path="/" + "long name " * 40 + ".wav", beats=1.0)),
        (noise(8.0), replace(LOOP, path="/日本 ☃ \udcff.wav")),
        (noise(8.1), replace(LOOP, beats=17.3)),
    ],
)
def test_anything_can_be_drawn(sound: Audio, known: Loop) -> None:
    assert pixels(sound, known).std() > 1


def test_it_is_saved_as_a_png_whatever_the_name(tmp_path: Path) -> None:
    waveform.save(waveform.draw(noise(1.0), LOOP), tmp_path / "picture.jpg")
    with Image.open(tmp_path / "picture.jpg") as read:
        assert (read.format, read.size) == ("PNG", (WIDTH, HEIGHT))


def test_a_place_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"a\.png: No such file or directory; .*--png"):
        waveform.save(waveform.draw(quiet(1.0), LOOP), tmp_path / "none" / "a.png")
