"""What is kept of raters, and what is forgotten."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from live.errors import ConfigError, FileError
from models.study.answers import Answers
from models.study.database import FILE, Database
from models.study.raters import Raters
from models.study.scales import SCALES
from tests import study_rig


@pytest.fixture
def study(tmp_path: Path) -> Path:
    return study_rig.small(tmp_path / "study", repeat=True)


@pytest.fixture
def database(study: Path) -> Database:
    return Database.open(study)


@pytest.fixture
def raters(database: Database) -> Raters:
    return Raters(database)


def answered(raters: Raters, rater: str, value: int) -> None:
    """`value` for everything; where a group comes again one less."""
    sheets = raters.sheets(rater) or []
    for place, sheet in enumerate(sheets):
        for clip in sheet.clips:
            assert raters.hear(rater, clip)
            for scale in SCALES:
                assert raters.answer(rater, clip, scale, value - (place == len(sheets) - 1))


def test_who_comes_back_goes_on_where_they_were(study: Path, raters: Raters) -> None:
    rater = raters.begin("25-34", "none")
    (first, *_) = raters.sheets(rater) or []
    raters.hear(rater, first.clips[0])
    raters.answer(rater, first.clips[0], "matched", 2)
    raters.answer(rater, first.clips[0], "matched", 4)
    (again, *_) = Raters(Database.open(study)).sheets(rater) or []
    assert again.clips == first.clips
    assert again.heard == first.clips[:1]
    assert again.answers == {first.clips[0]: {"matched": 4}}


def test_nothing_is_rated_that_was_not_heard(raters: Raters) -> None:
    rater = raters.begin("25-34", "none")
    (first, *_) = raters.sheets(rater) or []
    clip = first.clips[0]
    assert not raters.answer(rater, clip, "matched", 3)
    assert not raters.hear(rater, first.source)
    assert not raters.hear("nobody", clip)
    assert raters.hear(rater, clip)
    assert raters.answer(rater, clip, "matched", 3)
    for scale, value in (("matched", 6), ("matched", True), ("matched", "3"), ("colour", 3)):
        assert not raters.answer(rater, clip, scale, value)
    with pytest.raises(ConfigError, match="choose one of 18-24"):
        raters.begin("37", "none")


def test_who_withdraws_was_never_there(study: Path, database: Database, raters: Raters) -> None:
    stays, leaves = raters.begin("25-34", "none"), raters.begin("35-44", "none")
    for rater in (stays, leaves):
        answered(raters, rater, 3)
    files = [study / FILE, study / f"{FILE}-wal"]
    assert any(leaves.encode() in file.read_bytes() for file in files)
    raters.withdraw(leaves)
    assert raters.sheets(leaves) is None
    for table, rater in (("raters", "id"), ("heard", "rater"), ("answers", "rater")):
        assert {id for (id,) in database.all(f"SELECT {rater} FROM {table}")} == {stays}
    assert not any(leaves.encode() in file.read_bytes() for file in files)


def test_the_order_differs_and_what_repeats_comes_last(raters: Raters, study: Path) -> None:
    again = {clip.id for clip in study_rig.key(study).clips if clip.group == 3}
    orders = set()
    for _ in range(8):
        sheets = raters.sheets(raters.begin("not said", "not said")) or []
        assert {sheets[-1].source, *sheets[-1].clips} == again
        orders.add(tuple(sheet.clips for sheet in sheets))
    assert len(orders) == 8


def test_answers_come_as_arrays_without_what_was_asked_again(
    database: Database, raters: Raters
) -> None:
    for value in (3, 5):
        answered(raters, raters.begin("25-34", "none"), value)
    raters.begin("25-34", "none")  # and says nothing
    found = Answers.read(database)
    assert found.values.shape == (2, 3, 5, 6)
    assert [set(each.ravel()) for each in found.values] == [{3}, {5}]
    assert found.roles == ("bass", "chord", "bass")
    assert found.twice.shape == (2 * 5 * 6, 2)
    assert set(np.subtract(*found.twice.T)) == {1}


def test_a_folder_without_a_study_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="barwise study make"):
        Database.open(tmp_path)
    (tmp_path / FILE).write_text("not a database, but long enough to be taken for one " * 20)
    with pytest.raises(FileError, match="not a database"):
        Database.open(tmp_path)
