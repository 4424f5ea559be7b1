from __future__ import annotations

import itertools

import pytest

from live.demo.packs import PACKS
from live.demo.theory import QUALITIES, Chord, chord, chords, frequency, key, voice_leading


def test_a_key_counts_its_degrees_from_the_tonic_up() -> None:
    f_minor = key("Fm")
    assert [f_minor.pitch(degree, 4) for degree in (1, 3, 5, 8)] == [65, 68, 72, 77]
    assert f_minor.name == "Fm"


def test_a4_is_440_hertz_and_an_octave_doubles() -> None:
    assert frequency(69) == 440.0
    assert frequency(81) == pytest.approx(880.0)


def test_a_chord_is_read_from_its_name() -> None:
    assert chord("Bbm9") == Chord(10, (0, 3, 7, 10, 14))
    assert chord("E7").classes == (4, 8, 11, 2)


def test_chord_tones_are_counted_from_the_first_root_above_the_lowest_pitch() -> None:
    assert [chord("Am7").tone(count, 28) for count in (1, 2, 3, 4, 5)] == [33, 36, 40, 43, 45]


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.name)
def test_every_voicing_holds_exactly_its_chord(pack) -> None:
    for voicing, named in zip(voice_leading(pack.chords), pack.chords, strict=True):
        assert {tone % 12 for tone in voicing} == set(named.classes)
        assert list(voicing) == sorted(voicing)
        assert voicing[0] >= 53
        assert voicing[-1] <= 74


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.name)
def test_voices_move_by_steps_on_average(pack) -> None:
    voicings = voice_leading(pack.chords)
    for before, after in itertools.pairwise([*voicings, voicings[0]]):
        moves = [min(abs(tone - other) for other in before) for tone in after]
        assert sum(moves) / len(moves) <= 2.5


def test_leading_beats_stacking_every_chord_on_its_root() -> None:
    progression = chords("Am9 Fmaj7 Dm7 E7")
    led = voice_leading(progression)
    stacked = [tuple(53 + (c.root - 53) % 12 + i for i in c.intervals) for c in progression]
    assert _travel(led) < 0.7 * _travel(stacked)


def test_every_quality_starts_on_its_root() -> None:
    assert all(intervals[0] == 0 for intervals in QUALITIES.values())


def _travel(voicings: list[tuple[int, ...]]) -> int:
    return sum(
        min(abs(tone - other) for other in before)
        for before, after in itertools.pairwise(voicings)
        for tone in after
    )
