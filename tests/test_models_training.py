from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from live.errors import ConfigError
from live.features import N_MEL, SKETCH_PER_BEAT, SKETCH_SHAPE
from models import evaluation, experiment, methods, training
from models.cache import Cache
from models.draws import Disguise, Stage, context, power
from models.experiment import Experiment, Losses, Net
from models.items import Item

SONGS, PARTS = 8, 3
QUICK = Experiment(
    net=Net(width=4),
    validation=16,
    losses=Losses(spoilt=0.1),
    batch=8,
    steps=4,
    validate_every=2,
    patience=9,
)


def sketch(song: int, part: int) -> np.ndarray:
    """Parts of a song share when they play, and the pitches they play."""
    random = np.random.default_rng((song, part))
    made = random.integers(90, 110, SKETCH_SHAPE)
    frames = (np.array([0, 3, 7, 10]) + song) % 16 * SKETCH_PER_BEAT
    made[frames, : 40 + 20 * part] = 230
    for octave in range(2, 5):
        made[:, N_MEL + 12 * octave + np.array([0, 4, 7]) + song % 12] = 200 + part
    return made.astype(np.uint8)


@pytest.fixture(scope="module")
def cache() -> Cache:
    places = [(song, part) for song in range(SONGS) for part in range(PARTS)]
    items = tuple(
        Item(f"{s}-{p}.wav", "made", str(s), "0", str(p), "0", 120.0, 4, role="percussion")
        for s, p in places
    )
    n = len(items)
    return Cache(
        items,
        np.stack([sketch(*place) for place in places]),
        np.zeros((n, 44100), np.int16),
        np.zeros(n, np.int8),
        np.zeros((n, 6), np.float32),
        np.full(n, -1, np.int8),
        np.zeros((n, 4), np.complex64),
        "made",
    )


@pytest.fixture(scope="module")
def stage(cache: Cache) -> Stage:
    return Stage(cache, np.arange(len(cache.items)), np.ones(len(cache.items), bool))


def weights(run: Path) -> dict[str, torch.Tensor]:
    saved: dict[str, torch.Tensor] = torch.load(run / training.CHECKPOINT, weights_only=True)["net"]
    return saved


def test_a_run_that_is_stopped_goes_on_as_if_it_had_not_been(
    cache: Cache, stage: Stage, tmp_path: Path
) -> None:
    splits = {"train": stage, "valid": stage}
    steps: list[int] = []
    training.train(QUICK, cache, splits, tmp_path / "whole", lambda step, _: steps.append(step))
    assert steps == [2, 4]

    class StoppedError(Exception):
        pass

    def stop(step: int, figures: training.Figures) -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        training.train(QUICK, cache, splits, tmp_path / "halves", stop)
    training.train(QUICK, cache, splits, tmp_path / "halves")
    whole, halves = weights(tmp_path / "whole"), weights(tmp_path / "halves")
    assert all(torch.allclose(whole[name], halves[name], atol=1e-5) for name in whole)
    with (tmp_path / "halves" / training.CURVES).open() as file:
        assert [row["step"] for row in csv.DictReader(file)] == ["2", "4"]


def test_it_learns_what_songs_share(cache: Cache, stage: Stage, tmp_path: Path) -> None:
    longer = replace(QUICK, steps=40, validate_every=40, held_out=("other",))
    training.train(longer, cache, {"train": stage, "valid": stage}, tmp_path)
    asked = evaluation.queries(stage, seed=1, count=12)
    learnt = evaluation.answers(methods.Fit(cache, tmp_path, "other"), cache, asked)
    deaf = evaluation.answers(methods.Fit(cache, tmp_path), cache, asked, silent=True)
    assert np.mean(learnt.beat) < 6 < np.mean(deaf.beat)
    assert np.mean(learnt.match) < 4
    with pytest.raises(ConfigError, match="--hold-out made"):
        methods.Fit(cache, tmp_path, "made")


def test_what_fits_is_never_what_sounds_already(stage: Stage) -> None:
    for draw in stage.draws(50, seed=3):
        assert draw.partner not in draw.context
        songs = {stage.cache.items[row].song for row in (*draw.context, draw.partner)}
        assert len(songs) == 1


def test_the_same_content_is_one_loop(cache: Cache) -> None:
    """Where all parts of a section are the same, there is no pair."""
    one_each = np.repeat(np.arange(SONGS), PARTS)
    assert Stage(cache, one_each, np.ones(len(cache.items), bool)).songs == []


def test_strangers_are_of_other_songs_and_each_is_another(stage: Stage) -> None:
    for query in evaluation.queries(stage, seed=1, count=10):
        strangers = [stage.cache.items[row].song for row in query.strangers]
        assert query.draw.song.partition("/")[2] not in strangers
        assert len(set(query.strangers)) == len(strangers) == PARTS * (SONGS - 1)


def test_the_rules_hear_the_key_and_chance_does_not(cache: Cache, stage: Stage) -> None:
    asked = evaluation.queries(stage, seed=1, count=12)
    rules = evaluation.answers(methods.Rules(cache), cache, asked)
    assert np.mean(rules.key) < 2
    assert np.mean(evaluation.answers(methods.Chance(), cache, asked).beat) > 5


def test_a_disguise_hides_level_and_spectrum_but_not_time(cache: Cache, stage: Stage) -> None:
    draws = stage.batch(2, np.random.default_rng(1))
    hidden, _ = Disguise().sides(cache, draws, np.random.default_rng(2))
    bare = np.stack([context(cache, draw) for draw in draws])
    factors = hidden.numpy() / bare
    assert factors.std() > 0.1
    single = [n for n, draw in enumerate(draws) if len(draw.context) == 1]
    for n in single:
        assert np.allclose(factors[n], factors[n][:1], rtol=1e-3)
    assert power(cache, 0)[:, :N_MEL].sum(axis=1).mean() == pytest.approx(0.02, rel=1e-3)


def test_experiments_hold_differences_and_refuse_what_they_do_not_know(tmp_path: Path) -> None:
    assert experiment.load("fit") == Experiment()
    other = tmp_path / "wide.toml"
    other.write_text("[net]\nwidth = 32\n")
    assert experiment.load(str(other)) == Experiment(name="wide", net=Net(width=32))
    other.write_text("widht = 32\n")
    with pytest.raises(ConfigError, match=r"wide\.toml: unknown key widht"):
        experiment.load(str(other))
    with pytest.raises(ConfigError, match="did you mean fit"):
        experiment.load("fitt")
    made = experiment.changed(Experiment(), steps=7, seed=None, held_out=())
    experiment.save(made, tmp_path)
    assert experiment.saved(tmp_path) == made == replace(Experiment(), steps=7)
    assert json.loads((tmp_path / "experiment.json").read_text())["steps"] == 7
