from __future__ import annotations

import numpy as np
import pytest
import torch

from live.features import N_MEL, SKETCH_PER_BEAT, SKETCH_SHAPE
from models.nets.fit import FitNet, Side, correlation
from models.nets.nlc import SHAPE, MixNet, TwinNet


@pytest.fixture(scope="module")
def net() -> FitNet:
    torch.manual_seed(1)
    return FitNet().eval()


def music(seed: int) -> torch.Tensor:
    """Two loops' power with gaps and peaks; the lowest and highest octave are silent."""
    random = np.random.default_rng(seed)
    made = random.random((2, *SKETCH_SHAPE), np.float32) ** 8
    made[:, :, N_MEL : N_MEL + 12] = made[:, :, -12:] = 0
    return torch.from_numpy(made)


def parameters(module: torch.nn.Module) -> int:
    return sum(values.numel() for values in module.parameters())


@torch.no_grad()
def test_a_beat_offset_is_a_roll_of_what_is_heard(net: FitNet) -> None:
    asked = net.asked(music(1))
    harmony, rhythm = net.fixes(asked, net.offered(music(2)))
    later = net.offered(music(2).roll(3 * SKETCH_PER_BEAT, 1))
    moved, moved_rhythm = net.fixes(asked, later)
    assert torch.allclose(moved[:, 0, 0], harmony[:, 3, 0], rtol=1e-3)
    assert torch.allclose(moved_rhythm[:, 0], rhythm[:, 3], rtol=1e-3)
    assert not torch.allclose(moved_rhythm[:, 0], rhythm[:, 0], rtol=1e-2)


@torch.no_grad()
def test_a_transposition_is_nearly_a_roll(net: FitNet) -> None:
    """Exactly so but for the registers, which go over into each other slowly."""
    asked = net.asked(music(1))
    at_all = net.fixes(asked, net.offered(music(2)))[0][:, 0]
    up = music(2)
    up[..., N_MEL:] = up[..., N_MEL:].roll(2, 2)
    moved = net.fixes(asked, net.offered(up))[0][:, 0]
    off = (moved - at_all.roll(-2, 1)).abs().mean()
    assert off < 0.5 * (moved - at_all).abs().mean()
    assert off < 0.5 * (moved - at_all.roll(2, 1)).abs().mean()


@torch.no_grad()
def test_matches_are_the_fixes_that_change_nothing(net: FitNet) -> None:
    asked, offered = net.asked(music(1)), net.offered(music(2))
    harmony, rhythm = net.fixes(asked, offered)
    as_it_is = harmony[:, 0, 0] + rhythm[:, 0]
    assert torch.allclose(net.matches(asked, offered).diagonal(), as_it_is, rtol=1e-3)


@torch.no_grad()
def test_gain_changes_nothing_and_silence_knows_nothing(net: FitNet) -> None:
    asked = net.asked(music(1))
    assert torch.allclose(net.asked(100 * music(1)).harmony, asked.harmony, atol=1e-4)
    harmony, rhythm = net.fixes(net.asked(0 * music(1)), net.offered(music(2)))
    assert torch.allclose(rhythm, rhythm[:, :1], atol=1e-6)
    assert torch.allclose(harmony, harmony[:, :1, :1], atol=1e-6)


def test_correlation_is_the_product_with_each_roll() -> None:
    one, other = torch.rand(2, 3, 16, 12), torch.rand(2, 3, 16, 12)
    found = correlation(one, other)
    assert found.shape == (2, 16, 12)
    expected = (one * other.roll((5, 7), (2, 3))).sum((1, 2, 3))
    assert torch.allclose(found[:, 5, 7], expected, rtol=1e-4)
    flat = correlation(one.flatten(2), other.flatten(2))
    assert torch.allclose(flat[:, 0], (one * other).sum((1, 2, 3)), rtol=1e-4)


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


def test_sides_are_small_enough_for_a_large_library(net: FitNet) -> None:
    side: Side = net.offered(music(1))
    assert side.harmony[0].numel() == 192
    assert side.rhythm[0].numel() == 256
