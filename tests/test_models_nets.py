"""What the networks hear, and that transpositions and beat offsets are built into what they say."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from live import features
from live.features import N_MEL, SKETCH_PER_BEAT, SKETCH_SHAPE, profile
from live.types import Floats
from models.nets.fit import FitNet, Side, accents, chroma, fixes, matches
from models.nets.form import NAMES, form
from models.nets.front import Front, Heard, median
from models.nets.nlc import SHAPE, MixNet, TwinNet
from tests.sounds import PROGRESSION, RATE, chords, drums

HIGH = [tuple(note + 12 for note in chord) for chord in PROGRESSION]
SOUNDS = {
    "chords": chords(120, *HIGH),
    "drums": np.tile(drums(120), 4),
    "both": np.tile(drums(120), 4) + chords(120, *HIGH),
}


@pytest.fixture(scope="module")
def net() -> FitNet:
    torch.manual_seed(1)
    return FitNet().eval()


def music(seed: int) -> Floats:
    """Two loops' power with gaps and peaks; the lowest two octaves and the highest are silent."""
    random = np.random.default_rng(seed)
    made = random.random((2, *SKETCH_SHAPE), np.float32) ** 8
    made[:, :, N_MEL : N_MEL + 24] = made[:, :, -12:] = 0
    return made


def heard(power: Floats) -> Heard:
    found: Heard = Front()(torch.from_numpy(power))
    return found


def power_of(audio: Floats) -> Floats:
    sketch = features.sketch(features.spectra(audio, RATE, 16))
    return features.power(sketch)[None]


# --- what is heard --------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 3, 5, 7])
def test_a_median_by_exchanges_is_the_median(size: int) -> None:
    values = torch.randint(0, 6, (size, 50, 4), generator=torch.manual_seed(size)).float()
    found = median(list(values))
    assert np.array_equal(found.numpy(), np.median(values.numpy(), axis=0))


@pytest.mark.parametrize("name", ["chords", "both"])
def test_tones_are_those_of_the_rules(name: str) -> None:
    power = power_of(SOUNDS[name])
    known, found = profile(power[0]), heard(power)
    assert found.tonal.item() == pytest.approx(known.tonal, abs=1e-3)
    assert np.allclose(chroma(found)[0], known.harmony, atol=5e-3)


@pytest.mark.parametrize("amount", [0.0, 0.2, 0.3, 0.5, 1.0])
def test_what_is_tonal_is_so_for_the_rules(amount: float) -> None:
    """From drums to tones; without a tone near the lowest that counts there is no difference."""
    power = amount * music(2)[:1] + (1 - amount)
    known, found = profile(power[0]), heard(power)
    assert found.tonal.item() == pytest.approx(known.tonal, abs=1e-3)


@pytest.mark.parametrize("name", ["drums", "both"])
def test_accents_are_those_of_the_rules(name: str) -> None:
    power = power_of(SOUNDS[name])
    bar = accents(heard(power))[0].reshape(2, 4, 16).mean(1)
    unit = bar / bar.norm(dim=1, keepdim=True)
    assert ((unit.numpy() * profile(power[0]).rhythm).sum(axis=1) > 0.99).all()


def test_in_silence_nothing_is_heard() -> None:
    for part in heard(np.zeros((2, *SKETCH_SHAPE), np.float32)):
        assert torch.allclose(part, torch.zeros(()), atol=1e-6)


# --- how a loop is made up ------------------------------------------------------------------------


def test_a_loop_that_comes_round_after_four_beats_says_so() -> None:
    """Of its harmony only as far as there is any."""
    bar = music(3)[:, : 4 * SKETCH_PER_BEAT]
    bar *= np.random.default_rng(3).random((1, bar.shape[1], 1), np.float32) ** 8
    sound = heard(np.tile(bar, (1, 4, 1)))
    named = dict(zip(NAMES, form(sound)[0].tolist(), strict=True))
    assert len(named) == 23
    tonal = sound.tonal[0].item()
    assert 0.2 < tonal < 0.8
    wholes = {"onsets": 1.0, "harmony": tonal, "loudness": 1.0, "low onsets": 1.0}
    for what, whole in wholes.items():
        again = [named[f"{what} again after {lag}"] for lag in (1, 2, 4, 8)]
        assert again[2:] == pytest.approx([whole, whole], abs=1e-4)
        assert max(again[:2]) < 0.9 * whole


def test_a_form_knows_where_in_a_beat_a_loop_plays() -> None:
    power = np.zeros((1, *SKETCH_SHAPE), np.float32)
    power[:, 3::SKETCH_PER_BEAT, :N_MEL] = 1
    named = dict(zip(NAMES, form(heard(power))[0].tolist(), strict=True))
    shares = [named[f"onsets on sixteenth {place}"] for place in (1, 2, 3, 4)]
    assert shares == pytest.approx([0, 1, 0, 0], abs=1e-4)
    after = [named[f"loudness again after {lag} sixteenths"] for lag in (1, 2, 3)]
    assert max(after) < 0, "it is loud once a beat"
    assert named["loudness again after 1"] == pytest.approx(1, abs=1e-4)
    assert not form(heard(0 * power)).any()


# --- what fits ------------------------------------------------------------------------------------


@torch.no_grad()
def test_a_later_sound_asks_and_offers_the_same_later(net: FitNet) -> None:
    plain = music(2)
    later = np.roll(plain, 3 * SKETCH_PER_BEAT, axis=1)
    for side in (net.asked, net.offered):
        own, moved = side(heard(plain)), side(heard(later))
        assert torch.allclose(moved.harmony, own.harmony.roll(3, 1), atol=1e-4)
        assert torch.allclose(moved.rhythm, own.rhythm.roll(12, 2), atol=1e-4)
        assert not torch.allclose(moved.rhythm, own.rhythm, atol=1e-2)


@torch.no_grad()
def test_a_higher_sound_asks_and_offers_nearly_the_same_higher(net: FitNet) -> None:
    """Exactly so but for the registers, which go over into each other slowly."""
    plain, higher = music(2), music(2)
    higher[..., N_MEL:] = np.roll(plain[..., N_MEL:], 2, axis=2)
    for side in (net.asked, net.offered):
        own, moved = side(heard(plain)).harmony, side(heard(higher)).harmony
        off = (moved - own.roll(2, 2)).norm()
        assert off < 0.2 * (moved - own).norm()


@torch.no_grad()
def test_fixes_are_the_products_with_every_roll(net: FitNet) -> None:
    asked, offered = net.asked(heard(music(1))), net.offered(heard(music(2)))
    harmony, rhythm = fixes(asked, offered)
    assert (harmony.shape, rhythm.shape) == ((2, 16, 12), (2, 16))
    for rotation, transposition in ((0, 0), (3, 0), (0, 5), (6, 11)):
        moved = Side(
            offered.harmony.roll((rotation, transposition), (1, 2)),
            offered.rhythm.roll(4 * rotation, 2),
        )
        as_it_is = [each.diagonal() for each in matches(asked, moved)]
        assert torch.allclose(harmony[:, rotation, transposition], as_it_is[0], atol=1e-4)
        assert torch.allclose(rhythm[:, rotation], as_it_is[1], atol=1e-4)


@torch.no_grad()
def test_gain_changes_nothing_and_silence_asks_for_nothing(net: FitNet) -> None:
    asked, louder = net.asked(heard(music(1))), net.asked(heard(100 * music(1)))
    assert torch.allclose(louder.harmony, asked.harmony, atol=1e-3)
    assert torch.allclose(louder.rhythm, asked.rhythm, atol=2e-2)  # what is inaudible is absolute
    assert asked.harmony.abs().max() > 0.1
    for part in net.asked(heard(0 * music(1))):
        assert torch.allclose(part, torch.zeros(()), atol=1e-5)


@torch.no_grad()
def test_untrained_it_asks_and_offers_what_the_rules_do(net: FitNet) -> None:
    """But for a little, from which it learns."""
    sound = heard(music(1))
    offered, rules = net.offered(sound).harmony, chroma(sound)
    assert (offered - rules).norm() < 0.5 * rules.norm()
    wanted = net.asked(sound).harmony / net.scale[0].exp()
    assert (wanted - rules @ net.consonance).norm() < 0.5 * rules.norm()


def test_sides_are_small_enough_for_a_large_library(net: FitNet) -> None:
    side = net.offered(heard(music(1)))
    assert side.harmony[0].numel() == 192
    assert side.rhythm[0].numel() == 32


# --- the paper's ----------------------------------------------------------------------------------


def parameters(module: torch.nn.Module) -> int:
    return sum(values.numel() for values in module.parameters())


def test_the_papers_networks_have_the_papers_size() -> None:
    """22.7 million parameters in all, 22.7 of them in the first layer (section 4.2)."""
    assert parameters(MixNet()) == pytest.approx(22.7e6, rel=0.01)
    first = 4 * SHAPE[0] * SHAPE[1] * 256
    assert first / parameters(TwinNet()) > 0.99


@torch.no_grad()
def test_a_twin_is_closest_to_itself() -> None:
    net = TwinNet().eval()
    mel = torch.rand(3, *SHAPE)
    assert torch.allclose(net(mel, mel), torch.zeros(3), atol=1e-6)
    assert (net(mel, mel.flip(0))[[0, 2]] > 0).all()
    assert MixNet().eval()(mel).shape == (3,)
