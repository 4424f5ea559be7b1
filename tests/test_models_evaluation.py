from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from live.types import Floats
from models.cache import Cache
from models.draws import Stage
from models.evaluation import Exam
from models.evaluation.answers import answers
from models.evaluation.classifying import classification
from models.evaluation.ear import Ear
from models.evaluation.figures import axes, ranking
from models.evaluation.questions import Question, Quiz
from models.evaluation.spoilt import KINDS
from models.methods import Chance, Rules
from models.variants import Variant
from tests import toy_songs
from tests.toy_songs import PARTS, SONGS

SECTIONS = 2


class Knowing:
    """Looks up who belongs together, and knows nothing in silence."""

    parameters = 0

    def __init__(self, cache: Cache) -> None:
        self._places = [item.together for item in cache.items]

    def scores(self, context: Sequence[int], variants: Sequence[Variant]) -> Floats:
        places = {self._places[row] for row in context}
        fits = [each.is_plain and self._places[each.row] in places for each in variants]
        return np.array(fits, np.float32)


@pytest.fixture(scope="module")
def cache() -> Cache:
    return toy_songs.cache(SECTIONS)


@pytest.fixture(scope="module")
def stage(cache: Cache) -> Stage:
    return toy_songs.stage(cache)


@pytest.fixture(scope="module")
def questions(stage: Stage) -> list[Question]:
    return Quiz(stage).questions(seed=1, count=16)


def test_strangers_are_of_other_songs_and_each_is_another(
    cache: Cache, questions: list[Question]
) -> None:
    for question in questions:
        rows = [variant.row for variant in question.others["partner"]]
        assert question.song.partition("/")[2] not in {cache.items[row].song for row in rows}
        assert len(set(rows)) == len(rows) == SECTIONS * PARTS * (SONGS - 1)


def test_every_kind_of_negative_is_what_it_says(cache: Cache, questions: list[Question]) -> None:
    for question in questions:
        own = cache.items[question.truth.row]
        bad = {kind: question.others[kind][0] for kind in KINDS}
        assert own.song not in {cache.items[bad[k].row].song for k in ("random", "selected")}
        assert cache.roles[bad["selected"].row, 0] == 0
        other = cache.items[bad["section"].row]
        assert (other.song, other.stem) == (own.song, own.stem)
        assert other.section != own.section
        assert bad["reverse"] == Variant(question.truth.row, backwards=True)
        assert bad["shift"].rotate in (1, 2, 3)
        assert bad["transpose"].transpose != 0
        assert sorted(bad["rearrange"].order) == [0, 1, 2, 3] != list(bad["rearrange"].order)


def test_the_same_seed_asks_the_same(stage: Stage, questions: list[Question]) -> None:
    assert Quiz(stage).questions(seed=1, count=16) == questions
    assert Quiz(stage).questions(seed=2, count=16) != questions


def test_who_knows_is_right_in_everything_and_in_silence_in_nothing(
    cache: Cache, questions: list[Question]
) -> None:
    found = answers(Knowing(cache), questions)
    deaf = answers(Knowing(cache), questions, silent=True)
    ranked = ranking(found, deaf)
    assert (ranked["rank"], ranked["top1"], ranked["high"]) == (1, 1, 1)
    assert ranked["silent"] == 1 + SECTIONS * PARTS * (SONGS - 1) / 2
    told = classification(found)
    assert {told[name] for name in ("accuracy", "f1", "low", "high", *KINDS)} == {1.0}
    sides = axes(found, deaf)
    assert [sides[axis]["all"]["value"] for axis in sides] == [1, 1, 1, 1, 1]
    assert [sides[axis]["all"]["silent"] for axis in sides] == [6.5, 8.5, 2.5, 0.5, 0.5]
    assert sides["beat"]["all"]["floor"] == 1


def test_who_says_nothing_classifies_as_a_coin_would(
    cache: Cache, questions: list[Question]
) -> None:
    silent = classification(answers(Knowing(cache), questions, silent=True))
    assert silent["accuracy"] == 0.5
    assert silent["f1"] == 0.0


def test_the_rules_hear_the_key_and_chance_does_not(
    cache: Cache, questions: list[Question]
) -> None:
    rules, chance = (axes(answers(each, questions), ()) for each in (Rules(cache), Chance()))
    assert rules["key"]["all"]["value"] < 2
    assert chance["beat"]["all"]["value"] > 5


def test_parts_are_told_apart(cache: Cache, questions: list[Question]) -> None:
    cells = axes(answers(Knowing(cache), questions), ())["beat"]
    assert set(cells) <= {
        "all", "with percussion", "percussion + tonal", "mixed + tonal", "tonal + tonal",
        "tonal + percussion",
    }  # fmt: skip
    assert cells["tonal + tonal"]["count"] + cells["with percussion"]["count"] == len(questions)
    ear = Ear(cache)
    assert ear.parts((0,), 1) == "percussion + tonal"
    assert ear.parts((0, 1), 2) == "mixed + tonal"


def test_turns_that_nobody_hears_are_no_questions() -> None:
    """Four to the floor can be turned by any beat, and anything against it."""
    made = toy_songs.cache()
    steady = made.sketches.copy()
    steady[0] = np.tile(steady[0, :12], (16, 1))
    ear = Ear(replace(made, sketches=steady))
    assert ear.same_turns((1,), 0) == ear.same_turns((0,), 1) == frozenset(range(1, 16))
    assert ear.same_turns((0, 1), 2) == ear.same_turns((1,), 2) == frozenset()


def test_an_exam_asks_five_seeds_and_counts_the_cost(cache: Cache, stage: Stage) -> None:
    taken = Exam(stage, queries=4).taken(Knowing(cache))
    assert taken["queries"] == 5 * 4
    assert taken["parameters"] == 0
    assert 0 < taken["milliseconds"] < 100
    assert taken["ranking"]["rank"] == 1
