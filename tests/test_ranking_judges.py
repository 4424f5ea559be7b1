"""What judges make of products, and that training, bundle and stage are of one mind."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from export.bundle import pack
from export.graphs import Embed
from export.tracing import traced
from live import bundle, features
from live.bundle import Bundle
from live.config import RankingConfig, Weights
from live.features import N_MEL, SKETCH_PER_BEAT, SKETCH_SHAPE, Bytes, Profile
from live.library.shelf import Shelf
from live.listening.hearing import Heard, hear_loops
from live.ranking import Wishes, judges, rank
from live.ranking.judges import Rules, Scale, Trained
from live.tasks import Ask
from live.timeline import Timeline
from live.types import Floats, Kind, Loop, Suggestion
from models import blend
from models.nets.fit import FitNet
from tests import tiny_nets
from tests.shelves import Made, playing, shelf_of
from tests.sounds import PROGRESSION, chords

TONAL = np.array([0.0, 0.3, 1.0], np.float32)


def profile() -> Profile:
    random = np.random.default_rng(3)
    harmony = random.standard_normal((16, 12)).astype(np.float32)
    rhythm = random.random((2, 16), np.float32)
    return Profile(harmony, 1.0, rhythm, np.zeros(16, np.float32), 0.0)


def ask(tones: float = 0.0, form: int = 12) -> Ask:
    known = profile()
    return Ask(known.harmony.ravel(), known.rhythm.ravel(), np.zeros(form, np.float32), tones)


# --- what products mean ---------------------------------------------------------------------------


def test_a_scale_is_a_line_between_its_bounds() -> None:
    slope, level, low, high = np.array([[1, 2], [0.5, 0], [0.25, 0], [0.75, 1]], np.float32)
    scale = Scale(slope, level, low, high)
    products = np.array([[-9, 0.125, 9], [-1, 0.25, 9]], np.float32)
    assert scale.fit(products).tolist() == [[0.25, 0.625, 0.75], [0, 0.5, 1]]
    grid = np.repeat(products[:, None], 4, axis=1)
    assert scale.fit(grid).shape == (2, 4, 3)
    assert (scale.fit(grid)[:, 2] == scale.fit(products)).all()


@pytest.mark.parametrize("tones", [-40.0, 0.0, 2.0, 40.0])
def test_no_fit_leaves_what_terms_may_be(tones: float) -> None:
    products = np.linspace(-99, 99, 3 * 4, dtype=np.float32).reshape(3, 4)
    for judge in (Rules(profile()), Trained("e-1", ask(tones))):
        fits = judge.harmony_scale(TONAL).fit(products), judge.rhythm_fit(products.copy())
        assert all(0 <= fit.min() <= fit.max() <= 1 for fit in fits)
    forms = np.linspace(-9, 9, 24, dtype=np.float32).reshape(2, 12)
    assert (Trained("e-1", ask()).form_fit(forms) == 0).all()
    assert (Trained("e-1", ask()).form_fit(0 * forms) == 1).all()


def test_rules_let_drums_be_and_bundles_say_what_tones_are_worth() -> None:
    none = np.zeros((3, 1), np.float32)
    drums, some, tones = Rules(profile()).harmony_scale(TONAL).fit(none).ravel()
    assert [drums, tones] == pytest.approx([0.5, 0.2])
    assert tones < some < drums
    asked = Trained("e-1", ask(tones=-1.0)).harmony_scale(TONAL).fit(none).ravel()
    assert asked == pytest.approx(0.5 - 0.2 * TONAL)


def test_a_trained_offset_must_gain_what_it_costs() -> None:
    products = np.array([[1, 1, 2.4, 2.6], [-9, 0, 0, 0]], np.float32)
    fits = Trained("e-1", ask()).rhythm_fit(products)
    assert fits.argmax(axis=1).tolist() == [3, 1]
    assert fits[0, 3] - fits[0, 0] == pytest.approx(0.1 / 3, abs=1e-5)
    assert abs(fits[0, 0] - fits[1, 0]) < 0.2, "loops differ little by it"


def test_only_a_bundle_charges_for_transposing_in_log_odds() -> None:
    shifts = np.array([0, 1, -5])
    assert not Rules(profile()).transposing(shifts).any()
    assert Trained("e-1", ask()).transposing(shifts).tolist() == [0, 2, 2]


def test_a_bundles_question_is_turned_as_that_of_the_rules() -> None:
    rules = Rules(profile()).query(2.0, (0, 1, -1))
    asked = Rules(profile()).query(1.0, (0,))
    trained = Trained(
        "e-1", replace(ask(), harmony=asked.harmony[0, 0], rhythm=asked.rhythm[0])
    ).query(2.0, (0, 1, -1))
    assert np.allclose(trained.harmony, rules.harmony)
    assert np.allclose(trained.rhythm, rules.rhythm)


# --- training, bundle and stage -------------------------------------------------------------------


def packed(net: FitNet, weights: Floats, folder: Path) -> Bundle:
    model = traced(Embed(net.eval(), weights))
    return bundle.open(pack(model, folder, name="tiny", version="1", task="embed"))


def sketches(count: int) -> Bytes:
    """From noise to tones, with hits; the lowest tones are silent."""
    random = np.random.default_rng(5)
    made = random.integers(150, 200, (count, *SKETCH_SHAPE)).astype(np.float64)
    beats = np.linspace(0, 60, count)[:, None, None] * random.random((count, 16, 84))
    made[..., N_MEL:] = 190 - np.repeat(beats, SKETCH_PER_BEAT, axis=1)
    made[:, :, :N_MEL] += 40 * (random.random((count, SKETCH_SHAPE[0], 1)) < 0.1)
    made[..., N_MEL : N_MEL + 24] = 0
    return made.astype(np.uint8)


def loops(count: int) -> list[Loop]:
    return [
        Loop(id, str(id), f"{id:032x}", Kind.LOOP, 8.0, 120.0, 16.0) for id in range(1, count + 1)
    ]


def judged(heard: Heard, shelf: Shelf, opened: Bundle, weights: Weights) -> dict[int, Suggestion]:
    """All of `shelf` by id."""
    config = RankingConfig(weights, len(shelf), max_transpose=0, nothing_fits=0)
    found = rank(heard, shelf, Wishes(surprise=0), config, [opened]).suggestions
    return {suggestion.loop.id: suggestion for suggestion in found}


@pytest.fixture
def quiet_rhythm() -> FitNet:
    """A network that finds no offset worth its cost."""
    net = tiny_nets.fit()
    with torch.no_grad():
        net.scale[1] = -3
    return net


def test_what_is_learnt_is_what_the_bundle_says_and_what_the_stage_ranks_by(
    quiet_rhythm: FitNet, tmp_path: Path
) -> None:
    made = sketches(24)
    powers = features.power(made)
    learnt = 0.1 * tiny_nets.WEIGHTS
    learnt[blend.TERMS.index("rhythm")] = judges._RHYTHM_COUNTS
    known = blend.offered(quiet_rhythm, list(powers))
    assert known.tonal.min() == 0 and known.tonal.max() == 1
    opened = packed(quiet_rhythm, learnt, tmp_path)
    plain = Shelf.from_loops(loops(24), dict(enumerate(made, 1)))
    shelf = replace(plain, offers={opened.label: opened.offers(powers)})
    shares = Weights(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    shares = replace(shares, harmony=1.0, rhythm=0.6, form=1.0)

    for context in (powers[3], powers[20], powers[5] + powers[14]):
        said = blend.terms(blend.asked(quiet_rhythm, context[None]), known) @ learnt
        offered, asked = shelf.offers[opened.label], opened.asks(context)
        answered = (
            offered.harmony @ asked.harmony
            + judges._RHYTHM_COUNTS * (offered.rhythm @ asked.rhythm)
            + asked.tones * shelf.tonal
            - np.abs(offered.form - asked.form).sum(axis=1)
        )
        assert np.allclose(answered, said, atol=2e-4)
        heard = Heard(0, 120.0, "audio", features.profile(context), context)
        found = judged(heard, shelf, opened, shares)
        assert {suggestion.beat_offset for suggestion in found.values()} == {0}
        ranked = [(found[id].score * 2.6 - 1.8) / 0.2 for id in range(1, 25)]
        assert np.allclose(ranked, said, atol=2e-4)
        assert list(found) == (1 + np.argsort(-np.array(ranked), kind="stable")).tolist()
        assert np.std(said) > 0.02


@pytest.fixture(scope="module")
def untrained(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """It asks for nearly what the rules do, and only for harmony."""
    torch.manual_seed(0)
    weights = np.array([0.3 * (term == "harmony") for term in blend.TERMS], np.float32)
    return packed(FitNet(), weights, tmp_path_factory.mktemp("untrained"))


@pytest.mark.parametrize(("up", "transpose"), [(-2, 2), (0, 0), (3, -3), (6, 6), (-5, 0)])
def test_a_bundle_brings_a_loop_into_key(up: int, transpose: int, untrained: Bundle) -> None:
    """But leaves one that fits well enough, as a fourth away does, where it is."""
    plain = shelf_of([Made(chords(120, *PROGRESSION, up=up), 120, 16)])
    powers = features.power(plain.sketches([0]))
    shelf = replace(plain, offers={untrained.label: untrained.offers(powers)})
    stage = shelf_of([Made(chords(120, *PROGRESSION), 120, 16)])
    heard = replace(hear_loops(0, Timeline(120), [playing(stage, 1, 120)], stage), loops=())
    config = RankingConfig(Weights(transpose=0))
    (best,) = rank(heard, shelf, Wishes(), config, [untrained]).suggestions
    assert best.transpose == transpose
    assert dict(best.reasons)["form"] > 0
