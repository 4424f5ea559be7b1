from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from click.testing import CliRunner

from live.errors import ConfigError
from models import combiner, experiment, items, methods, runs
from models.__main__ import models
from models.cache import TABLE, Cache
from models.describe import BAR_RATE, BAR_SAMPLES, LAYOUT
from models.items import Item
from models.kinds.combiner import KINDS, NEGATIVES, Combiner
from models.methods.nlc import Nlc
from models.nets.logmel import levelled, logmel
from models.nets.nlc import SHAPE, CombinerNet, Dropout, MixNet, TwinNet
from models.pairs import Pair
from models.pairs import write as write_pairs
from models.runs import Figures
from models.trios import Trios, trios
from models.variants import Variant

SONGS, PARTS = 6, 2
QUICK = Combiner(negatives="reverse", batch=8, steps=8, validation=8, validate_every=4)


def bar(song: int, part: int) -> np.ndarray:
    """A decaying note on each beat; songs have their own pitch, parts their own octave."""
    seconds = np.arange(BAR_SAMPLES) / BAR_RATE
    pitch = 220 * 2 ** (part + song / 12)
    decay = np.exp(-8 * (seconds % 0.5)) * (1 + np.floor(seconds * 2))
    return (4000 * np.sin(2 * np.pi * pitch * seconds) * decay).astype(np.int16)


@pytest.fixture(scope="module")
def cache() -> Cache:
    places = [(song, part) for song in range(SONGS) for part in range(PARTS)]
    made = tuple(
        Item(f"{s}-{p}.wav", "made", str(s), "0", str(p), "0", 120.0, 4) for s, p in places
    )
    n = len(made)
    random = np.random.default_rng(1)
    return Cache(
        made,
        random.integers(90, 230, (n, 192, 212)).astype(np.uint8),
        np.stack([bar(*place) for place in places]),
        np.zeros(n, np.int8),
        np.eye(6, dtype=np.float32)[[2 * part for _, part in places]],
        np.full(n, -1, np.int8),
        np.zeros((n, 4), np.complex64),
        "made",
    )


@pytest.fixture(scope="module")
def pairs() -> list[Pair]:
    """The last two songs are for validation, one of another corpus."""
    corpora = ["made"] * (SONGS - 1) + ["other"]
    parts = ["train"] * (SONGS - 2) + ["valid"] * 2
    return [
        Pair(part, corpus, str(song), 2 * song, 2 * song + 1)
        for song, (part, corpus) in enumerate(zip(parts, corpora, strict=True))
    ]


@pytest.fixture(scope="module")
def splits(cache: Cache, pairs: list[Pair]) -> dict[str, Trios]:
    return trios(cache, pairs, (), "reverse")


@pytest.fixture(scope="module")
def trained(
    splits: dict[str, Trios], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, list[Figures]]]:
    """A run, and what its validations said. Its files are large, so they do not stay."""
    run, found = tmp_path_factory.mktemp("runs") / "whole", list[Figures]()
    combiner.train(QUICK, splits, run, lambda step, figures: found.append(figures))
    yield run, found
    shutil.rmtree(run)


@pytest.fixture(scope="module")
def method(cache: Cache, trained: tuple[Path, list[Figures]]) -> Nlc:
    found = methods.opened(cache, trained[0])
    assert isinstance(found, Nlc)
    return found


def song(samples: torch.Tensor) -> int:
    """Whose bar these `samples` are."""
    spectrum = np.abs(np.fft.rfft(samples))
    pitch = spectrum.argmax() / 2
    return round(12 * np.log2(pitch / 220)) % 12


def test_a_log_mel_has_the_papers_frames_whatever_the_level() -> None:
    noise = torch.randn(2, BAR_SAMPLES, generator=torch.Generator().manual_seed(1))
    seen = logmel(noise)
    assert seen.shape == (2, *SHAPE)
    assert torch.allclose(logmel(1000 * noise), seen, atol=1e-3)
    assert levelled(noise).square().mean(1).sqrt().tolist() == pytest.approx([0.1, 0.1])


def test_a_log_mel_shows_what_sounds_when() -> None:
    seconds = torch.arange(BAR_SAMPLES) / BAR_RATE
    tone = torch.sin(2 * torch.pi * 1000 * seconds) * (seconds > 1)
    seen = logmel(tone[None])[0]
    assert seen[:84].max() < seen[90:].max() - 5
    hz = 1000 / (1000 / 15)  # of Slaney's mels, linear up to 1 kHz
    top = 15 + 27 * np.log(11.025) / np.log(6.4)
    assert int(seen[120].argmax()) == pytest.approx(129 * hz / top - 1, abs=1)


def test_silence_can_be_heard() -> None:
    assert torch.isfinite(logmel(torch.zeros(1, BAR_SAMPLES))).all()


def test_a_tenth_drops_out_and_the_rest_makes_up_for_it() -> None:
    torch.manual_seed(1)
    values = torch.ones(200, 500)
    dropped = Dropout()(values)
    assert (dropped == 0).float().mean().item() == pytest.approx(0.1, abs=0.005)
    assert dropped.mean().item() == pytest.approx(1, abs=0.005)
    assert Dropout().eval()(values) is values


@pytest.mark.parametrize("net", [MixNet(), TwinNet()])
def test_losses_are_less_the_better_the_two_are_told_apart(net: CombinerNet) -> None:
    well = net.loss(torch.tensor([-0.1, 0.0]), torch.tensor([-3.0, -2.0]))
    badly = net.loss(torch.tensor([-3.0, -2.0]), torch.tensor([-0.1, 0.0]))
    assert well < badly


def test_the_papers_losses() -> None:
    fits, fits_not = torch.tensor([0.3]), torch.tensor([-1.2])
    expected = -(np.log(1 / (1 + np.exp(-0.3))) + np.log(1 - 1 / (1 + np.exp(1.2)))) / 2
    assert MixNet().loss(fits, fits_not).item() == pytest.approx(expected)
    distances = torch.tensor([-0.5]), torch.tensor([-0.4])
    assert TwinNet().loss(*distances).item() == pytest.approx((0.5**2 + (1 - 0.4) ** 2) / 2)


def test_trios_are_two_that_sounded_together_and_one_spoilt(
    cache: Cache, pairs: list[Pair]
) -> None:
    own = trios(cache, pairs, (), "reverse")["train"]
    contexts, partners, spoilt = own.batch(16, np.random.default_rng(1))
    assert torch.equal(spoilt, partners.flip(1))
    assert all(song(a) == song(b) for a, b in zip(contexts, partners, strict=True))
    assert not torch.equal(contexts, partners)
    assert {song(context) for context in contexts} == {0, 1, 2, 3}


@pytest.mark.parametrize("kind", ["random", "selected"])
def test_strangers_are_of_other_songs_of_the_same_split(
    cache: Cache, pairs: list[Pair], kind: str
) -> None:
    own = trios(cache, pairs, (), kind)["train"]
    contexts, _, others = own.batch(16, np.random.default_rng(1))
    assert all(song(a) != song(b) for a, b in zip(contexts, others, strict=True))
    assert {song(other) for other in others} <= {0, 1, 2, 3}
    octaves = [np.abs(np.fft.rfft(other)).argmax() / 2 > 400 for other in others]
    assert all(octaves) if kind == "selected" else not all(octaves)


def test_what_is_held_out_is_nowhere(cache: Cache, pairs: list[Pair]) -> None:
    parts = trios(cache, pairs, ["other"], "shift")
    assert [len(parts[part].pairs) for part in ("train", "valid")] == [4, 1]
    with pytest.raises(ConfigError, match="no pairs are left for train"):
        trios(cache, pairs, ["made"], "shift")


def test_a_run_that_is_stopped_goes_on_as_if_it_had_not_been(
    splits: dict[str, Trios], trained: tuple[Path, list[Figures]], tmp_path: Path
) -> None:
    class StoppedError(Exception):
        pass

    def stop(step: int, figures: Figures) -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        combiner.train(QUICK, splits, tmp_path, stop)
    combiner.train(QUICK, splits, tmp_path)
    whole, halves = (
        torch.load(run / runs.CHECKPOINT, weights_only=True)["net"]
        for run in (trained[0], tmp_path)
    )
    assert all(torch.equal(whole[name], halves[name]) for name in whole)
    with (tmp_path / runs.CURVES).open() as file:
        assert [row["step"] for row in csv.DictReader(file)] == ["4", "8"]
    shutil.rmtree(tmp_path)


def test_it_learns_to_tell_bars_from_their_reverse(trained: tuple[Path, list[Figures]]) -> None:
    assert trained[1][-1]["auc"] > 0.9


def test_twins_learn_too(splits: dict[str, Trios]) -> None:
    torch.manual_seed(1)
    net, trio = TwinNet(), splits["train"].batch(8, np.random.default_rng(1))
    optimiser = torch.optim.SGD(net.parameters(), 1e-2, momentum=0.9)
    losses = []
    for _ in range(6):
        loss = net.loss(*net.contrast(*trio))
        optimiser.zero_grad()
        torch.autograd.backward(loss)
        optimiser.step()
        losses.append(loss.item())
    assert losses[-1] < 0.5 * losses[0]


def test_scores_follow_the_question(method: Nlc) -> None:
    assert method.parameters == pytest.approx(22.7e6, rel=0.01)
    asked = [Variant(2), Variant(3), Variant(2, rotate=1), Variant(2, rotate=5), Variant(2)]
    asked.append(Variant(2, backwards=True))
    scores = method.scores((4, 5), asked)
    assert scores.shape == (6,)
    assert scores[0] == scores[4]
    assert scores[2] == scores[3]
    assert len(set(scores.tolist())) == 4
    assert np.allclose(method.scores((4, 5), asked[:2]), scores[:2], rtol=1e-4)
    assert np.isfinite(method.scores((), asked)).all()


def test_what_is_heard_is_the_mix_whatever_the_levels(
    cache: Cache, trained: tuple[Path, list[Figures]], method: Nlc
) -> None:
    quiet = cache.bars.copy()
    quiet[4] //= 4
    quieter = Nlc(replace(cache, bars=quiet), trained[0])
    one, other = (each.scores((4, 5), [Variant(6)]) for each in (method, quieter))
    assert np.allclose(one, other, atol=1e-2)
    assert not np.allclose(one, method.scores((4,), [Variant(6)]), atol=1e-2)


def test_the_command_trains_a_row_without_what_is_held_out(
    cache: Cache, pairs: list[Pair], tmp_path: Path
) -> None:
    folder, run = tmp_path / "cache", tmp_path / "run"
    folder.mkdir()
    for name in LAYOUT:
        np.save(folder / f"{name}.npy", getattr(cache, name))
    (folder / "digest.txt").write_text(cache.digest)
    items.write(folder / TABLE, cache.items)
    write_pairs(folder / "pairs.tsv", pairs)
    words = ["train", "nlc-snn-shift", run, "--cache", folder, "--hold-out", "other"]
    said = CliRunner().invoke(models, [*map(str, words), "--steps", "1"], catch_exceptions=False)
    assert "train: 4 pairs\nvalid: 1 pairs\nstep 1" in said.output
    made = experiment.saved(run)
    assert made == replace(experiment.load("nlc-snn-shift"), held_out=("other",), steps=1)
    assert isinstance(combiner.load(run), TwinNet)
    shutil.rmtree(run)


def test_all_ten_rows_are_there() -> None:
    rows = [experiment.load(f"nlc-{k}-{n}") for k in KINDS for n in NEGATIVES]
    assert all(isinstance(row, Combiner) and row.name.endswith(row.negatives) for row in rows)
    assert len({(row.kind, row.negatives) for row in rows if isinstance(row, Combiner)}) == 10


def test_a_run_of_another_network_is_refused(tmp_path: Path) -> None:
    experiment.save(experiment.load("fit"), tmp_path)
    with pytest.raises(ConfigError, match="no run of a Combiner"):
        combiner.load(tmp_path)


def test_an_experiment_of_no_known_row_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "nlc.toml"
    file.write_text('kind = "cnn"\nnegatives = "revers"\n')
    with pytest.raises(ConfigError, match="did you mean reverse"):
        experiment.load(str(file))
