from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models.roles import features
from models.roles.features import Described
from models.roles.material import AUDIO_SAMPLES, FULL_SCALE
from tests import toy_roles

CHROMA, PITCH, FRAME = 13, 25, 26  # where chroma and pitch begin, and how long a frame is


def described(sound: np.ndarray) -> np.ndarray:
    return features.features(np.int16(FULL_SCALE * sound))


def test_the_paper_has_104() -> None:
    assert described(toy_roles.sound("chord", 0)).shape == (104,)


@pytest.mark.parametrize("semitones", [0, 5])
def test_a_tone_has_its_pitch_and_its_pitch_class(semitones: int) -> None:
    hertz = 440 * 2 ** (semitones / 12)
    mean, deviation, slope, _ = described(toy_roles.tone(hertz)).reshape(4, FRAME)
    assert mean[PITCH] == pytest.approx(np.log2(hertz), abs=0.02)
    assert mean[CHROMA:PITCH].argmax() == (9 + semitones) % 12
    assert deviation[PITCH] < 0.05
    assert abs(slope[PITCH]) < 0.01


def test_what_glides_has_a_slope() -> None:
    glide = toy_roles.tone(np.float32(220 * 2 ** np.linspace(0, 2, AUDIO_SAMPLES)))
    rising = described(glide).reshape(4, FRAME)[2, PITCH]
    falling = described(glide[::-1].copy()).reshape(4, FRAME)[2, PITCH]
    assert rising == pytest.approx(2 / 94, rel=0.2)  # two octaves in so many frames
    assert falling == pytest.approx(-rising, rel=0.2)


def test_silence_has_features() -> None:
    assert np.isfinite(described(np.zeros(AUDIO_SAMPLES))).all()


def test_they_are_kept_beside_their_material(tmp_path: Path) -> None:
    whole = toy_roles.material()
    few = replace(whole, audio=whole.audio[:3], digest="few")
    seen = []
    made = Described.beside(tmp_path, few, lambda done, total: seen.append((done, total)))
    assert seen == [(1, 3), (2, 3), (3, 3)]
    assert np.array_equal(made.of(few, [2, 0]), [features.features(few.audio[n]) for n in (2, 0)])
    again = Described.beside(tmp_path, few, lambda done, total: seen.append((done, total)))
    assert len(seen) == 3
    assert np.array_equal(again.of(few, [1]), made.of(few, [1]))


def test_those_of_another_material_are_computed(tmp_path: Path) -> None:
    whole = toy_roles.material()
    few = replace(whole, audio=whole.audio[:1], digest="few")
    other = replace(whole, audio=whole.audio[5:6])
    found = Described.beside(tmp_path, few).of(other, [0])
    assert np.array_equal(found, [features.features(whole.audio[5])])
