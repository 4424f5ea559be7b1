"""Audio made ready: its length, its channels, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from live.errors import FileError
from live.player.prepare import prepare, recipe
from live.player.translate import sound
from tests.player_rig import click, suggest, tone


@pytest.mark.parametrize("tempo", [97.0, 120.0, 127.3, 174.0])
@pytest.mark.parametrize("rate", [44100, 48000])
def test_the_length_is_that_of_the_beats(tmp_path: Path, tempo: float, rate: int) -> None:
    wanted = recipe(sound(suggest(tone(tmp_path / "a.wav", 220.0))), tempo, rate)
    audio = prepare(wanted)
    assert audio.shape == (round(4 * 60 / tempo * rate), 2)
    assert audio.dtype == np.float32


def test_a_tempo_that_is_as_good_as_its_own_is_not_stretched(tmp_path: Path) -> None:
    loop = click(tmp_path / "a.wav", at=777)
    audio = prepare(recipe(sound(suggest(loop)), 120.05, 48000))
    assert np.flatnonzero(audio[:, 0]).tolist() == [777]
    assert len(audio) == 96000


def test_transposing_moves_the_pitch_and_not_the_length(tmp_path: Path) -> None:
    loop = suggest(tone(tmp_path / "a.wav", 440.0), transpose=5)
    audio = prepare(recipe(sound(loop), 120.0, 48000))
    spectrum = np.abs(np.fft.rfft(audio[:, 0] * np.hanning(len(audio))))
    assert np.argmax(spectrum) / 2 == pytest.approx(440 * 2 ** (5 / 12), abs=2)


def test_stereo_stays_stereo(tmp_path: Path) -> None:
    loop = click(tmp_path / "a.wav")
    sides = np.stack([np.linspace(0, 1, 96000), np.linspace(1, 0, 96000)], axis=1)
    soundfile.write(loop.path, sides, 48000, subtype="FLOAT")
    assert np.allclose(prepare(recipe(sound(suggest(loop)), 120.0, 48000)), sides, atol=1e-6)


def test_a_loop_of_hours_is_refused(tmp_path: Path) -> None:
    loop = replace(click(tmp_path / "a.wav"), beats=1000.0, bpm=20.0)
    with pytest.raises(FileError, match="longer than"):
        prepare(recipe(sound(suggest(loop, 20.0)), 20.0, 48000))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    loop = replace(click(tmp_path / "a.wav"), path="/no/such/loop.wav")
    with pytest.raises(FileError, match=r"/no/such/loop\.wav"):
        prepare(recipe(sound(suggest(loop)), 120.0, 48000))
