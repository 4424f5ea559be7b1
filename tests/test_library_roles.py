"""The rule by which performer, words and sound settle what a loop plays."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.library import roles
from live.library.roles import NO_HINTS, UNKNOWN, Evidence
from live.types import ROLES, Fact, Kind, Loop, Origin

CHANCES = st.lists(st.floats(0, 1, width=32), min_size=6, max_size=6).map(tuple)
PLACES = st.integers(0, 5)
LOOP = Loop(
    *(7, "/a.wav", "d1", Kind.LOOP, 8.0, 120.0, 16.0, 4, 9, "minor"),
    facts={
        "key": Fact(9, Origin.ANALYSIS, 0.5),
        "mode": Fact("minor", Origin.ANALYSIS, 0.5),
        "bpm": Fact(120.0, Origin.NAME, 0.9),
    },
)


def only(place: int, weight: float = 1.0) -> tuple[float, ...]:
    return tuple(weight * (role == place) for role in range(6))


@given(CHANCES, CHANCES, st.lists(st.booleans(), min_size=6, max_size=6))
def test_what_the_performer_says_holds(
    heard: tuple[float, ...], hinted: tuple[float, ...], said: list[bool]
) -> None:
    assert roles.probabilities(heard, hinted, np.array(said, float)).tolist() == said


@given(CHANCES, PLACES)
def test_no_sound_outvotes_a_clear_word(heard: tuple[float, ...], named: int) -> None:
    found = roles.probabilities(heard, only(named))
    others = np.delete(found, named)
    assert found[named] > 0.8
    assert others.max() < 0.4


@given(CHANCES)
def test_where_words_are_silent_sound_decides_alone(heard: tuple[float, ...]) -> None:
    found = roles.probabilities(heard, NO_HINTS)
    assert found == pytest.approx(np.clip(heard, 0.02, 0.98), abs=6e-4)


@given(CHANCES, PLACES, PLACES)
def test_of_two_roles_that_are_named_sound_decides(
    heard: tuple[float, ...], one: int, other: int
) -> None:
    found = roles.probabilities(heard, np.maximum(only(one), only(other)))
    assert min(found[one], found[other]) > 0.8
    if heard[one] >= heard[other]:
        assert found[one] >= found[other]


def test_a_sure_sound_outvotes_a_folder_of_somebodys_name() -> None:
    sure = (0.98, 0.01, 0.01, 0.01, 0.01, 0.01)
    found = roles.probabilities(sure, only(1, 0.7))
    assert found[0] > 0.5 > found[1]
    assert roles.probabilities((0.7, 0.3, 0.1, 0.1, 0.1, 0.1), only(1, 0.7)).argmax() == 1


def test_words_are_enough_where_nobody_has_listened() -> None:
    assert roles.probabilities(UNKNOWN, only(4)).argmax() == 4
    assert not roles.probabilities(UNKNOWN, NO_HINTS).any()


def test_a_whole_library_is_settled_as_each_of_its_loops_is() -> None:
    random = np.random.default_rng(1)
    heard, hinted = random.random((2, 40, 6))
    hinted[hinted < 0.6] = 0
    said = np.where(random.random((40, 1)) < 0.2, random.random((40, 6)) < 0.3, np.nan)
    heard[::7] = np.nan
    every = roles.probabilities(heard, hinted, said)
    for row in range(40):
        assert np.array_equal(every[row], roles.probabilities(heard[row], hinted[row], said[row]))


# --- what words weigh -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "folders", "expected"),
    [
        ("thing", (), {}),
        ("thing", ("full", "Drums"), {"percussion": 1.0}),
        ("thing", ("Dark Bass Vol 2",), {"bass": 0.7}),
        ("dark reese 140bpm", ("Loops", "Synths"), {"bass": 1.0, "chord": 0.5, "melody": 0.5}),
        ("weeb noise 1", ("vocals",), {"voice": 1.0, "fx": 0.7}),
        ("weeb noise 1", ("Dark Bass Vol 2",), {"bass": 0.7, "fx": 1.0}),
        ("bass fx", ("fx",), {"fx": 1.0, "bass": 0.7}),
        ("lead", ("Fills", "Bass"), {"percussion": 1.0, "melody": 0.7}),
    ],
)
def test_hints(name: str, folders: tuple[str, ...], expected: dict[str, float]) -> None:
    assert roles.hints(name, folders) == expected
    assert roles.weights(expected) == tuple(expected.get(role, 0.0) for role in ROLES)


# --- a loop ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("evidence", "fact"),
    [
        (Evidence(only(1, 0.9)), Fact("bass", Origin.ANALYSIS, 0.9)),
        (Evidence(only(1, 0.9), only(5)), Fact("voice", Origin.NAME, 0.809)),
        (Evidence(only(1, 0.9), only(5), only(3)), Fact("melody", Origin.USER, 1.0)),
    ],
)
def test_the_fact_tells_who_decided(evidence: Evidence, fact: Fact) -> None:
    settled = roles.settled(LOOP, evidence)
    assert settled.facts["role"] == fact
    assert settled.role == fact.value
    assert settled.facts["bpm"] == LOOP.facts["bpm"]


def test_what_nobody_knows_has_no_role() -> None:
    settled = roles.settled(LOOP, Evidence())
    assert settled == LOOP
    assert "role" not in settled.facts


def test_drums_have_no_key_but_one_that_is_claimed() -> None:
    drums, pad = (roles.settled(LOOP, Evidence(only(place, 0.9))) for place in (0, 2))
    assert (drums.key, drums.mode, {"key", "mode"} & drums.facts.keys()) == (None, "", set())
    assert (pad.key, pad.mode) == (9, "minor")
    claimed = {**LOOP.facts, "key": Fact(9, Origin.NAME, 0.9)}
    assert roles.settled(
        Loop(*(7, "", "", Kind.LOOP, 8.0, 120.0, 16.0, 4, 9), facts=claimed),
        Evidence(only(0, 0.9)),
    ).key_name.startswith("A")
