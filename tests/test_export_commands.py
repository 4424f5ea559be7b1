"""From a training run to a checked bundle, as it is typed."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from export import checks, parity
from export.__main__ import export
from export.bundle import pack
from export.origin import digest
from live import bundle
from live.errors import BarwiseError, BundleError, ConfigError
from models import blend, items, results, split
from models.evaluation.figures import AXES
from models.results import Report, Row
from tests import onnx_models, tiny_nets

ROW = Row(
    command="python -m models evaluate lmms --run fit --queries 100",
    cache="abcdef",
    queries=500,
    parameters=1,
    milliseconds=0.1,
    ranking={"rank": 12.34, "low": 10.0, "high": 15.0, "top10": 0.5, "silent": 50.5},
    classification={"accuracy": 0.81, "low": 0.7, "high": 0.9, "f1": 0.8},
    axes={
        **{axis: {"all": {"value": 2.5, "low": 2.0, "high": 3.0, "count": 9.0}} for axis in AXES},
        "beat": {},
    },
)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(checks, "_LOOPS", 30)
    return tiny_nets.run(tmp_path / "fit", "lmms")


def typed(*words: str | Path) -> Result:
    return CliRunner().invoke(export, [str(word) for word in words], catch_exceptions=False)


def manifest(folder: Path) -> dict[str, object]:
    made = json.loads((folder / bundle.MANIFEST).read_text())
    assert isinstance(made, dict)
    return made


@pytest.fixture
def music(tmp_path: Path) -> tuple[Path, Path]:
    """The table of a cache, and splits of its songs."""
    cache, splits = tmp_path / "cache", tmp_path / "splits.tsv"
    cache.mkdir()
    one = items.Item("a.wav", "mods", "one", "0", "bass", "x", 120.0, 4, origin="p", licence="GPL")
    songs = [
        one,
        replace(one, section="1"),
        replace(one, song="two", origin="q"),
        replace(one, song="three", licence=""),
        replace(one, song="tested"),
        replace(one, corpus="lmms"),
    ]
    items.write(cache / "table.tsv", songs)
    decided = {(item.corpus, item.song): "train" for item in songs}
    split.write(splits, {**decided, ("mods", "tested"): "test"})
    return cache, splits


def test_a_bundle_is_made_and_checked(run: Path, tmp_path: Path) -> None:
    said = typed("bundle", run, tmp_path / "out", "--version", "3")
    assert said.exit_code == 0, said.output
    assert "tiny-3: largest difference" in said.output
    folder = tmp_path / "out" / "tiny-3"
    assert bundle.open(folder).task == "embed"
    about = manifest(folder)
    assert about["run"] == digest(run) and len(digest(run)) == 16
    assert (about["opset"], about["data"], about["metrics"]) == (18, [], {})
    assert about["experiment"]["held_out"] == ["lmms"]  # type: ignore[index]
    card = (folder / "CARD.md").read_text()
    assert "Not stated: no cache was given." in card
    assert "Nothing: no report was given." in card
    assert typed("check", folder, run).exit_code == 0


def test_the_id_of_a_run_is_that_of_its_weights_and_experiment(tmp_path: Path) -> None:
    one, same, other, held = (
        tiny_nets.run(tmp_path / "one"),
        tiny_nets.run(tmp_path / "same"),
        tiny_nets.run(tmp_path / "other", seed=1),
        tiny_nets.run(tmp_path / "held", "mods"),
    )
    assert len({digest(each) for each in (one, other, held)}) == 3
    assert digest(one) == digest(same)
    blend.save(2 * tiny_nets.WEIGHTS, same)
    assert digest(one) != digest(same), "the weights of its terms are learnt too"


def test_it_says_what_it_learnt_from_and_what_it_is_worth(
    run: Path, tmp_path: Path, music: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    cache, splits = music
    monkeypatch.setattr(checks, "sounds", lambda cache: parity.synthetic(20))
    results.write(Report("lmms", "", 17, {"fit": ROW}), tmp_path)
    report = tmp_path / "lmms.json"
    arguments = ("--cache", cache, "--splits", splits, "--report", report)
    assert typed("bundle", run, tmp_path, *arguments).exit_code == 0
    about = manifest(tmp_path / "tiny-1")
    assert about["data"] == [
        {"corpus": "mods", "licence": "", "origins": ["p"], "songs": 1, "loops": 1},
        {"corpus": "mods", "licence": "GPL", "origins": ["p", "q"], "songs": 2, "loops": 3},
    ]
    assert about["metrics"]["lmms"]["ranking"]["rank"] == 12.34  # type: ignore[index]
    card = (tmp_path / "tiny-1" / "CARD.md").read_text()
    assert "4 loops of 3 songs. Held out: lmms." in card
    assert "| mods | GPL | 2, see manifest | 2 | 3 |" in card
    assert "On lmms (17 songs, 500 questions), printed by `python -m models evaluate lmms" in card
    assert "| average rank of the partner among 100 | 12.3 (10.0 to 15.0) | 50.5 |" in card
    assert "| mean rank of the true key among 12 | 2.50 (2.00 to 3.00) |  |" in card
    assert "python -m models train tiny fit --cache CACHE --hold-out lmms --seed 0" in card
    assert str(tmp_path) not in card + json.dumps(about), "nothing of this machine"


def test_a_report_without_the_run_says_how_to_measure_it(run: Path, tmp_path: Path) -> None:
    results.write(Report("lmms", "", 17, {"other": ROW}), tmp_path)
    with pytest.raises(ConfigError, match=r"has no row fit; `python -m models evaluate lmms"):
        typed("bundle", run, tmp_path, "--report", tmp_path / "lmms.json")


def test_a_bundle_of_another_run_does_not_pass(run: Path, tmp_path: Path) -> None:
    typed("bundle", run, tmp_path / "out")
    other = tiny_nets.run(tmp_path / "other", seed=5)
    with pytest.raises(
        BundleError, match=r"tiny-1: was made of the run \w{16}, this is \w{16}; give"
    ):
        typed("check", tmp_path / "out" / "tiny-1", other)


def test_a_bundle_is_checked_where_there_is_no_torch(tmp_path: Path) -> None:
    folder = pack(onnx_models.embed(), tmp_path, name="fit", version="1", task="embed")
    barren = """
import sys
class Barren:
    def find_spec(self, name, *_):
        if name in ("torch", "onnx", "joblib", "tensorly"):
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Barren())
from export.__main__ import export
export(["check", *sys.argv[1:]])
"""
    command = [sys.executable, "-c", barren, str(folder)]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr
    assert "fit-1: opens" in said.stdout
    (folder / bundle.MODEL).write_bytes(b"")
    command = [sys.executable, "-m", "export", "check", str(folder)]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    assert said.returncode == 1
    assert "damaged (SHA-256); install the bundle again" in said.stderr


def test_quantised_it_is_smaller_newer_and_says_so(run: Path, tmp_path: Path) -> None:
    typed("bundle", run, tmp_path)
    said = typed("quantise", tmp_path / "tiny-1", tmp_path / "small")
    assert "kB before" in said.output
    folder = tmp_path / "small" / "tiny-1+int8"
    about = manifest(folder)
    assert about["weights"] == "int8"
    assert about["run"] == digest(run)
    assert (folder / bundle.MODEL).stat().st_size < (
        tmp_path / "tiny-1" / bundle.MODEL
    ).stat().st_size
    assert "This is tiny-1 with its weights rounded to int8" in (folder / "CARD.md").read_text()
    assert typed("check", folder, run).exit_code == 0


def test_what_cannot_be_rounded_stays_as_it_is(tmp_path: Path) -> None:
    weights = np.linspace(1, 2, 212)[:, None] * np.array([1e3, 1, 1, 1, 1, 1])
    folder = pack(onnx_models.tag(weights), tmp_path, name="t", version="1", task="tag")
    with pytest.raises(BarwiseError, match="keep it as it is"):
        typed("quantise", folder, tmp_path, "--weights", "int8")
    assert not (tmp_path / "t-1+int8").exists()
