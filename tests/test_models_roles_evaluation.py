from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from PIL import Image

from live.errors import FileError
from live.types import ROLES, Floats
from models import page
from models.__main__ import models
from models.roles import evaluation, pictures, report
from models.roles.material import Material
from models.roles.report import Report, Row
from tests import toy_roles

TESTED = toy_roles.SPLITS.count("test")


class Oracle:
    """Knows the roles of everything but for `confused`, whom it takes for the next role."""

    parameters = None

    def __init__(self, confused: int | None = None) -> None:
        self._order = list(range(len(ROLES)))
        if confused is not None:
            self._order[confused : confused + 2] = confused + 1, confused

    def probabilities(self, material: Material, rows: list[int]) -> Floats:
        return np.float32(0.1 + 0.8 * material.roles[rows][:, self._order])


@pytest.fixture(scope="module")
def material() -> Material:
    return toy_roles.material()


@pytest.fixture(scope="module")
def perfect(material: Material) -> Row:
    return Row(
        "python -m models roles evaluate --run oracle", 9, **evaluation.taken(Oracle(), material)
    )


def test_who_knows_everything_is_right_everywhere(perfect: Row) -> None:
    assert list(perfect.parts) == ["all", "recorded", "mix", "plain", "sonic-pi-samples", "toys"]
    for part in perfect.parts.values():
        assert [part[figure] for figure in ("roc", "pr", "f1")] == [1, 1, 1]
        assert (part["roc low"], part["roc high"]) == (1, 1)
    assert perfect.parts["all"]["loops"] == 7 * TESTED
    assert perfect.parts["all"]["songs"] == TESTED
    assert perfect.parts["plain"]["loops"] == 6 * TESTED
    assert perfect.parts["recorded"]["loops"] == 7 * len([5, 7])
    assert perfect.roles["all"]["bass"]["positives"] == TESTED + 2
    assert set(perfect.thresholds.values()) == {0.9}


def test_confusion_is_of_loops_with_one_role(perfect: Row, material: Material) -> None:
    for role in ROLES:
        assert perfect.confusion[role]["loops"] == TESTED
        assert [perfect.confusion[role][said] for said in ROLES] == [role == said for said in ROLES]
    swapped = evaluation.taken(Oracle(confused=1), material)
    assert swapped["confusion"]["percussion"]["percussion"] == 1
    assert swapped["confusion"]["bass"]["chord"] == swapped["confusion"]["chord"]["bass"] == 1
    assert swapped["parts"]["all"]["roc"] < 0.9
    assert swapped["roles"]["all"]["bass"]["roc"] < 0.5


def test_reliability_is_how_often_what_is_said_is_true() -> None:
    said = np.full((10, 6), 0.55)
    said[:, 3:] = 1.0
    truth = np.zeros((10, 6), bool)
    truth[:4] = True
    assert evaluation.reliability(truth, said) == [
        {"count": 30, "said": 0.55, "true": 0.4},
        {"count": 30, "said": 1.0, "true": 0.4},
    ]


def test_a_role_that_nobody_plays_is_left_out(material: Material) -> None:
    silent = material.roles.copy()
    silent[:, ROLES.index("voice")] = False
    row = evaluation.taken(Oracle(), replace(material, roles=silent))
    assert row["roles"]["all"]["voice"] == {"positives": 0}
    assert row["parts"]["all"]["roc"] == 1
    assert row["thresholds"]["voice"] == 0.5


def test_counts_are_by_origin_split_and_role(material: Material) -> None:
    found = report.counts(material)
    assert found["toys"]["train"]["loops"] == 14  # two songs
    assert found["toys"]["valid"]["voice"] == 2  # of their own and a mix
    assert sum(of["loops"] for splits in found.values() for of in splits.values()) == 7 * 8


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(
        models, ["roles", "evaluate", *map(str, words)], catch_exceptions=False
    )


@pytest.fixture(scope="module")
def folder(material: Material, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("material")
    material.save(folder)
    return folder


def test_rows_are_added_and_made_anew_only_if_asked(tmp_path: Path, folder: Path) -> None:
    words = ["--material", folder, "--out", tmp_path]
    assert "rules: roc 0." in run(*words, "--method", "rules").output
    said = run(*words, "--method", "rules", "--method", "chance", "--method", "br-svm").output
    assert "rules" not in said
    assert "chance: roc 0.500" in said
    assert "rules" in run(*words, "--method", "rules", "--again").output
    found = report.read(tmp_path / "roles.json")
    assert list(found.rows) == ["chance", "rules", "br-svm"]
    assert found.rows["br-svm"].command == (
        "python -m models roles evaluate --method br-svm --learn 4000"
    )
    assert [row.learnt for row in found.rows.values()] == [21, 0, 21]
    assert found.rows["rules"].command == "python -m models roles evaluate --method rules"
    assert found.rows["br-svm"].parameters == 6 * 105
    assert found.rows["br-svm"].parts["all"]["roc"] > 0.8
    assert found.rows["br-svm"].milliseconds > found.rows["chance"].milliseconds


def test_rows_of_another_material_are_dropped(tmp_path: Path, folder: Path) -> None:
    report.write(Report("other", {}, {"old": Row("", 0, 0, 0.0, {}, {}, {}, {}, [])}), tmp_path)
    run("--material", folder, "--out", tmp_path, "--method", "chance")
    found = report.read(tmp_path / "roles.json")
    assert list(found.rows) == ["chance"]
    assert found.material == Material.open(folder).digest


def test_a_report_comes_back_as_it_was_written(tmp_path: Path, perfect: Row) -> None:
    whole = Report("abc", {"toys": {"test": {"loops": 3}}}, {"oracle": perfect})
    report.write(whole, tmp_path)
    assert report.read(tmp_path / "roles.json") == whole
    (tmp_path / "roles.json").write_text(json.dumps({"rows": {}}))
    with pytest.raises(FileError, match="roles evaluate"):
        report.read(tmp_path / "roles.json")


def test_a_report_becomes_tables(tmp_path: Path, perfect: Row, material: Material) -> None:
    report.write(Report("abcdef012", report.counts(material), {"oracle": perfect}), tmp_path)
    text = page.page([tmp_path / "roles.json"])
    assert "## Roles: 21 test loops of 3 songs and packs" in text
    assert "| oracle | 1.00 (1.00 to 1.00) | 1.00 (1.00 to 1.00) | 1.00 (1.00 to 1.00) |" in text
    assert "| loops | 21 | 14 | 3 | 18 | 14 | 7 |" in text
    assert "| toys | 14, 7, 7 | 3, 1, 1 |" in text
    command = "`python -m models roles evaluate --run oracle`"
    assert f"| oracle | - | {perfect.milliseconds:.2f} | 9 | {command} | abcdef01 |" in text
    for name in ("confusion", "reliability"):
        assert f"(results/roles-{name}.png)" in text


def test_pictures_are_small_and_always_the_same(tmp_path: Path, perfect: Row) -> None:
    for name, count in (("one", 1), ("again", 1), ("eleven", 11)):
        (tmp_path / name).mkdir()
        rows = {f"method {n}": perfect for n in range(count)}
        pictures.draw(Report("abc", {}, rows), tmp_path / name)
    for name in ("roles-confusion.png", "roles-reliability.png"):
        one, again, eleven = (tmp_path / folder / name for folder in ("one", "again", "eleven"))
        assert one.read_bytes() == again.read_bytes()
        assert one.stat().st_size < eleven.stat().st_size < 60_000
        with Image.open(one) as small, Image.open(eleven) as large:
            assert (small.width, 3 * small.height) == (large.width // 4, large.height)
