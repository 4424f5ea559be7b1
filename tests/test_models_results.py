from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from live.errors import ConfigError, FileError
from models import experiment, page, results, split
from models.__main__ import models
from models.evaluation.figures import AXES
from models.evaluation.spoilt import KINDS
from models.kinds import Experiment
from models.results import Report, Row
from tests import toy_songs

RANKING = {
    "rank": 12.345, "low": 10.0, "high": 15.0, "top1": 0.1, "top10": 0.5, "top30": 0.8,
    "top50": 0.9, "mrr": 0.2, "silent": 50.5,
}  # fmt: skip
SORTING = {"accuracy": 0.7, "low": 0.6, "high": 0.8, "f1": 0.65, "random": 0.61, "shift": 0.52}
CELL = {"value": 3.25, "low": 3.0, "high": 4.0, "count": 9.0, "silent": 8.5}
AXIS = {"all": CELL, "tonal + tonal": {**CELL, "value": 2.125}}
FLOORED = {parts: {**cell, "floor": 1.5} for parts, cell in AXIS.items()}
ROW = Row(
    "python -m models evaluate lmms --run fit", "abcdef0123", 500, 23456, 0.0123, RANKING, SORTING,
    {"key": AXIS, "beat": FLOORED, "downbeat": {}, "reverse": AXIS, "rearrange": {}},
)  # fmt: skip
REPORT = Report("lmms", "", 17, {"fit": ROW})


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(models, [str(word) for word in words])


def test_a_report_comes_back_as_it_was_written(tmp_path: Path) -> None:
    results.write(REPORT, tmp_path / "new")
    assert results.read(tmp_path / "new" / "lmms.json") == REPORT
    assert [file.name for file in (tmp_path / "new").iterdir()] == ["lmms.json"]


def test_a_report_becomes_tables_with_commands(tmp_path: Path) -> None:
    results.write(REPORT, tmp_path)
    out = tmp_path / "page.md"
    assert run("table", tmp_path / "lmms.json", "--out", out).exit_code == 0
    text = out.read_text()
    assert "## lmms: 17 songs, held out, 500 questions" in text
    assert "| fit | 12.3 (10.0 to 15.0) | 0.10 | 0.50 | 0.80 | 0.90 | 0.20 | 50.5 |" in text
    assert "| fit | 0.70 (0.60 to 0.80) | 0.65 | 0.61 |  |  | 0.52 |  |  |  |" in text
    told = "3.25 (3.00 to 4.00); 8.50"
    assert f"| fit | {told} | {told} |  | {told} |  |" in text
    assert "| floor | 1.50 | 1.50 |" in text
    assert "| fit | 3.25 | 2.12 |" in text
    command = "`python -m models evaluate lmms --run fit`"
    assert f"| fit | 23,456 | 0.012 | 500 | {command} | abcdef01 |" in text


def test_what_is_no_report_is_named(tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    file.write_text(json.dumps({**asdict(REPORT), "colour": "red"}))
    with pytest.raises(FileError, match=r"report\.json: no report .* evaluate"):
        results.read(file)
    with pytest.raises(FileError, match=r"gone\.json"):
        results.read(tmp_path / "gone.json")


def test_the_page_is_that_of_the_reports() -> None:
    files = sorted(results.FOLDER.rglob("*.json"))
    written = page.FILE.read_text(encoding="utf-8")
    assert written == page.page(files), "run `python -m models table`"


@pytest.fixture
def words(tmp_path: Path) -> list[str | Path]:
    """`evaluate` on toy songs, so many questions."""
    cache = toy_songs.saved(toy_songs.cache(2, "toys"), tmp_path / "cache")
    split.write(tmp_path / "splits.tsv", toy_songs.halves("toys"))
    options = ["--cache", cache, "--splits", tmp_path / "splits.tsv", "--queries", "2"]
    return ["evaluate", "toys", *options, "--out", tmp_path / "out"]


def test_rows_are_added_and_made_anew_only_if_asked(
    tmp_path: Path, words: list[str | Path]
) -> None:
    assert "toys: chance: rank" in run(*words, "--method", "chance").output
    said = run(*words, "--method", "chance", "--method", "rules").output
    assert "rules: rank" in said
    assert "chance" not in said
    assert "chance" in run(*words, "--method", "chance", "--again").output
    report = results.read(tmp_path / "out" / "toys.json")
    assert list(report.rows) == ["chance", "rules"]
    assert report.songs == toy_songs.SONGS
    row = report.rows["rules"]
    assert row.command == "python -m models evaluate toys --method rules --queries 2"
    assert (row.cache, row.queries, row.parameters) == ("made", 10, 0)
    assert set(row.axes) == set(AXES)
    assert set(row.classification) == {"accuracy", "f1", "low", "high", *KINDS}


def test_of_a_split_only_its_songs_are_asked(tmp_path: Path, words: list[str | Path]) -> None:
    run(*words, "--method", "chance", "--split", "test")
    file = tmp_path / "out" / "toys-test.json"
    report = results.read(file)
    assert (report.part, report.songs) == ("test", toy_songs.SONGS // 2)
    assert report.rows["chance"].command == (
        "python -m models evaluate toys --split test --method chance --queries 2"
    )
    assert "test songs, 10 questions" in page.page([file])


def test_who_has_learnt_from_a_corpus_is_not_measured_on_it(
    tmp_path: Path, words: list[str | Path]
) -> None:
    experiment.save(Experiment(held_out=("lmms",)), tmp_path)
    refused = run(*words, "--run", tmp_path).exception
    assert isinstance(refused, ConfigError)
    assert "--hold-out toys" in str(refused)


def test_a_corpus_that_is_not_there_is_named(words: list[str | Path]) -> None:
    refused = run(words[0], "songs", *words[2:]).exception
    assert isinstance(refused, ConfigError)
    assert "the corpora are toys" in str(refused)
