from __future__ import annotations

from pathlib import Path

import pytest

from live.library import metadata
from live.types import Origin
from tests import files
from tests.sounds import drums


def made(path: Path) -> Path:
    return files.wav(path, drums(120))


def test_the_file_outweighs_its_name(tmp_path: Path) -> None:
    path = files.wav(tmp_path / "loop 99bpm.wav", drums(120), acid=files.acid(120, 4))
    found = metadata.read(path, tmp_path)
    assert found.facts["bpm"].value == 120
    assert found.facts["bpm"].origin is Origin.EMBEDDED
    assert found.named["bpm"].value == 99


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("Night Tram/bass.wav", "Night Tram"),
        ("Night Tram/Drum Loops/full/a.wav", "Night Tram"),
        ("Drum Loops/a.wav", "root"),
        ("a.wav", "root"),
        ("SM_NP_100_guitar_Dmaj.wav", "SM_NP"),
        ("Night Tram/SM_NP_100_guitar.wav", "Night Tram"),
    ],
)
def test_pack(tmp_path: Path, name: str, pack: str) -> None:
    root = tmp_path / "root"
    assert metadata.read(made(root / name), root).facts["pack"].value == pack


@pytest.mark.parametrize(
    ("text", "licence"),
    [
        ("CC0 1.0 Universal", "CC0"),
        ("This pack is CC-BY-NC-SA", "CC-BY-NC-SA"),
        ("licensed under CC BY 4.0", "CC-BY"),
        ("MIT License\n\nPermission is hereby granted, free of charge", "MIT"),
        ("All sounds are 100% royalty-free", "royalty-free"),
        ("do what you like", None),
    ],
)
def test_licence(tmp_path: Path, text: str, licence: str | None) -> None:
    path = made(tmp_path / "root" / "pack" / "drums" / "a.wav")
    (tmp_path / "root" / "pack" / "LICENSE.txt").write_text(text)
    facts = metadata.read(path, tmp_path / "root").facts
    assert (facts["licence"].value if "licence" in facts else None) == licence


def test_a_licence_outside_of_the_library_is_none_of_its_business(tmp_path: Path) -> None:
    (tmp_path / "LICENSE").write_text("CC0")
    root = tmp_path / "root"
    assert "licence" not in metadata.read(made(root / "a.wav"), root).facts


def test_roles_are_hinted_by_name_and_folder(tmp_path: Path) -> None:
    found = metadata.read(made(tmp_path / "Drums" / "loops" / "a.wav"), tmp_path)
    assert found.roles == {"percussion": 1.0}
