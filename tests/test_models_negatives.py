from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from live import features, mixing
from live.features import Bytes
from models import negatives
from models.cache import Cache
from models.items import Item
from models.negatives import SPOILERS, Others
from tests.sounds import PROGRESSION, RATE, chords, hat, placed

BAR_RATE = 22050


def sketch(samples: features.Floats, beats: float = 16) -> Bytes:
    return features.sketch(features.spectra(samples, RATE, beats))


def rng() -> np.random.Generator:
    return np.random.default_rng(7)


@pytest.fixture
def tune() -> Bytes:
    return sketch(chords(120, *PROGRESSION))


@pytest.fixture
def bar() -> npt.NDArray[np.int16]:
    """Four beats of four tones at 22,050 Hz, two seconds."""
    hertz = np.repeat([220.0, 262.0, 330.0, 440.0], BAR_RATE // 2)
    wave = 10_000 * np.sin(2 * np.pi * np.cumsum(hertz) / BAR_RATE)
    whole: npt.NDArray[np.int16] = wave.astype(np.int16)
    return whole


def test_reversed_is_backwards_in_sketches_and_in_bars(
    tune: Bytes, bar: npt.NDArray[np.int16]
) -> None:
    for sound in (tune, bar):
        assert np.array_equal(SPOILERS["reverse"](sound, rng()), sound[::-1])


@pytest.mark.parametrize("beats", [1, 2, 3])
def test_a_shifted_sketch_is_that_of_the_shifted_loop(beats: int) -> None:
    loop = chords(120, *PROGRESSION)
    moved = sketch(np.roll(loop, beats * RATE // 2)).astype(int)
    found = negatives.shifted(sketch(loop), beats).astype(int)
    loud = moved > moved.max() - 60
    assert np.abs(found - moved)[loud].mean() < 0.5


def test_shifts_are_of_one_to_three_beats(bar: npt.NDArray[np.int16]) -> None:
    random = rng()
    wanted = {np.roll(bar, beats * 11025).tobytes() for beats in (1, 2, 3)}
    assert {SPOILERS["shift"](bar, random).tobytes() for _ in range(50)} == wanted


def test_rearranged_is_never_as_it_was_and_loses_no_beat(
    tune: Bytes, bar: npt.NDArray[np.int16]
) -> None:
    random = rng()
    for sound, beats in ((bar, 4), (tune, 16)):
        pieces = {piece.tobytes() for piece in np.split(sound, beats)}
        for _ in range(30):
            other = SPOILERS["rearrange"](sound, random)
            assert not np.array_equal(other, sound)
            assert {piece.tobytes() for piece in np.split(other, beats)} == pieces


def test_every_bar_is_rearranged_alike(tune: Bytes) -> None:
    found = negatives.rearranged(tune, [1, 0, 3, 2]).reshape(4, 4, 12, -1)
    assert np.array_equal(found, tune.reshape(4, 4, 12, -1)[:, [1, 0, 3, 2]])


def test_a_transposed_sketch_is_what_mixing_makes_of_it(tune: Bytes) -> None:
    power = features.power(tune)
    assert np.array_equal(negatives.transposed(power, 3), mixing.transposed(power, 3))
    again = features.power(negatives.transposed(tune, 3))
    loud = power.max() / 1e4
    made = mixing.transposed(power, 3)
    assert np.allclose(again[made > loud], made[made > loud], rtol=0.07)


def test_a_transposed_bar_sounds_higher_and_keeps_its_time(bar: npt.NDArray[np.int16]) -> None:
    found = negatives.transposed(bar, 5)
    assert (found.dtype, found.shape) == (bar.dtype, bar.shape)
    last = np.abs(np.fft.rfft(found[-8000:-1000].astype(float)))
    assert last.argmax() * BAR_RATE / 7000 == pytest.approx(440 * 2 ** (5 / 12), rel=0.01)


def test_key_shifts_are_of_one_to_six_semitones_both_ways(tune: Bytes) -> None:
    random = rng()
    wanted = {negatives.transposed(tune, n).tobytes() for n in range(-6, 7) if n}
    assert {SPOILERS["key"](tune, random).tobytes() for _ in range(80)} == wanted


def test_what_sounds_the_same_is_not_spoilt() -> None:
    """Four equal beats can be turned by a beat; nobody hears it, and it is no negative."""
    even = sketch(placed(120, 16, *[(beat, hat()) for beat in range(16)]))
    assert negatives.spoil(even, "shift", rng()) is None
    assert negatives.spoil(even, "rearrange", rng()) is None
    tune = sketch(chords(120, (48, 60), (51,), (55,), (46,), beats=1), 4)
    for kind in SPOILERS:
        spoilt = negatives.spoil(tune, kind, rng())
        assert spoilt is not None
        assert negatives.is_spoilt(tune, spoilt)


@pytest.fixture
def others() -> Others:
    """Rows: 0-2 one song (0 and 1 together, 2 the same stem later), 3-6 strangers."""
    base = Item("a.wav", "toy", "one", "0", "lead", "0", 120.0, 4)
    items = (
        base,
        replace(base, stem="bass"),
        replace(base, section="1", material="1"),
        replace(base, song="two"),
        replace(base, song="three", bpm=122.0),
        replace(base, song="four", bpm=160.0),
        replace(base, song="five"),
    )
    melody, bass, percussion = np.eye(6)[[3, 1, 0]]
    roles = np.array([melody, bass, melody, percussion, melody, melody, bass], np.float32)
    keys = np.array([5, 5, 5, -1, 5, 5, 7], np.int8)
    none = np.zeros(7)
    cache = Cache(items, none, none, none, roles, keys, none, "")
    contents = np.array([0, 1, 2, 3, 4, 5, 6])
    return Others.of(cache, contents, np.ones(7, bool))


def test_every_sampling_draws_from_those_it_names(others: Others) -> None:
    random = rng()

    def drawn(sampling: str, row: int = 0) -> set[int | None]:
        return {getattr(others, sampling)(row, random) for _ in range(80)}

    assert drawn("random") == {3, 4, 5, 6}
    assert drawn("selected") == {4, 5}
    assert drawn("other_section") == {2}
    assert drawn("other_section", 1) == {None}
    assert drawn("same_tempo_and_key") == {4}


def test_only_allowed_rows_and_no_equal_content_are_drawn(others: Others) -> None:
    random = rng()
    allowed = np.array([True, True, True, True, False, False, True])
    equal = replace(others, allowed=allowed, contents=np.array([0, 1, 2, 3, 4, 5, 0]))
    assert {equal.random(0, random) for _ in range(30)} == {3}
