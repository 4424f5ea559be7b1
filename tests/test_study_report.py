"""What a report says of ratings that are known, and what it owns up to."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from live.errors import FileError
from models.study.answers import Answers
from models.study.database import Database
from models.study.findings import Findings, findings
from models.study.page import page
from models.study.raters import Raters
from models.study.scales import SCALES
from models.study.tables import tables
from tests import study_rig
from tests.study_rig import FIVE, run

#: (rater, group, method) -> points on every scale.
Says = Callable[[int, int, int], float]


def answers(raters: int, groups: int, says: Says, twice: list[list[int]] | None = None) -> Answers:
    values = np.array(
        [
            [[[says(r, g, m)] * len(SCALES) for m in range(len(FIVE))] for g in range(groups)]
            for r in range(raters)
        ],
        float,
    )
    roles = tuple(("bass", "chord")[group % 2] for group in range(groups))
    again = np.array(twice or [], float).reshape(-1, 2)
    return Answers(values, tuple(range(raters)), tuple(range(groups)), roles, FIVE, again)


@pytest.fixture(scope="module")
def found() -> Findings:
    """Each method gets one point more than the one before; of chords none is better."""
    return findings(answers(6, 8, lambda r, g, m: 3 if g % 2 else m + 1, [[3, 3], [2, 4]]))


def test_means_are_told_apart_by_what_the_source_plays(found: Findings) -> None:
    assert [found.by_role["usable", "bass", m].value for m in FIVE] == [1, 2, 3, 4, 5]
    assert {found.by_role["usable", "chord", m].value for m in FIVE} == {3}
    assert [found.means["usable", m].value for m in FIVE] == [2, 2.5, 3, 3.5, 4]
    assert found.means["usable", FIVE[0]].count == 48


def test_all_tests_are_corrected_together(found: Findings) -> None:
    assert len(found.differences) == 6 * 10
    one = found.differences["matched", FIVE[0], FIVE[4]]
    assert (one.pairs, one.unequal, one.by) == (48, 24, -2)
    assert one.p < one.corrected < 0.05
    assert max(each.corrected for each in found.differences.values()) <= 1


def test_what_was_asked_twice_is_compared(found: Findings) -> None:
    assert (found.reliability.again, found.reliability.exactly) == (1, 0.5)
    assert found.reliability.raters["matched"] == pytest.approx(1)  # all say the same
    assert found.reliability.complete == 6


def test_enough_answers_leave_no_doubt(found: Findings) -> None:
    assert found.doubts == ()


def test_few_answers_are_called_few() -> None:
    few = findings(answers(2, 2, lambda r, g, m: np.nan if r and m else 1 + m))
    assert [doubt.split(",")[0] for doubt in few.doubts] == [
        "2 raters are too few to speak for anyone but themselves.",
        "2 source loops are too few to speak for other music.",
        "40% of the answers are missing: who stopped early may differ.",
        "With at most 2 unequal pairs no difference could pass the test after correction: "
        "that none was found says nothing.",
    ]
    assert few.reliability.complete == 1
    assert np.isnan(few.reliability.raters["matched"])
    nobody = findings(answers(2, 2, lambda r, g, m: np.nan if m == r else 1 + m))
    assert nobody.reliability.complete == 0
    html = page(few, tables(few))
    assert all(doubt in html for doubt in few.doubts)


def test_the_page_needs_nothing_else(found: Findings) -> None:
    html = page(found, tables(found))
    assert html.count("<svg") == 2
    assert not re.search(r"(src|href)=[\"']?(?!#)", re.sub(r"xlink:href=\"#", "", html))
    assert html.count("<tr class=found>") == 6 * 10  # every two methods differ


def test_the_files_hold_what_was_said(tmp_path: Path) -> None:
    study = study_rig.small(tmp_path / "study", groups=2)
    with pytest.raises(FileError, match="nobody has rated anything yet"):
        run("report", study)
    raters, methods = Raters(Database.open(study)), study_rig.methods(study)
    rater = raters.begin("25-34", "none")
    for sheet in raters.sheets(rater) or []:
        for clip in sheet.clips:
            raters.hear(rater, clip)
            raters.answer(rater, clip, "matched", FIVE.index(methods[clip]) + 1)
    told = run("report", study, "--out", tmp_path / "report").output
    assert "original: matched 5.00 (5.00 to 5.00)" in told
    assert "0 of 60 differences hold" in told
    assert "1 raters are too few" in told
    with (tmp_path / "report" / "answers.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert {(row["method"], row["value"]) for row in rows} == {
        (method, str(place)) for place, method in enumerate(FIVE, 1)
    }
    assert rater not in "".join(f.read_text() for f in (tmp_path / "report").iterdir())
