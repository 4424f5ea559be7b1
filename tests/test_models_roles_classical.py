from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import roc_auc_score

from live.types import ROLES
from models.roles import classical, labelsets, methods
from models.roles.classical import Classical, Svm
from models.roles.features import Described
from models.roles.powersets import Ensemble, Powerset
from models.roles.rules import Rules
from tests import toy_roles


def small_forest() -> RandomForestClassifier:
    return RandomForestClassifier(10, random_state=3)


@pytest.fixture(scope="module")
def points() -> np.ndarray:
    return np.random.default_rng(0).normal(size=(80, 5)).astype(np.float32)


@pytest.fixture(scope="module")
def labels(points: np.ndarray) -> np.ndarray:
    """Four labels; the last is always there with the first, so not all combinations occur."""
    found = points[:, :4] > 0
    found[:, 3] = found[:, 0]
    return found


def test_rakel_asks_for_twelve_different_triples_and_for_every_role() -> None:
    for seed in range(20):
        drawn = labelsets.random(len(ROLES), seed)
        assert len(set(drawn)) == 12
        assert all(labelset in combinations(range(6), 3) for labelset in map(tuple, drawn))
        assert {label for labelset in drawn for label in labelset} == set(range(6))
    assert labelsets.random(6, 1) == labelsets.random(6, 1) != labelsets.random(6, 2)


def test_binary_relevance_and_powerset_are_the_extremes() -> None:
    assert labelsets.each(3) == ((0,), (1,), (2,))
    assert labelsets.whole(3) == ((0, 1, 2),)


def test_a_powerset_knows_the_combinations_that_occur(
    points: np.ndarray, labels: np.ndarray
) -> None:
    powerset = Powerset.fitted(small_forest, points, labels)
    assert set(map(tuple, powerset.combinations)) == set(map(tuple, labels))
    assert len(powerset.combinations) == 8
    found = powerset.probabilities(points)
    # Labels that never come apart are told with the same chance.
    assert np.array_equal(found[:, 0], found[:, 3])
    assert ((found > 0.5) == labels).mean() > 0.95


def test_of_one_class_a_forest_and_a_powerset_say_the_same(
    points: np.ndarray, labels: np.ndarray
) -> None:
    """Binary relevance by its definition: one forest for each label."""
    ensemble = Ensemble.fitted(labelsets.each(4), small_forest, points, labels)
    for label in range(4):
        alone = small_forest().fit(points, labels[:, label]).predict_proba(points)[:, 1]
        assert ensemble.probabilities(points)[:, label] == pytest.approx(alone)


def test_rakel_averages_the_votes_of_its_labelsets(points: np.ndarray, labels: np.ndarray) -> None:
    """By its definition: a forest on the powerset of each set, and the mean for each label."""
    drawn = labelsets.random(4)
    found = Ensemble.fitted(drawn, small_forest, points, labels).probabilities(points)
    votes: dict[int, list[np.ndarray]] = {label: [] for label in range(4)}
    for labelset in drawn:
        names = ["".join(map(str, map(int, row))) for row in labels[:, list(labelset)]]
        forest = small_forest().fit(points, names)
        chances = forest.predict_proba(points)
        for place, label in enumerate(labelset):
            has = [name[place] == "1" for name in forest.classes_]
            votes[label].append(chances[:, has].sum(axis=1))
    for label, of_label in votes.items():
        assert found[:, label] == pytest.approx(np.mean(of_label, axis=0), abs=1e-6)


def test_what_never_varies_is_said_as_it_is(points: np.ndarray) -> None:
    labels = np.tile([True, False], (len(points), 1))
    found = Ensemble.fitted(labelsets.each(2), Svm, points, labels).probabilities(points)
    assert np.array_equal(found, labels)


@pytest.mark.parametrize("classes", [2, 3])
def test_the_margins_of_machines_become_chances(points: np.ndarray, classes: int) -> None:
    known = np.digitize(points[:, 0], [-0.5, 0.5][: classes - 1])
    machine = Svm()
    machine.fit(points, known)
    found = machine.predict_proba(points)
    assert found.shape == (len(points), classes)
    assert found.sum(axis=1) == pytest.approx(1)
    assert (found.argmax(axis=1) == known).mean() > 0.9
    assert machine.parameters == {2: 6, 3: 18}[classes]


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Described:
    return Described.beside(tmp_path_factory.mktemp("toys"), toy_roles.material())


def test_six_methods_have_names() -> None:
    assert classical.NAMES == ("br-rf", "br-svm", "lp-rf", "lp-svm", "rakel-rf", "rakel-svm")


@pytest.mark.parametrize("name", ["br-svm", "lp-rf", "lp-svm", "rakel-svm"])
def test_they_learn_roles(name: str, described: Described) -> None:
    material = described.material
    method = Classical.fitted(name, described, methods.sample(material, 100))
    tested = material.rows("test").tolist()
    found, truth = method.probabilities(material, tested), material.roles[tested]
    assert ((found >= 0) & (found <= 1)).all()
    assert roc_auc_score(truth, found, average="macro") > 0.8
    assert (method.parameters is None) == (name == "lp-rf")


def test_fewer_loops_to_learn_from_are_drawn_from_those_of_training() -> None:
    material = toy_roles.material()
    rows = methods.sample(material, 5)
    assert len(rows) == 5
    assert {material.splits[row] for row in rows} == {"train"}
    assert methods.sample(material, 5) == rows != methods.sample(material, 5, seed=1)
    assert methods.sample(material, 10**6) == material.rows("train").tolist()


def test_chance_says_how_frequent_roles_are(described: Described) -> None:
    material = described.material
    chance = methods.LEARNING["chance"](described, [0, 1, 6])
    said = chance.probabilities(material, material.rows("test").tolist())
    assert said[0] == pytest.approx(material.roles[[0, 1, 6]].mean(axis=0))
    assert (said == said[0]).all()


def test_rules_hear_strokes() -> None:
    material, drums = toy_roles.material(), ROLES.index("percussion")
    rows = material.rows("test").tolist()
    heard = Rules().probabilities(material, rows)
    assert roc_auc_score(material.roles[rows, drums], heard[:, drums]) > 0.7
