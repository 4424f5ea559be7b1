"""A performer's packs: a network of one's own from nothing but folders of loops."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from export import graphs
from live.errors import ConfigError
from models import own
from models.__main__ import models
from models.corpora import OWN
from tests.files import wav
from tests.sounds import chords

PACKS = 8


def library(folder: Path, packs: int) -> Path:
    """Packs of a bass and a lead, each with its own chords."""
    for pack in range(packs):
        third = 3 + pack % 2
        bass = ((36,), (36 + third,), (43,), (41,))
        lead = ((60, 60 + third), (67, 72), (65,), (60 + third, 70))
        wav(folder / f"pack {pack}" / "bass 120bpm.wav", chords(120, *bass, up=pack))
        wav(folder / f"pack {pack}" / "lead 120bpm.wav", chords(120, *lead, up=pack, beats=2))
    return folder


def test_whole_packs_are_learnt_from_and_others_check_it(tmp_path: Path) -> None:
    loops = library(tmp_path / "Loops", PACKS)
    cache, splits = own.gathered([loops], tmp_path / "run")
    assert len(cache.items) == 2 * PACKS
    assert {item.corpus for item in cache.items} == {OWN}
    assert sorted(splits.values()) == ["train"] * 6 + ["valid"] * 2
    again, same = own.gathered([loops], tmp_path / "run")
    assert (again.digest, same) == (cache.digest, splits)


def test_too_few_packs_are_refused_with_a_remedy(tmp_path: Path) -> None:
    loops = library(tmp_path / "Loops", 2)
    with pytest.raises(ConfigError, match=r"Loops: 2 packs .* too few .* name more folders"):
        own.gathered([loops], tmp_path / "run")
    wav(tmp_path / "Shots" / "kick.wav", chords(120, (36,))[:4000])
    with pytest.raises(ConfigError, match="Shots: no loops of whole bars"):
        own.gathered([tmp_path / "Shots"], tmp_path / "other")


def test_one_command_makes_a_network_that_can_be_exported(tmp_path: Path) -> None:
    quick = tmp_path / "quick.toml"
    quick.write_text("draws = 8\nvalidation = 4\nbatch = 4\nsteps = 2\nvalidate_every = 1\n")
    loops, run = library(tmp_path / "Loops", PACKS), tmp_path / "run"
    words = ["train", str(quick), str(run), "--packs", str(loops)]
    said = CliRunner().invoke(models, words, catch_exceptions=False).output
    assert "train: 6 songs" in said
    assert "step 2" in said
    assert graphs.of_run(run).task == "embed"
    nothing = CliRunner().invoke(models, words[:3])
    assert "--cache FOLDER or --packs DIR" in nothing.output
