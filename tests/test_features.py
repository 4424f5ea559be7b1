"""The front end: what it promises about mixes, transpositions and offsets, on real sounds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from live import features
from live.features import N_MEL, SKETCH_PER_BEAT, SKETCH_SHAPE, Profile
from live.mixing import louder, transposed
from live.types import Floats
from tests import sounds
from tests.sounds import PROGRESSION, RATE, chords, drums, placed, tone


def power(audio: Floats, beats: float, rate: int = RATE) -> Floats:
    return features.power(features.sketch(features.spectra(audio, rate, beats)))


def profile(audio: Floats, beats: float, rate: int = RATE) -> Profile:
    return features.profile(power(audio, beats, rate))


def off(a: Floats, b: Floats) -> float:
    """How far `a` is from `b`: the sum of differences over the sum."""
    return float(np.abs(a - b).sum() / b.sum())


def alike(a: Floats, b: Floats) -> float:
    return float((a * b).sum() / max(np.linalg.norm(a) * np.linalg.norm(b), 1e-9))


def loop(folder: Path, name: str, beats: float) -> tuple[Floats, int, float]:
    audio, rate = soundfile.read(folder / f"{name}.flac", dtype="float32", always_2d=True)
    return audio.mean(axis=1), rate, beats


DRUM_LOOPS = [
    ("loop_amen", 4.0),
    ("loop_amen_full", 16.0),
    ("loop_compus", 16.0),
    ("loop_garzul", 16.0),
    ("loop_industrial", 2.0),
    ("loop_perc1", 8.0),
]


@pytest.mark.parametrize("hz", [110.0, 440.0, 3000.0])
def test_bands_sum_to_the_mean_square(hz: float) -> None:
    sine = np.sin(2 * np.pi * hz * np.arange(4 * RATE) / RATE).astype(np.float32)
    got = features.spectra(sine, RATE, 8)
    assert got.mel.shape == (384, 128)
    assert got.semitone.shape == (384, 84)
    assert np.allclose(got.mel.sum(axis=1), 0.5, rtol=0.02)
    assert np.allclose(got.semitone.sum(axis=1), 0.5, rtol=0.02)


def test_a_note_is_loudest_in_its_own_semitone() -> None:
    for midi in range(40, 96):
        heard = features.spectra(tone(midi, 1.0), RATE, 2, until=1).semitone
        assert int(heard[24].argmax()) == midi - 24, midi


def test_a_mix_is_the_sum_of_its_parts() -> None:
    parts = [chords(120, *PROGRESSION), drums(120, 16), 0.7 * chords(120, (79,), (75,), beats=8)]
    together = power(np.sum(parts, axis=0), 16)
    apart = sum(power(part, 16) for part in parts)
    assert off(together, apart) < 0.1
    assert abs(together.sum() / apart.sum() - 1) < 0.03
    without_the_quietest = apart - power(parts[2], 16)
    assert off(together, without_the_quietest) > 0.15


def test_real_loops_add_up(sonic_pi_samples: Path) -> None:
    amen, rate, beats = loop(sonic_pi_samples, "loop_amen", 4)
    other = np.resize(loop(sonic_pi_samples, "loop_garzul", 16)[0], len(amen))
    together = power(amen + other, beats, rate)
    assert off(together, power(amen, beats, rate) + power(other, beats, rate)) < 0.25
    mixed = features.profile(together)
    summed = features.profile(power(amen, beats, rate) + power(other, beats, rate))
    assert alike(mixed.rhythm, summed.rhythm) > 0.98
    assert np.abs(mixed.balance - summed.balance).sum() < 0.03


@pytest.mark.parametrize("semitones", [-5, -1, 2, 6])
def test_a_transposition_is_a_shift_of_the_semitones(semitones: int) -> None:
    here = power(chords(120, *PROGRESSION), 16)
    there = power(chords(120, *PROGRESSION, up=semitones), 16)
    moved = transposed(here, semitones)
    assert off(moved[:, N_MEL:], there[:, N_MEL:]) < 0.2
    assert off(transposed(here, semitones + 1)[:, N_MEL:], there[:, N_MEL:]) > 1
    assert alike(features.profile(moved).harmony, features.profile(there).harmony) > 0.97
    assert np.abs(moved[:, :N_MEL].mean(0) - there[:, :N_MEL].mean(0)).sum() < 0.4 * (
        there[:, :N_MEL].mean(0).sum()
    )


@pytest.mark.parametrize("beats", [1, 4, 7])
def test_a_beat_offset_is_a_roll_of_frames(beats: int) -> None:
    audio = chords(117.3, *PROGRESSION) + drums(117.3, 16)
    rolled = np.roll(audio, round(sounds.seconds(117.3, beats) * RATE))
    expected = np.roll(power(audio, 16), beats * SKETCH_PER_BEAT, axis=0)
    assert off(power(rolled, 16), expected) < 0.03
    assert off(power(audio, 16), expected) > 0.3


def test_gain_is_a_factor() -> None:
    audio = chords(120, *PROGRESSION)
    assert off(power(0.5 * audio, 16), louder(power(audio, 16), -6.02)) < 0.02


def test_the_hop_follows_the_beat() -> None:
    slow, fast = (profile(chords(b, *PROGRESSION) + drums(b, 16), 16) for b in (92, 147))
    assert alike(slow.harmony, fast.harmony) > 0.95
    assert alike(slow.rhythm, fast.rhythm) > 0.95


def test_the_sample_rate_does_not_matter() -> None:
    for rate in (22050, 48000, 96000):
        other = profile(chords(120, *PROGRESSION, rate=rate) + drums(120, 16, rate=rate), 16, rate)
        here = profile(chords(120, *PROGRESSION) + drums(120, 16), 16)
        assert alike(other.harmony, here.harmony) > 0.97
        assert alike(other.rhythm, here.rhythm) > 0.95


def test_windows_wrap_around_a_loop_but_not_around_live_audio() -> None:
    kick_on_one = placed(120, 4, (0, sounds.kick()))
    cyclic, plain = (
        features.spectra(kick_on_one, RATE, 4, cyclic=c).mel.sum(axis=1) for c in (True, False)
    )
    assert cyclic[-1] > 1e-3 > 1e6 * plain[-1]
    assert np.allclose(cyclic[5:-5], plain[5:-5])


def test_only_the_beginning_can_be_asked_for() -> None:
    audio = drums(120, 32)
    first = features.spectra(audio, RATE, 32, until=16)
    assert len(first.mel) == 16 * 48
    assert np.array_equal(first.mel, features.spectra(audio, RATE, 32).mel[: 16 * 48])


def test_a_short_loop_is_repeated() -> None:
    sketch = features.sketch(features.spectra(drums(120, 4), RATE, 4))
    assert sketch.shape == SKETCH_SHAPE
    assert sketch.dtype == np.uint8
    assert np.array_equal(sketch[:48], sketch[48:96])
    waltz = features.sketch(features.spectra(drums(120, 3), RATE, 3))
    assert np.array_equal(waltz[:36], waltz[36:72])


def test_a_sketch_is_right_to_half_a_decibel() -> None:
    full = features.spectra(chords(120, *PROGRESSION), RATE, 16)
    kept = features.power(features.sketch(full))
    exact = np.hstack([full.mel, full.semitone]).reshape(192, 4, -1).mean(axis=1)
    heard = exact > 1e-11
    assert np.abs(10 * np.log10(kept[heard] / exact[heard])).max() < 0.26


@pytest.mark.parametrize(("name", "beats"), DRUM_LOOPS)
def test_drum_loops_have_no_harmony(sonic_pi_samples: Path, name: str, beats: float) -> None:
    audio, rate, beats = loop(sonic_pi_samples, name, beats)
    assert profile(audio, beats, rate).tonal < 0.25


def test_tones_have(sonic_pi_samples: Path) -> None:
    assert profile(chords(120, *PROGRESSION), 16).tonal == 1
    assert profile(chords(120, (36,), (41,)), 8).tonal > 0.6, "a bass line"
    drone, rate, _ = loop(sonic_pi_samples, "loop_drone_g_97", 16)
    assert profile(drone, 16, rate).tonal > 0.9


def test_harmony_ignores_drums(sonic_pi_samples: Path) -> None:
    amen, rate, _ = loop(sonic_pi_samples, "loop_amen", 4)
    music = chords(120, *PROGRESSION, rate=rate)
    alone = profile(music, 16, rate)
    with_drums = profile(music + np.resize(amen, len(music)), 16, rate)
    assert alike(alone.harmony, with_drums.harmony) > 0.85
    assert with_drums.tonal > 0.6


def test_harmony_names_the_notes_of_each_beat() -> None:
    harmony = profile(chords(120, *PROGRESSION), 16).harmony
    assert harmony.shape == (16, 12)
    for chord, beat in zip(PROGRESSION, (1, 5, 9, 13), strict=True):
        assert set(np.argsort(harmony[beat])[-3:]) == {note % 12 for note in chord}
    assert np.linalg.norm(harmony) == pytest.approx(1)
    assert np.abs(harmony.sum(axis=1)).max() < 1e-5


def test_rhythm_tells_kicks_from_hats() -> None:
    rhythm = profile(drums(126, 4), 4).rhythm
    assert set(np.argsort(rhythm[0])[-3:]) == {0, 6, 10}
    assert set(np.argsort(rhythm[1])[-8:]) == set(range(0, 16, 2))
    assert np.allclose(np.linalg.norm(rhythm, axis=1), 1)


def test_density_orders_from_calm_to_busy() -> None:
    pad = profile(chords(120, *PROGRESSION), 16).density
    floor = profile(placed(120, 4, *[(b, sounds.kick()) for b in range(4)]), 4).density
    hats = profile(placed(120, 4, *[(b / 4, sounds.hat()) for b in range(16)]), 4).density
    assert pad < floor < hats
    assert floor == pytest.approx(0.25, abs=0.07)
    assert hats > 0.8


def test_balance_says_where_the_power_is() -> None:
    low = profile(placed(120, 4, (0, sounds.kick())), 4).balance
    high = profile(placed(120, 4, (0, sounds.hat())), 4).balance
    assert low.sum() == pytest.approx(1)
    assert low[:2].sum() > 0.9
    assert high[8:].sum() > 0.9


def test_silence_is_nothing_at_all() -> None:
    nothing = profile(sounds.silence(120, 4), 4)
    assert not nothing.row().any()
    assert nothing.row().dtype == np.float32


@pytest.mark.parametrize(("samples", "beats"), [(0, 4.0), (100, 0.0)])
def test_nothing_to_analyse_is_refused(samples: int, beats: float) -> None:
    with pytest.raises(ValueError, match="nothing to analyse"):
        features.spectra(np.zeros(samples, np.float32), RATE, beats)
