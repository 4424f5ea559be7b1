from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from live import features
from live.errors import FileError
from live.types import ROLES
from models.roles.material import AUDIO_SAMPLES, Material


@pytest.fixture
def material() -> Material:
    """Three loops of random numbers, one of them in no training."""
    rng = np.random.default_rng(1)
    return Material(
        audio=rng.integers(-9, 9, (3, AUDIO_SAMPLES), dtype=np.int16),
        sketches=rng.integers(0, 256, (3, *features.SKETCH_SHAPE), dtype=np.uint8),
        roles=np.eye(3, len(ROLES), dtype=bool),
        corpora=("toy", "toy", "other"),
        songs=("toy/one", "toy/two", "other/three"),
        splits=("train", "test", "train"),
        made=("plain", "mix", "altered"),
    )


def test_what_is_saved_is_opened(tmp_path: Path, material: Material) -> None:
    material.save(tmp_path)
    opened = Material.open(tmp_path)
    assert isinstance(opened.audio, np.memmap)
    assert isinstance(opened.sketches, np.memmap)
    for name in ("audio", "sketches", "roles"):
        assert np.array_equal(getattr(opened, name), getattr(material, name))
    for name in ("corpora", "songs", "splits", "made"):
        assert getattr(opened, name) == getattr(material, name)


def test_rows_of_a_split(material: Material) -> None:
    assert material.rows("train").tolist() == [0, 2]
    assert material.rows("test").tolist() == [1]
    assert material.rows("valid").tolist() == []


def test_the_digest_tells_one_role_from_another(tmp_path: Path, material: Material) -> None:
    other = replace(material, roles=~material.roles)
    for name, each in (("a", material), ("again", material), ("b", other)):
        each.save(tmp_path / name)
    digests = [Material.open(tmp_path / name).digest for name in ("a", "again", "b")]
    assert digests[0] == digests[1] != digests[2]


def test_a_folder_without_material_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="roles gather"):
        Material.open(tmp_path)


def test_half_of_a_material_is_refused(tmp_path: Path, material: Material) -> None:
    material.save(tmp_path)
    np.save(tmp_path / "roles.npy", material.roles[:2])
    with pytest.raises(FileError, match="half of it"):
        Material.open(tmp_path)
