"""The roles of a whole pack: what its folders and names say, and what is heard without them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from export.bundle import pack
from live import bundle
from live.library import describe
from live.types import ROLES, Floats, Kind, Loop
from tests import files, onnx_models
from tests.bench import roles_of_packs
from tests.sounds import chords, drums, kick, seconds, tone


def noise(length: float, seed: int) -> Floats:
    rising = np.linspace(0, 0.3, round(length * 44100))
    return (rising * np.random.default_rng(seed).standard_normal(len(rising))).astype(np.float32)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Loops, one-shots and what its words contradict, as producers sort them."""
    folder = tmp_path_factory.mktemp("pack")
    made = {
        "drums/loops/full/dirt 140bpm @bassman": drums(140, 8),
        "drums/shots/dull": kick(),
        "synths/loops/shizo - bass weird noise f 150": chords(150, (41,), (36,)),
        "synths/loops/glassy 120": chords(120, (60, 64, 67), (57, 60, 64)),
        "melodies/descending f 100bpm": chords(100, (77,), (76,), (74,), (72,)),
        "fx/uplifters/sky trumpet 1": noise(1.3, 1),
        "fx/others/birds": noise(2.1, 2),
        "vocals/weeb noise 1": tone(67, 0.7),
        "vocals/hola 120bpm": np.tile(tone(67, seconds(120, 1)), 8),
        "fx/others/nothing": np.zeros(44100, np.float32),
    }
    for name, samples in made.items():
        files.wav(folder / f"{name}.wav", samples)
    return folder


@pytest.fixture
def hears_low_sounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The only bundle there is takes what is low for bass, and all for a little fx."""
    weights = np.zeros((212, 6))
    weights[:12, ROLES.index("bass")] = weights[:, ROLES.index("fx")] = 1e6
    pack(onnx_models.tag(weights), tmp_path, name="low", version="1", task="tag")
    monkeypatch.setattr(bundle, "SHIPPED", tmp_path)


def by_name(found: dict[Path, Loop]) -> dict[str, Loop]:
    return {path.stem: loop for path, loop in found.items()}


def test_every_file_that_sounds_has_the_role_of_its_folder(folder: Path) -> None:
    found = roles_of_packs.scanned(folder)
    assert {loop.kind for loop in found.values()} == {Kind.LOOP, Kind.ONE_SHOT, Kind.SILENCE}
    sounding = {path: loop for path, loop in found.items() if loop.kind is not Kind.SILENCE}
    score = roles_of_packs.scores(sounding, folder)["all"]
    assert (score.asked, score.listed) == (8, 8)
    assert score.right >= 7
    named = by_name(found)
    assert describe.role(named["nothing"]) == ""
    assert set(describe.roles(named["weeb noise 1"])) == {"voice", "fx"}


def test_without_names_it_is_what_the_tagger_hears(folder: Path, hears_low_sounds: None) -> None:
    """And the same sounds keep the roles of their names where they have one."""
    found = by_name(roles_of_packs.hidden(folder))
    sounding = [loop for loop in found.values() if loop.kind is not Kind.SILENCE]
    assert {describe.role(loop) for loop in sounding} <= {"bass", "fx"}
    assert describe.role(found["shizo - bass weird noise f 150"]) == "bass"
    assert {loop.facts["role"].origin for loop in sounding} == {"analysis"}
    named = by_name(roles_of_packs.scanned(folder))
    assert describe.role(named["dirt 140bpm @bassman"]) == "percussion"


def test_the_folders_of_a_real_pack_are_right(
    real_loops: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """At least 85 % of what its folders and names say (drums, fx, vocals, bass)."""
    root = real_loops / "libre-sample-pack"
    found = roles_of_packs.scores(roles_of_packs.scanned(root), root)
    with capsys.disabled():
        print(f"\nroles of {root.name}: {found['all']}")
    assert found["all"].asked >= 100
    assert found["all"].right >= 0.85 * found["all"].asked
