"""What imagines a role, as a bundle that says what torch says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from live import bundle
from live.errors import BundleError

torch = pytest.importorskip("torch")

from export import imagination, parity  # noqa: E402
from export.bundle import pack  # noqa: E402
from export.music import Music  # noqa: E402
from export.tracing import traced  # noqa: E402
from models.imagine.bar import BAR_SAMPLES, LEVEL, RATE  # noqa: E402
from models.imagine.codebook import SHIFTS, Codebook  # noqa: E402
from models.imagine.generator import Generator  # noqa: E402
from models.imagine.predictor import Predictor  # noqa: E402
from models.imagine.vae import Vae  # noqa: E402

LATENT, CODES = 86, 5


@pytest.fixture(scope="module")
def net() -> Generator:
    torch.manual_seed(0)
    predictor = Predictor(Codebook(torch.randn(CODES, LATENT, 48), SHIFTS), width=6)
    return Generator(Vae(4, 8, LATENT), predictor).eval()


@pytest.fixture(scope="module")
def folder(net: Generator, tmp_path_factory: pytest.TempPathFactory) -> Path:
    graphs = {name: traced(graph) for name, graph in imagination.graphs(net).items()}
    about = {"role": "bass", "bar_samples": BAR_SAMPLES, "rate": RATE}
    card = imagination.card("bass", net, [Music("made", "CC0-1.0", ("us",), 3, 9)])
    return pack(
        graphs, tmp_path_factory.mktemp("out"), name="imagine-bass", version="1",
        task="generate", card=card, about=about,
    )  # fmt: skip


def test_the_stage_opens_it(net: Generator, folder: Path) -> None:
    opened = bundle.open(folder)
    assert (opened.role, opened.bar_samples, opened.rate) == ("bass", BAR_SAMPLES, RATE)
    assert opened.latent_size == LATENT
    assert opened.noise_size == CODES
    noise = np.zeros((3, CODES), np.float32)
    power = np.random.default_rng(0).exponential(1e-3, (3, 192, 212)).astype(np.float32)
    made = opened.decode(opened.predict(power, noise))
    assert made.shape == (3, BAR_SAMPLES)
    assert 0 < np.abs(made).max() < 20 * LEVEL
    assert opened.encode(made).shape == (3, LATENT, 48)
    card = (folder / "CARD.md").read_text()
    assert "models imagine train vae-bass" in card
    assert "| made | CC0-1.0 | us | 3 | 9 |" in card


def test_every_graph_says_what_torch_says(net: Generator, folder: Path) -> None:
    opened = bundle.open(folder)
    for name, graph in imagination.graphs(net).items():
        assert imagination.difference(opened, name, graph) <= parity.MOST_ERROR


def test_another_network_is_found_out(net: Generator, folder: Path) -> None:
    torch.manual_seed(1)
    other = Generator(Vae(4, 8, LATENT), net.predictor).eval()
    with pytest.raises(BundleError, match="decoder differs"):
        imagination.difference(bundle.open(folder), "decoder", imagination.graphs(other)["decoder"])


def test_noise_changes_what_is_imagined_and_silence_is_answered(net: Generator) -> None:
    power = torch.zeros(2, 192, 212)
    with torch.no_grad():
        usual, other = (
            net.predict(power, noise) for noise in 9 * torch.eye(CODES)[:2, None].expand(-1, 2, -1)
        )
        guess = net.guess(power)
    assert usual.isfinite().all()
    assert not torch.allclose(usual, other)
    assert all(each.isfinite().all() for each in guess)
