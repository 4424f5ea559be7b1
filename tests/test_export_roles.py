"""The bundle of a network that tells roles: what it says, and where it says it comes from."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from click.testing import CliRunner

from export import checks, parity
from export.__main__ import export
from live import bundle
from live.errors import ConfigError, FileError
from live.types import ROLES
from models.roles import chances, report, training
from models.roles.evaluation import ALL, OF_RECORDED
from models.roles.figures import FIGURES
from models.roles.report import Report, Row
from tests import tiny_nets

FOUND = {key: 0.91 for figure in FIGURES for key in (figure, f"{figure} low", f"{figure} high")}
ROW = Row(
    command="python -m models roles evaluate MATERIAL --run tiny",
    learnt=0,
    parameters=1,
    milliseconds=1.0,
    thresholds=dict.fromkeys(ROLES, 0.5),
    parts={part: {"loops": 70.0, "songs": 12.0, **FOUND} for part in (ALL, OF_RECORDED)},
    roles={ALL: {role: {"positives": 7.0, **FOUND} for role in ROLES}},
    confusion={},
    reliability=(),
)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(checks, "_LOOPS", 20)
    return tiny_nets.tagger_run(tmp_path / "tiny")


def typed(*words: str | Path) -> str:
    result = CliRunner().invoke(export, [str(word) for word in words], catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


@pytest.fixture
def material(tmp_path: Path) -> Path:
    """What is left of a material when only its sources and sketches are looked at."""
    folder = tmp_path / "material"
    folder.mkdir()
    rows = [
        ("corpus", "split", "song", "origin", "licence", "loops"),
        ("packs", "train", "one", "p", "CC0", "3"),
        ("packs", "train", "two", "q", "CC0", "4"),
        ("packs", "test", "three", "q", "CC0", "9"),
        ("speech", "train", "en", "r", "GPL", "5"),
    ]
    (folder / "sources.tsv").write_text("\n".join("\t".join(row) for row in rows) + "\n")
    sketches = np.random.default_rng(0).integers(0, 256, (9, 192, 212), dtype=np.uint8)
    np.save(folder / "sketches.npy", sketches)
    return folder


def test_the_bundle_says_what_the_network_says_as_chances(run: Path, tmp_path: Path) -> None:
    said = typed("bundle", run, tmp_path / "out", "--name", "tag")
    assert "largest difference" in said
    opened = bundle.open(tmp_path / "out" / "tag-1")
    sounds = parity.synthetic(5)
    told = opened.run(power=sounds)["roles"]
    net = training.load(run)
    wanted = chances.saved(run).of(net(torch.from_numpy(sounds)).detach().numpy())
    assert told.shape == (5, len(ROLES))
    assert np.allclose(told, wanted, atol=1e-5)


def test_it_names_its_music_and_its_figures(run: Path, tmp_path: Path, material: Path) -> None:
    report.write(Report("digest", {}, {"tiny": ROW}), tmp_path)
    learnt, figures = ("--material", material), ("--report", tmp_path / "roles.json")
    typed("bundle", run, tmp_path / "out", "--name", "tag", *learnt, *figures)
    folder = tmp_path / "out" / "tag-1"
    about = json.loads((folder / bundle.MANIFEST).read_text())
    assert about["data"] == [
        {"corpus": "packs", "licence": "CC0", "origins": ["p", "q"], "songs": 2, "loops": 7},
        {"corpus": "speech", "licence": "GPL", "origins": ["r"], "songs": 1, "loops": 5},
    ]
    assert about["metrics"]["roles"]["material"] == "digest"
    card = (folder / "CARD.md").read_text()
    assert "12 loops of 3 songs" in card
    assert "On 70 loops of 12 songs and packs, printed by `python -m models roles evaluate" in card
    assert "| ROC-AUC, recorded loops | 0.91 (0.91 to 0.91) |" in card
    assert "| ROC-AUC, voice | 0.91 (0.91 to 0.91) |" in card
    assert "silenced" not in card
    assert "python -m models roles train tiny tiny --material MATERIAL --seed 0" in card
    assert "largest difference" in typed("check", folder, run, *learnt)


def test_material_without_sources_says_how_to_make_them(run: Path, tmp_path: Path) -> None:
    with pytest.raises(FileError, match="roles gather"):
        typed("bundle", run, tmp_path / "out", "--material", tmp_path)


def test_a_report_without_the_run_says_how_to_measure_it(run: Path, tmp_path: Path) -> None:
    report.write(Report("digest", {}, {"other": ROW}), tmp_path)
    with pytest.raises(ConfigError, match="has no row tiny; `python -m models roles evaluate"):
        typed("bundle", run, tmp_path / "out", "--report", tmp_path / "roles.json")
