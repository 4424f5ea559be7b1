from __future__ import annotations

import numpy as np
import pytest

from live.library import grid
from live.library.onsets import onsets
from live.types import Fact, Floats, Origin
from tests.sounds import RATE, drums, silence


def named(confidence: float = 0.95, **values: float) -> dict[str, Fact]:
    return {name: Fact(value, Origin.NAME, confidence) for name, value in values.items()}


def embedded(**values: float) -> dict[str, Fact]:
    return {name: Fact(value, Origin.EMBEDDED, 0.9) for name, value in values.items()}


def settled(samples: Floats, *sources: dict[str, Fact]) -> dict[str, Fact]:
    return grid.settle(sources, onsets(samples, RATE), len(samples) / RATE)


def told(facts: dict[str, Fact]) -> tuple[object, object, Origin]:
    return facts["bpm"].value, facts["beats"].value, facts["bpm"].origin


def test_a_name_that_fits_is_believed() -> None:
    facts = settled(drums(174, 16), named(bpm=174))
    assert told(facts) == (174, 16, Origin.NAME)


def test_half_time_in_the_name_is_believed_and_what_it_sounds_like_is_noted() -> None:
    facts = settled(drums(140, 16), named(bpm=70))
    assert told(facts) == (70, 8, Origin.NAME)
    assert facts["bpm"].note == "it sounds like 140 bpm"


def test_the_file_is_believed_before_its_name() -> None:
    facts = settled(drums(120, 8), embedded(bpm=120, beats=8), named(bpm=60))
    assert told(facts) == (120, 8, Origin.EMBEDDED)
    assert facts["bpm"].note == "the name says 60 bpm"


def test_a_beat_count_alone_gives_the_tempo() -> None:
    assert told(settled(drums(93.7, 8), embedded(beats=8))) == (
        pytest.approx(93.7, rel=1e-4),
        8,
        Origin.EMBEDDED,
    )
    assert settled(drums(120, 12), named(bars=3))["beats"].value == 12


def test_a_count_that_gives_no_usable_tempo_is_not_believed() -> None:
    assert told(settled(drums(120, 8), embedded(beats=1000)))[2] is Origin.ANALYSIS


def test_a_stale_tempo_beside_a_beat_count_gives_way_to_it() -> None:
    """Many programs write 120 into the tempo of an acid chunk, whatever it is."""
    facts = settled(drums(140, 16), embedded(bpm=120, beats=16))
    assert told(facts) == (pytest.approx(140, rel=1e-4), 16, Origin.EMBEDDED)


def test_a_name_that_the_length_contradicts_is_overruled() -> None:
    facts = settled(drums(120, 16), named(bpm=100))
    assert told(facts) == (pytest.approx(120), 16, Origin.ANALYSIS)
    assert facts["bpm"].note.startswith("the name says 100 bpm, but the length does not bear it")


def test_a_contradicted_name_stays_where_nothing_is_better() -> None:
    """Half a bar of drums is missing: nothing fits well, and 100 pulses."""
    facts = settled(drums(100, 16)[: round(14.37 * 0.6 * RATE)], named(bpm=100))
    assert told(facts) == (100, 12, Origin.NAME)
    assert facts["bpm"].confidence < 0.6
    assert facts["bpm"].note.startswith("the file is 14.37 beats long")


def test_a_bare_number_is_a_tempo_only_if_it_fits() -> None:
    assert told(settled(drums(120, 16), named(0.6, bpm=120)))[2] is Origin.NAME
    assert told(settled(drums(120, 16), named(0.6, bpm=99)))[2] is Origin.ANALYSIS


def test_a_tail_is_left_out_and_noted() -> None:
    ringing = np.append(drums(174, 16), silence(174, 2.5))
    facts = settled(ringing, named(bpm=174))
    assert told(facts) == (174, 16, Origin.NAME)
    assert facts["bpm"].note.startswith("0.86 s of tail after 16 beats")


def test_a_rest_at_the_end_of_a_whole_bar_belongs_to_the_loop() -> None:
    resting = np.append(drums(150, 14), silence(150, 2))
    assert told(settled(resting, named(bpm=150))) == (150, 16, Origin.NAME)


@pytest.mark.parametrize("excess", [-0.03, 0.03])
def test_files_are_cut_carelessly(excess: float) -> None:
    samples = drums(95, 17)[: round((16 * 60 / 95 + excess) * RATE)]
    assert told(settled(samples, named(bpm=95))) == (95, 16, Origin.NAME)


def test_a_rounded_tempo_in_the_name_is_sharpened_by_the_onsets() -> None:
    facts = settled(drums(92.64, 16), named(bpm=93))
    assert told(facts) == (pytest.approx(92.64, rel=1e-4), 16, Origin.NAME)


def test_odd_lengths_keep_their_beats() -> None:
    facts = settled(drums(150, 5), named(bpm=150))
    assert (facts["beats"].value, facts["beats_per_bar"].value) == (5, 5)


@pytest.mark.parametrize(
    ("beats", "metre"), [(1, 4), (2, 4), (3, 3), (4, 4), (6, 3), (12, 4), (5, 5), (7, 7), (11, 4)]
)
def test_metre(beats: float, metre: int) -> None:
    assert grid.beats_per_bar(beats) == metre


def test_the_metre_of_the_file_is_kept() -> None:
    facts = settled(drums(120, 12), embedded(bpm=120, beats=12, beats_per_bar=3))
    assert facts["beats_per_bar"].value == 3


def test_without_claims_the_doubt_is_told() -> None:
    facts = settled(drums(90, 8))
    assert told(facts) == (pytest.approx(90), 8, Origin.ANALYSIS)
    assert facts["bpm"].note == "180 bpm with 16 beats is possible as well"


def test_nothing_is_known_of_what_is_too_short() -> None:
    assert settled(drums(120, 4)[:3000]) == {}
