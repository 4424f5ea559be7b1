"""Training of autoencoders and mappings, on basses that play the root of what else sounds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from live.types import ROLES
from models.cache import Cache
from models.describe import BAR_RATE, BAR_SAMPLES
from tests import toy_songs

torch = pytest.importorskip("torch")

from models import experiment, runs  # noqa: E402
from models.imagine import mapping, training  # noqa: E402
from models.imagine.latents import Latents  # noqa: E402
from models.imagine.material import Bars, drawn, of_role, sounds  # noqa: E402
from models.imagine.places import drum_queries, full_queries, places  # noqa: E402
from models.kinds import Autoencoding, Imagining  # noqa: E402

BASS, DRUMS = (ROLES.index(role) for role in ("bass", "percussion"))
SPLITS = {("made", str(song)): "train" if song < 4 else "valid" for song in range(toy_songs.SONGS)}
TINY = Autoencoding(
    name="tiny", width=4, most=8, latent=4, warm_up=10, batch=2, steps=6, validate_every=3,
    validation=2,
)  # fmt: skip
MAP = Imagining(
    width=8, after="bass", heard="drums", codes=1, queries=8, batch=4, steps=6, validate_every=3,
    validation=4,
)  # fmt: skip


def _bar(song: int, part: int) -> np.ndarray:
    """Clicks of drums, a low tone of its own for the bass of each song, higher ones for others."""
    time = np.arange(BAR_SAMPLES) / BAR_RATE
    if part == 0:
        return (
            0.5 * np.exp(-40 * (time % 0.25)) * np.random.default_rng(song).normal(size=len(time))
        )
    return 0.3 * np.sin(2 * np.pi * 55 * part**2 * 2 ** (song / 12) * time)


@pytest.fixture(scope="module")
def cache() -> Cache:
    """Of every song drums, a bass and a chord."""
    made = toy_songs.cache()
    places = [(song, part) for song in range(toy_songs.SONGS) for part in range(3)]
    bars = [np.int16(20000 * np.clip(_bar(*place), -1, 1)) for place in places]
    roles = np.eye(6, dtype=np.float32)[[(DRUMS, BASS, 2)[part] for _, part in places]]
    return replace(made, bars=np.stack(bars), roles=roles)


@pytest.fixture(scope="module")
def folder(cache: Cache, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The runs of two autoencoders, `bass` and `drums`."""
    found = tmp_path_factory.mktemp("imagine")
    for name, role in (("bass", "bass"), ("drums", "percussion")):
        training.train(replace(TINY, role=role, latent=86), Bars(cache, SPLITS, role), found / name)
    return found


def test_bars_are_those_of_the_role_and_split(cache: Cache) -> None:
    bars = Bars(cache, SPLITS, "bass")
    assert [rows.tolist() for rows in bars.songs("train")] == [[1], [4], [7], [10]]
    assert not Bars(cache, SPLITS, "bass", held_out=["made"]).songs("train")
    torch.manual_seed(0)
    assert set(drawn(bars.songs("train"), 40)) == {1, 4, 7, 10}


def test_sounds_keep_their_pitch(cache: Cache) -> None:
    spectrum = torch.fft.rfft(sounds(cache, [1])[0]).abs()
    assert spectrum.argmax() / 2 == 55


def test_an_autoencoder_learns(cache: Cache, tmp_path: Path) -> None:
    made = replace(TINY, steps=32, validate_every=4, rate=5e-3)
    told: list[float] = []
    training.train(
        made, Bars(cache, SPLITS, "bass"), tmp_path, lambda _, said: told.append(said["distance"])
    )
    assert told[-1] < 0.98 * told[0]


def test_a_run_that_was_stopped_goes_on(cache: Cache, folder: Path, tmp_path: Path) -> None:
    bars = Bars(cache, SPLITS, "bass")
    for steps in (3, 6):  # the rate depends on how many steps there are to be
        training.train(replace(TINY, steps=steps), bars, tmp_path / "one")
        training.train(replace(TINY, steps=steps), bars, tmp_path / "other")
    kept = [torch.load(tmp_path / run / runs.CHECKPOINT) for run in ("one", "other")]
    assert kept[0]["state"]["step"] == 6
    assert kept[0]["net"]["steps"] == 6
    for name, weights in kept[0]["net"].items():
        assert torch.equal(weights, kept[1]["net"][name]), name


def test_latents_are_encoded_once_for_each_network(cache: Cache, folder: Path) -> None:
    found = Latents.of_run(folder / "bass", cache)
    assert found.rows.tolist() == of_role(cache, "bass").tolist()
    net = training.load(folder / "bass")
    with torch.no_grad():
        assert torch.allclose(found.of([4])[0], net.encoder(sounds(cache, [4])).mean[0], atol=1e-5)
    (kept,) = folder.glob("bass/latents-*.npz")
    before = kept.stat().st_mtime_ns
    Latents.of_run(folder / "bass", cache)
    assert kept.stat().st_mtime_ns == before


def test_places_are_where_a_bass_and_something_else_sounds(cache: Cache) -> None:
    found = places(cache, SPLITS, "valid", "bass")
    assert list(found) == [f"made/{song}" for song in range(4, 8)]
    (place,) = found["made/5"]
    assert (place.wanted, place.drums, place.rest) == ((16,), (15,), (17,))
    assert drum_queries(found)[1].heard == (15,)
    assert full_queries(found)[1].heard == (15, 17)
    assert not places(cache, SPLITS, "valid", "bass", held_out=["made"])
    (drummed,) = places(cache, SPLITS, "valid", "percussion")["made/5"]
    assert (drummed.wanted, drummed.others) == ((15,), (16, 17))


@pytest.mark.parametrize("kind", ["mlp-latent", "mlp-dec", "predictor"])
def test_a_mapping_learns_what_sounds_together(kind: str, cache: Cache, folder: Path) -> None:
    run = folder / kind
    made = replace(MAP, kind=kind, steps=40, validate_every=20, rate=3e-3)
    queries = full_queries(places(cache, SPLITS, "train", "bass"))
    before = _lost(mapping.untrained(made, cache, SPLITS, run), queries)
    mapping.train(made, cache, SPLITS, run)
    opened = mapping.opened(run, cache)
    assert not opened.net.training
    assert _lost(opened, queries) < before
    assert experiment.saved_as(Imagining, run).kind == kind


@torch.no_grad()
def _lost(imaginer: mapping.Imaginer, queries: list) -> float:
    imaginer.net.eval()
    return float(sum(imaginer.losses(queries).values()))
