"""`barwise generate`, `morph` and `transfer`, as they are typed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from live import audio
from live.config import RankingConfig
from live.imagination.level import CEILING
from tests import files, onnx_models
from tests.sounds import PROGRESSION, chords, drums, kick, silence
from tests.test_commands_library import Barwise, barwise, refused

__all__ = ["barwise"]

TONE = 120.0


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("imagined")
    files.wav(folder / "beat 100bpm.wav", drums(100, 16))
    files.wav(folder / "bass C 120bpm.wav", chords(120, (36,), (36,), (39,), (34,)))
    files.wav(folder / "bass D 90bpm.wav", chords(90, (38,), (45,)))
    files.wav(folder / "pad Am 120bpm.wav", chords(120, *PROGRESSION))
    files.wav(folder / "kick.wav", kick())
    files.wav(folder / "nothing.wav", silence(120, 8))
    for role in ("bass", "percussion"):
        onnx_models.imagining(folder / "bundles", role)
    return folder


@pytest.fixture
def given(folder: Path, tmp_path: Path) -> tuple[str, ...]:
    """No library, and bundles that imagine basses and drums."""
    none = str(tmp_path / "none.db")
    return ("--bundles", str(folder / "bundles"), "--library", none)


def is_sound(path: Path, bpm: float, bars: int) -> np.ndarray:
    """Its samples; it is as long and as loud as it should be."""
    sound = audio.decode(path)
    assert len(sound.samples) == round(bars * 4 * 60 / bpm * sound.rate)
    assert np.abs(sound.samples).max() <= CEILING + 1e-4
    assert audio.loudness(sound) == pytest.approx(RankingConfig().target_lufs, abs=1)
    return sound.samples[:, 0]


def loudest_hz(samples: np.ndarray) -> float:
    return float(np.abs(np.fft.rfft(samples)).argmax()) * 44100 / len(samples)


def test_what_is_missing_goes_with_what_sounds(
    barwise: Barwise, folder: Path, tmp_path: Path, given: tuple[str, ...]
) -> None:
    out = tmp_path / "out.wav"
    said = barwise(
        "generate", folder / "beat 100bpm.wav", "--role", "bass", "-o", out, "--bars", 2,
        "--temperature", 0, *given,
    )  # fmt: skip
    assert said.status == 0, said.error
    assert said.out.startswith(f"{out}: bass, 2 bars at 100 bpm, -1")
    samples = is_sound(out, 100, 2)
    assert loudest_hz(samples) == pytest.approx(TONE, rel=0.02)
    # As loud as the drums are: on the first beat of a bar, not right before it.
    beat = len(samples) // 8
    hit, rest = samples[4 * beat : 4 * beat + beat // 6], samples[4 * beat - beat // 6 : 4 * beat]
    assert np.abs(hit).max() > 3 * np.abs(rest[: beat // 12]).max()


def test_variations_differ_and_a_seed_makes_them_again(
    barwise: Barwise, folder: Path, tmp_path: Path, given: tuple[str, ...]
) -> None:
    ask = ("generate", folder / "beat 100bpm.wav", folder / "pad Am 120bpm.wav", "--role", "bass")
    barwise(*ask, "-o", tmp_path / "a.wav", "--variations", 2, "--bpm", 140, *given)
    barwise(*ask, "-o", tmp_path / "b.wav", "--seed", 1, "--bpm", 140, *given)
    one, two, again = (
        is_sound(tmp_path / name, 140, 4) for name in ("a-1.wav", "a-2.wav", "b.wav")
    )
    assert np.abs(one - two).max() > 0.01
    assert np.array_equal(two, again)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("kick.wav", "one-shot"),
        ("nothing.wav", "silence"),
        ("none.wav", "No such file"),
    ],
)
def test_what_is_no_loop_is_refused(
    barwise: Barwise, folder: Path, tmp_path: Path, given: tuple[str, ...], name: str, words: str
) -> None:
    out = tmp_path / "out"
    for ask in (
        ("generate", folder / name, "--role", "bass"),
        ("transfer", folder / name, "--to", "bass"),
        ("morph", folder / "bass C 120bpm.wav", folder / name),
    ):
        line = refused(barwise(*ask, "-o", out, *given))
        assert name in line and words in line and "give" in line
    assert not out.exists()


def test_a_role_that_nobody_imagines_is_refused_with_those_that_are(
    barwise: Barwise, folder: Path, tmp_path: Path, given: tuple[str, ...]
) -> None:
    beat, out = folder / "beat 100bpm.wav", tmp_path / "out.wav"
    line = refused(barwise("generate", beat, "--role", "voice", "-o", out, *given))
    assert "voice" in line and "bass, percussion" in line


def test_a_place_that_cannot_be_written_is_refused(
    barwise: Barwise, folder: Path, tmp_path: Path, given: tuple[str, ...]
) -> None:
    out = tmp_path / "no folder" / "out.wav"
    line = refused(
        barwise("generate", folder / "beat 100bpm.wav", "--role", "bass", "-o", out, *given)
    )
    assert str(out) in line


def test_a_morph_goes_from_one_to_the_other_at_the_tempo_of_the_first(
    barwise: Barwise, folder: Path, tmp_path: Path, given: tuple[str, ...]
) -> None:
    ends = (folder / "bass C 120bpm.wav", folder / "bass D 90bpm.wav")
    said = barwise("morph", *ends, "--steps", 3, "-o", tmp_path / "m", "--role", "bass", *given)
    assert said.status == 0, said.error
    made = [is_sound(path, 120, 4) for path in sorted((tmp_path / "m").iterdir())]
    assert [path.name for path in sorted((tmp_path / "m").iterdir())] == [
        "1.wav",
        "2.wav",
        "3.wav",
    ]
    # The latent of the test's bundle is the sound: the middle is the sum of both.
    middle = made[0] / np.linalg.norm(made[0]) + made[2] / np.linalg.norm(made[2])
    likeness = np.vdot(middle, made[1]) / np.linalg.norm(middle) / np.linalg.norm(made[1])
    assert likeness > 0.9
    first, _ = soundfile.read(ends[0])
    assert np.corrcoef(first, made[0])[0, 1] > 0.95


def test_loops_of_different_parts_do_not_morph(
    barwise: Barwise, folder: Path, tmp_path: Path, given: tuple[str, ...]
) -> None:
    ends = (folder / "bass C 120bpm.wav", folder / "beat 100bpm.wav")
    line = refused(barwise("morph", *ends, "-o", tmp_path / "m", *given))
    assert "beat 100bpm.wav" in line and "--role" in line


def test_a_transfer_is_decoded_by_the_other_part(
    barwise: Barwise, folder: Path, tmp_path: Path, given: tuple[str, ...]
) -> None:
    out = tmp_path / "out.wav"
    said = barwise(
        "transfer", folder / "bass C 120bpm.wav", "--to", "percussion", "-o", out, *given
    )
    assert said.status == 0, said.error
    assert "percussion" in said.out
    first, _ = soundfile.read(folder / "bass C 120bpm.wav")
    assert np.corrcoef(first, is_sound(out, 120, 4))[0, 1] > 0.95


def test_bundles_of_two_families_do_not_transfer(
    barwise: Barwise, folder: Path, tmp_path: Path
) -> None:
    onnx_models.imagining(tmp_path / "bundles", "bass")
    onnx_models.imagining(tmp_path / "bundles", "percussion", size=64)
    given = ("--bundles", tmp_path / "bundles", "--library", tmp_path / "none.db")
    bass, out = folder / "bass C 120bpm.wav", tmp_path / "out.wav"
    line = refused(barwise("transfer", bass, "--to", "percussion", "-o", out, *given))
    assert "tiny-percussion-1" in line and "64" in line
