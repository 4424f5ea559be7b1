"""Bands, oscillators, distances and autoencoders of bars."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from models.imagine import spectral  # noqa: E402
from models.imagine.bar import BAR_SAMPLES, FRAMES, LEVEL, RATE, levelled  # noqa: E402
from models.imagine.oscillators import HEARD, OSCILLATORS, Oscillators  # noqa: E402
from models.imagine.pqmf import BANDS, Pqmf  # noqa: E402
from models.imagine.vae import Vae  # noqa: E402

STEP = BAR_SAMPLES // FRAMES


def tone(hertz: float) -> torch.Tensor:
    return torch.sin(2 * np.pi * hertz * torch.arange(BAR_SAMPLES) / RATE)[None]


@pytest.fixture(scope="module")
def noise() -> torch.Tensor:
    return torch.randn(2, BAR_SAMPLES, generator=torch.Generator().manual_seed(0))


@pytest.fixture(scope="module")
def net() -> Vae:
    torch.manual_seed(0)
    return Vae(width=4, most=8, latent=6).eval()


def test_what_is_analysed_can_be_synthesised(noise: torch.Tensor) -> None:
    bank = Pqmf()
    again = bank.synthesise(bank.analyse(noise))
    lost = (again - noise).square().mean() / noise.square().mean()
    assert 10 * torch.log10(lost) < -60


@pytest.mark.parametrize("band", [0, 5, BANDS - 1])
def test_a_tone_sounds_in_its_band(band: int) -> None:
    width = RATE / 2 / BANDS
    bands = Pqmf().analyse(tone((band + 0.5) * width))[0].square().mean(1)
    assert bands.argmax() == band
    assert bands[band] == pytest.approx(0.5, rel=0.1)
    others = bands[torch.arange(BANDS) != band]
    assert 10 * torch.log10(others.max() / bands[band]) < -40


def test_an_oscillator_sounds_at_its_pitch() -> None:
    oscillators, bank = Oscillators(), Pqmf()
    loudness = torch.zeros(1, OSCILLATORS, 768)
    loudness[0, 33] = 1  # A3
    sound = bank.synthesise(oscillators.sounding(loudness, 4))
    spectrum = torch.fft.rfft(sound[0]).abs()
    assert spectrum.argmax() * RATE / BAR_SAMPLES == 220
    assert sound.std() == pytest.approx(0.5**0.5, rel=0.05)


def test_semitones_are_heard_where_they_sound() -> None:
    sound = torch.cat([tone(220)[:, : BAR_SAMPLES // 2], tone(440)[:, : BAR_SAMPLES // 2]], 1)
    heard = Oscillators().heard(Pqmf().analyse(sound), 64)
    assert heard.shape == (1, HEARD, FRAMES)
    per_semitone = HEARD // (OSCILLATORS // 2)
    assert heard[0, :, FRAMES // 4].argmax() // per_semitone == 33
    assert heard[0, :, 3 * FRAMES // 4].argmax() // per_semitone == 45


def test_distance_hears_no_phase_but_pitch_and_time(noise: torch.Tensor) -> None:
    one = tone(110)
    same = spectral.distances(levelled(one), levelled(one.roll(37, 1)))
    higher = spectral.distances(levelled(tone(165)), levelled(one))
    assert 2 * same < higher
    burst = noise[:1] * (torch.arange(BAR_SAMPLES) < 4000)
    late = spectral.distances(levelled(burst.roll(6000, 1)), levelled(burst))
    assert late > 0.3


def test_a_bar_that_begins_later_has_the_same_latent_rolled(net: Vae, noise: torch.Tensor) -> None:
    with torch.no_grad():
        latent = net.encoder(noise).mean
        moved = net.encoder(noise.roll(5 * STEP, 1)).mean
    assert latent.shape == (2, 6, FRAMES)
    # Oscillators go on where a bar begins later.
    assert torch.allclose(moved, latent.roll(5, 2), atol=1e-2)
    assert not torch.allclose(moved, latent, atol=1e-2)


def test_level_is_not_encoded(net: Vae, noise: torch.Tensor) -> None:
    with torch.no_grad():
        assert torch.allclose(net.encoder(noise).mean, net.encoder(0.05 * noise).mean, atol=1e-3)


def test_silence_is_encoded_and_what_is_decoded_loops(net: Vae) -> None:
    with torch.no_grad():
        latent = net.encoder(torch.zeros(1, BAR_SAMPLES)).mean
        made = net.decoder(latent)
        again = net.decoder(latent)
    assert latent.isfinite().all()
    assert made.shape == (1, BAR_SAMPLES)
    assert torch.equal(made, again)
    assert made.abs().max() < 20 * LEVEL
    seam = (made[0, 0] - made[0, -1]).abs()
    assert seam <= (made[0, 1:] - made[0, :-1]).abs().max()
