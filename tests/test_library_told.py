"""Roles and keys that are told otherwise, and back."""

from __future__ import annotations

import numpy as np
import pytest

from live.library.columns import TOLD, Columns
from live.library.shelf import Shelf
from live.library.told import Change

ROWS = np.array([1, 4])


@pytest.fixture(scope="module")
def old() -> Columns:
    return Shelf.synthetic(8)


@pytest.fixture(scope="module")
def new(old: Columns) -> Columns:
    told = {"roles": np.eye(6, dtype=np.float32)[[1, 5]], "key": [3, -1], "minor": [True, False]}
    return old.retold(ROWS, told)


def test_a_change_is_of_what_differs(old: Columns, new: Columns) -> None:
    change = Change.between(old, new)
    assert change.ids.tolist() == old.ids[ROWS].tolist()
    assert change.after["key"].tolist() == [3, -1]
    assert (change.before["roles"] == old.roles[ROWS]).all()
    assert not len(Change.between(old, old).ids)


def test_as_text_and_back_it_does_and_undoes_all_of_it_exactly(old: Columns, new: Columns) -> None:
    change = Change.read(Change.between(old, new).text())
    assert same(change.applied(old), new)
    assert same(change.undone.applied(new), old)
    assert not same(old, new)


def same(one: Columns, other: Columns) -> bool:
    return all((getattr(one, name) == getattr(other, name)).all() for name in TOLD)


def test_loops_that_are_not_there_are_left_out(old: Columns, new: Columns) -> None:
    fewer = Shelf.synthetic(3)
    changed = Change.between(old, new).applied(fewer)
    assert changed.key[fewer.ids == old.ids[1]].tolist() == [3]
    assert len(changed) == 3


def test_how_it_sounds_and_what_is_told_have_a_fingerprint_each(old: Columns, new: Columns) -> None:
    assert old.fingerprint() == new.fingerprint()
    assert old.told_fingerprint() != new.told_fingerprint()


def test_a_big_library_that_nobody_had_heard_takes_a_megabyte() -> None:
    random = np.random.default_rng(0)
    shelf = Shelf.synthetic(20_000)
    heard = random.dirichlet(np.full(6, 0.3), 20_000).round(3).astype(np.float32)
    told = {"roles": heard, "key": shelf.key, "minor": shelf.minor}
    unheard = shelf.retold(np.arange(20_000), {**told, "roles": np.zeros((20_000, 6))})
    text = Change.between(unheard, shelf.retold(np.arange(20_000), told)).text()
    assert len(text) < 20_000 * 25
