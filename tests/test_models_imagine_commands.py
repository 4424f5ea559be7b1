"""The commands of imagined bars, one after the other, on small songs."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from models import split
from models.describe import BAR_RATE, BAR_SAMPLES
from tests import toy_songs

torch = pytest.importorskip("torch")

from models.commands.imagine import command  # noqa: E402
from models.imagine import report  # noqa: E402

TINY_VAE = """kind = "vae"
role = "bass"
width = 4
most = 8
latent = 86
batch = 2
steps = 2
validation = 2
"""

TINY_PREDICTOR = """kind = "predictor"
width = 8
codes = 1
queries = 4
batch = 4
steps = 2
validation = 4
"""

SPLITS = {
    ("made", str(song)): ("train", "valid", "test", "test")[song % 4]
    for song in range(toy_songs.SONGS)
}


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Options that name the cache and the splits: of every song drums, a bass and a chord."""
    folder = tmp_path_factory.mktemp("material")
    made = toy_songs.cache()
    time = np.arange(BAR_SAMPLES) / BAR_RATE
    bars = [np.sin(2 * np.pi * 50 * (1 + n % 9) * time) for n in range(len(made.items))]
    roles = np.eye(6, dtype=np.float32)[np.arange(len(made.items)) % 3]
    whole = replace(made, bars=np.int16(9000 * np.stack(bars)), roles=roles)
    split.write(folder / "splits.tsv", SPLITS)
    toy_songs.saved(whole, folder / "cache")
    return ["--cache", str(folder / "cache"), "--splits", str(folder / "splits.tsv")]


def _run(*words: str | Path) -> str:
    result = CliRunner().invoke(command, [str(word) for word in words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_from_bars_to_a_report(material: list[str], tmp_path: Path) -> None:
    (tmp_path / "vae.toml").write_text(TINY_VAE)
    (tmp_path / "tiny.toml").write_text(TINY_PREDICTOR)
    told = _run("train", tmp_path / "vae.toml", tmp_path / "vae-bass", *material)
    assert "train: 2 bars of 2 songs" in told
    assert "step 2  distance" in told
    _run("map", tmp_path / "tiny.toml", tmp_path / "ours", *material)
    told = _run("evaluate", tmp_path / "ours", *material, "--out", tmp_path)
    assert "From a drum loop: 4 queries, 4 songs, 4 candidates" in told
    told = _run("listen", tmp_path / "ours", *material, "--bars", "3", "--out", tmp_path)
    made = report.read(tmp_path / "bass.json")
    assert list(made.rows) == ["chance", "fit-1", "ours"]
    distances = made.quality["Multi-scale spectral distance to the real bar"]
    assert distances["real"]["value"] == 0 < distances["imagined, temperature 1"]["value"]
    assert (tmp_path / "bass.png").read_bytes().startswith(b"\x89PNG")
    assert "| ours | 0." in told
    json.dumps(made.quality, allow_nan=False)


def test_what_is_of_another_kind_is_refused(material: list[str], tmp_path: Path) -> None:
    for words, reason in (
        (("train", "predictor"), "no autoencoder"),
        (("map", "vae-bass"), "maps nothing"),
    ):
        result = CliRunner().invoke(command, [*words, str(tmp_path / "run"), *material])
        assert reason in str(result.exception)
