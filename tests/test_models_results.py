from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest
from click.testing import CliRunner

from live.errors import FileError
from models import results
from models.__main__ import models
from models.results import PAGE, Report

FIGURES = {
    "rank": 12.345, "rank_low": 10.0, "rank_high": 15.0, "top1": 0.1, "top10": 0.5, "top30": 0.8,
    "top50": 0.9, "mrr": 0.2, "key": 2.5, "beat": 3.5, "beat_percussive": 3.0, "queries": 500.0,
    "keys": 100.0, "silent_rank": 50.5, "silent_key": 6.5, "silent_beat": 8.5,
}  # fmt: skip
REPORT = Report("lmms", 17, "python -m models evaluate lmms x.json", "abcdef0123", {"fit": FIGURES})


def written(folder: Path, **changed: object) -> Path:
    file = folder / "report.json"
    file.write_text(json.dumps({**asdict(REPORT), **changed}))
    return file


def test_a_report_becomes_a_row_with_its_command(tmp_path: Path) -> None:
    out = tmp_path / "page.md"
    done = CliRunner().invoke(models, ["table", str(written(tmp_path)), "--out", str(out)])
    assert done.exit_code == 0, done.output
    text = out.read_text()
    assert "## lmms: 17 songs, 500 queries" in text
    assert "`python -m models evaluate lmms x.json` on the cache abcdef01" in text
    assert "| fit | 12.3 (10.0 to 15.0) | 0.10 | 0.50 |" in text
    assert "50.5, 6.5, 8.5 |" in text


def test_what_is_no_report_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"report\.json: no report .* evaluate"):
        results.read(written(tmp_path, colour="red"))
    with pytest.raises(FileError, match=r"gone\.json"):
        results.read(tmp_path / "gone.json")


def test_the_page_is_that_of_the_reports() -> None:
    reports = [results.read(file) for file in sorted(results.FOLDER.glob("*.json"))]
    assert PAGE.read_text(encoding="utf-8") == results.page(reports), "run `python -m models table`"
