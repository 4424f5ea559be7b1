"""Training of the networks that tell roles, on sounds whose roles anyone could tell."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from live import features
from live.errors import ConfigError
from live.types import ROLES, Floats
from models import experiment
from models.kinds import Tagging
from models.roles import chances, training
from models.roles.material import AUDIO_RATE, AUDIO_SAMPLES, Material
from models.roles.trained import Trained

torch = pytest.importorskip("torch")

LOOPS = 72


def _sound(role: str, random: np.random.Generator) -> Floats:
    """3 s of noise bursts, of a low tone, or of a high one."""
    time = np.arange(AUDIO_SAMPLES) / AUDIO_RATE
    if role == "percussion":
        return np.float32(random.normal(0, 0.1, AUDIO_SAMPLES) * np.exp(-20 * (time % 0.5)))
    pitch = random.uniform(50, 90) if role == "bass" else random.uniform(500, 900)
    return np.float32(0.2 * np.sin(2 * np.pi * pitch * time))


@pytest.fixture(scope="module")
def material() -> Material:
    random = np.random.default_rng(0)
    played = ["percussion", "bass", "melody"] * (LOOPS // 3)
    sounds = [_sound(role, random) for role in played]
    sketches = [features.sketch(features.spectra(s, AUDIO_RATE, 6.0)) for s in sounds]
    return Material(
        audio=np.stack([np.int16(32767 * sound) for sound in sounds]),
        sketches=np.stack(sketches),
        roles=np.array([[role == each for each in ROLES] for role in played]),
        corpora=("made",) * LOOPS,
        songs=tuple(f"made/{n}" for n in range(LOOPS)),
        splits=("train", "train", "train", "valid", "valid", "valid") * (LOOPS // 6),
        made=("plain",) * LOOPS,
    )


TINY = Tagging(width=4, steps=40, batch=16, validate_every=20, validation=36, mixed=0.2)
AUDIO = replace(TINY, batch=12, steps=30, rate=2e-2, validate_every=15, mixed=0.0)


@pytest.mark.parametrize(
    ("made", "told_apart"),
    [
        (TINY, ("percussion", "bass", "melody")),
        (replace(AUDIO, kind="hcnn"), ("percussion",)),  # pitch takes these two longer
        (replace(AUDIO, kind="mel-cnn"), ("percussion",)),
    ],
    ids=["tagger", "hcnn", "mel-cnn"],
)
def test_a_network_learns_what_plays(
    made: Tagging, told_apart: tuple[str, ...], material: Material, tmp_path: Path
) -> None:
    training.train(made, material, tmp_path)
    held = material.rows("valid")
    told = Trained(tmp_path).probabilities(material, held)
    assert told.shape == (len(held), len(ROLES))
    for role in told_apart:
        column = ROLES.index(role)
        assert roc_auc_score(material.roles[held, column], told[:, column]) > 0.9


def test_a_run_that_was_stopped_goes_on(material: Material, tmp_path: Path) -> None:
    unfinished = experiment.changed(TINY, steps=20)
    training.train(unfinished, material, tmp_path / "parts")
    state = torch.load(tmp_path / "parts/checkpoint.pt", weights_only=True)["state"]
    assert state["step"] == 20
    # The rate depends on how many steps there are to be: two that were stopped are compared.
    training.train(TINY, material, tmp_path / "parts")
    again = tmp_path / "again"
    training.train(unfinished, material, again)
    training.train(TINY, material, again)
    one, other = (
        Trained(run).probabilities(material, [0, 1]) for run in (tmp_path / "parts", again)
    )
    assert one.tobytes() == other.tobytes()


def test_what_ours_hears_does_not_depend_on_level(material: Material) -> None:
    net = training.network(TINY).eval()
    power = training.OfSketch().of(material, [0, 1, 2])
    with torch.no_grad():
        assert torch.allclose(net(power), net(power * 0.01), atol=1e-4)


def test_adding_a_loop_adds_its_roles(material: Material) -> None:
    ear = training.OfSketch()
    rows = [0, 1, 2]
    batch = training.Batch(ear.of(material, rows), torch.eye(len(ROLES))[:3])
    torch.manual_seed(0)
    mixed = training._mixed(batch, 1.0)
    for n in range(len(rows)):
        louder = (mixed.heard[n] > batch.heard[n]).float().mean()
        assert (louder > 0) == (mixed.roles[n].sum() > 1)
    assert mixed.roles.sum() > batch.roles.sum()


def test_chances_are_believable_however_sure_the_network_is() -> None:
    random = np.random.default_rng(0)
    truth = random.random((4000, len(ROLES))) < 0.2
    logits = np.float32(9 * (truth + random.normal(0, 0.5, truth.shape)))
    told = chances.fit(logits, truth).of(logits)
    for role in range(len(ROLES)):
        sure = told[:, role] > 0.5
        assert abs(told[sure, role].mean() - truth[sure, role].mean()) < 0.03


def test_a_role_that_no_loop_plays_keeps_its_odds() -> None:
    logits = np.float32([[1.0] * len(ROLES), [-1.0] * len(ROLES)])
    found = chances.fit(logits, np.zeros((2, len(ROLES)), bool))
    assert found.slopes.tolist() == [1.0] * len(ROLES)


def test_an_unfinished_run_says_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="roles train"):
        chances.saved(tmp_path)
