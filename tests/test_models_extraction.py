"""Extraction on songs whose loops are known: what is cut out, when it plays, what is merged."""

from __future__ import annotations

import numpy as np
import pytest

from live.types import Floats
from models.extraction import cube, layout, refine
from models.extraction.check import f1, si_sdr
from models.extraction.cube import BINS, FRAMES, RATE
from models.extraction.loops import BarLoop
from models.extraction.process import Extracted, extract, stretched
from models.extraction.tucker import Settings
from tests import sounds

BPM = 120
SCORE = np.array(
    [
        [1, 1, 0, 0, 1, 1, 1, 1, 0, 0, 1, 1],
        [0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 1, 1],
        [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1],
    ],
    bool,
).T


def parts() -> tuple[Floats, ...]:
    """Drums, a bass line and a chord, one bar each."""
    line = ((0, 33), (0.75, 33), (1.5, 40), (2.5, 36), (3.25, 38))
    notes = [(beat, sounds.tone(note, 0.22, RATE, 0.3)) for beat, note in line]
    bass = sounds.placed(BPM, 4, *notes, rate=RATE)
    return sounds.drums(BPM, rate=RATE), bass, sounds.chords(BPM, (64, 67, 71), rate=RATE)


def song() -> tuple[Floats, cube.Integers]:
    loops = np.stack(parts())
    bars = [row.astype(np.float32) @ loops for row in SCORE]
    return np.concatenate(bars), np.arange(len(SCORE) + 1) * loops.shape[1]


@pytest.fixture(scope="module")
def extracted() -> Extracted:
    return extract(*song(), Settings(loops_per_bar=0.25))


def test_three_known_loops_come_out_of_their_song(extracted: Extracted) -> None:
    assert len(extracted.loops) == 3
    for number, part in enumerate(parts()):
        found = max(extracted.loops, key=lambda loop: si_sdr(loop.samples, part))
        assert si_sdr(found.samples, part) > 20
        assert SCORE[found.bar, number]


def test_the_layout_is_exact(extracted: Extracted) -> None:
    scores = [[si_sdr(loop.samples, part) for part in parts()] for loop in extracted.loops]
    owners = np.argmax(scores, axis=1)
    assert sorted(owners) == [0, 1, 2]
    np.testing.assert_array_equal(extracted.active, SCORE[:, owners])


def test_a_loop_is_taken_from_a_bar_where_it_is_alone() -> None:
    """The bass of this song always sounds with the drums, but in one bar."""
    drums, bass, _ = parts()
    mix = np.concatenate([*[drums] * 3, *[drums + bass] * 4, bass, *[drums] * 4])
    found = extract(mix, np.arange(13) * len(drums), Settings(loops_per_bar=0.2)).loops
    assert 7 in [loop.bar for loop in found]


def test_the_cube_leads_back_to_the_audio_whatever_the_tempo_does() -> None:
    mix, _ = song()
    starts = np.array([0, 40_000, 85_000, 120_000, 200_001])
    folded = cube.fold(mix, starts)
    assert folded.magnitude.shape == (BINS, FRAMES, 4)
    for bar in range(4):
        back = folded.audio(bar, np.ones((BINS, FRAMES), np.float32))
        np.testing.assert_allclose(back, mix[starts[bar] : starts[bar + 1]], atol=1e-4)


def bar_loop(spectrum: Floats, snr: float) -> BarLoop:
    return BarLoop(0, np.zeros(1, np.float32), snr, spectrum)


def test_duplicates_are_merged_into_the_clearer_one() -> None:
    drums, bass, _ = (np.abs(cube.fold(p, np.array([0, len(p)])).spectra[0].T) for p in parts())
    noisy = drums * (1 + 0.1 * np.random.default_rng(1).random(drums.shape, np.float32))
    loops = [bar_loop(drums, 3.0), bar_loop(bass, 5.0), bar_loop(noisy, 9.0)]
    activations = np.array([[0.5, 0.0, 0.5], [1.0, 0.4, 0.0]], np.float32)
    refined = refine.refine(loops, activations)
    assert refined.loops == (loops[1], loops[2])
    np.testing.assert_allclose(refined.activations, [[0.0, 1.0], [0.4, 1.0]])


def test_loops_that_sound_different_are_no_duplicates() -> None:
    hashes = [
        refine.average_hash(np.abs(cube.fold(p, np.array([0, len(p)])).spectra[0].T))
        for p in parts()
    ]
    assert not any(refine.is_duplicate(hashes[a], hashes[b]) for a, b in ((0, 1), (0, 2), (1, 2)))


def test_fewer_than_five_bits_make_a_duplicate() -> None:
    bits = np.zeros(64, bool)
    assert refine.is_duplicate(bits, np.arange(64) < 4)
    assert not refine.is_duplicate(bits, np.arange(64) < 5)


def test_a_fifth_of_the_loudest_counts_as_playing() -> None:
    activations = np.array([[1.0, 0.2, 0.19], [0.1, 1.0, 0.5]], np.float32)
    np.testing.assert_array_equal(layout.layout(activations), [[1, 1, 0], [0, 1, 1]])


def test_pairs_are_loops_that_share_a_bar() -> None:
    active = np.array([[1, 1, 0], [1, 1, 0], [0, 1, 1], [1, 0, 0]], bool)
    assert layout.pairs(active) == {(0, 1): 2, (1, 2): 1}


def test_few_bars_show_every_pair() -> None:
    active = np.array([[1, 1, 0, 0], [1, 1, 1, 0], [0, 1, 1, 0], [0, 0, 1, 1], [1, 0, 0, 0]], bool)
    assert layout.telling_bars(active) == [1, 3]


def test_a_bar_is_stretched_to_two_seconds_at_its_pitch() -> None:
    slow = sounds.tone(57, 3.0, RATE)
    stretched_bar = stretched(slow)
    assert stretched_bar.shape == (2 * RATE,)
    spectrum = np.abs(np.fft.rfft(stretched_bar))
    assert np.argmax(spectrum) / 2 == pytest.approx(220, abs=1.5)


def test_si_sdr_ignores_level_and_f1_counts_bars() -> None:
    tone = sounds.tone(57, 1.0, RATE)
    other = sounds.tone(64, 1.0, RATE)
    assert si_sdr(3 * tone, tone) == 30
    assert si_sdr(tone + other, tone) == pytest.approx(0, abs=0.5)
    assert f1(np.array([1, 1, 0], bool), np.array([1, 0, 1], bool)) == 0.5
