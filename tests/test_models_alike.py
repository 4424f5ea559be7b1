from __future__ import annotations

import numpy as np

from live import features
from live.features import Bytes
from models.alike import alike, is_same, joined
from tests.sounds import PROGRESSION, RATE, chords, drums, silence


def sketch(samples: features.Floats, beats: float = 16) -> Bytes:
    return features.sketch(features.spectra(samples, RATE, beats))


def test_level_does_not_make_another_loop_and_notes_do() -> None:
    tune = sketch(chords(120, *PROGRESSION))
    assert is_same(tune, sketch(0.3 * chords(120, *PROGRESSION)))
    assert not is_same(tune, sketch(chords(120, *PROGRESSION, up=1)))
    assert not is_same(tune, sketch(np.roll(chords(120, *PROGRESSION), RATE)))


def test_alike_finds_every_two_that_are_the_same() -> None:
    tune, beat = chords(120, *PROGRESSION), drums(120, 16)
    rows = np.stack([sketch(each) for each in (tune, beat, 0.5 * tune, 0.9 * beat, tune)])
    assert set(alike(rows)) == {(0, 2), (0, 4), (2, 4), (1, 3)}
    assert list(alike(rows[:0])) == []


def test_silence_is_like_silence_only() -> None:
    none, beat = sketch(silence(120, 16)), sketch(drums(120, 16))
    assert is_same(none, none)
    assert not is_same(none, beat)


def test_joined_codes_are_one_through_others() -> None:
    codes = np.array([0, 1, 2, 3, 1])
    merged = joined(codes, [(0, 1), (4, 2)])
    assert len(set(merged[[0, 1, 2, 4]].tolist())) == 1
    assert merged[3] != merged[0]
    assert np.array_equal(joined(codes, []), codes)
