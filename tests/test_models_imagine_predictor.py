"""What the predictor hears, expects and draws."""

from __future__ import annotations

import numpy as np
import pytest

from live.errors import ConfigError
from live.features import N_MEL
from tests import toy_songs

torch = pytest.importorskip("torch")

from models.imagine.codebook import SHIFTS, Codebook, shifted  # noqa: E402
from models.imagine.context import Context, chroma, folded  # noqa: E402
from models.imagine.places import Query  # noqa: E402
from models.imagine.predictor import Predictor  # noqa: E402
from models.imagine.windows import Windows  # noqa: E402

LATENT, SEMITONES = 90, 84


@pytest.fixture(scope="module")
def power() -> torch.Tensor:
    """A chord of C that lasts, and hits on the beats."""
    made = torch.full((1, 192, 212), 1e-6)
    made[:, :, N_MEL + torch.tensor([24, 28, 31, 36, 40, 43])] = 1.0
    made[:, ::12, :N_MEL] = 0.5
    return made


@pytest.fixture(scope="module")
def book() -> Codebook:
    """Two bars: a chord that lasts, and one number that is no tone."""
    codes = torch.zeros(2, LATENT, 48)
    codes[0, [24, 28, 31]] = 4.0
    codes[1, SEMITONES:] = 1.0
    return Codebook(codes, SHIFTS)


@pytest.fixture(scope="module")
def net(book: Codebook) -> Predictor:
    torch.manual_seed(0)
    return Predictor(book, width=8).eval()


def test_tones_are_heard_whatever_the_level(power: torch.Tensor) -> None:
    quiet, loud = (Context.of(gain * power) for gain in (0.1, 10))
    assert torch.allclose(quiet.tones, loud.tones, atol=1e-2)
    pitches = chroma(loud.tones).mean((0, 2))
    assert pitches.topk(3).indices.sort().values.tolist() == [0, 4, 7]
    assert loud.hits[0, 0].reshape(16, 4).mean(0).argmax() == 0


def test_an_equaliser_changes_hits_and_a_transposition_tones(power: torch.Tensor) -> None:
    heard = Context.of(power)
    torch.manual_seed(0)
    disguised, higher = heard.disguised(), heard.transposed(2)
    assert torch.equal(disguised.tones, heard.tones)
    assert not torch.allclose(disguised.hits, heard.hits, rtol=0.05)
    assert torch.allclose(chroma(higher.tones), chroma(heard.tones).roll(2, 1), atol=1e-5)


def test_octaves_are_put_together() -> None:
    tones = torch.zeros(1, SEMITONES, 2)
    tones[0, [3, 27]] = 1
    assert folded(tones)[0, :, 0].tolist() == [0, 0, 0, 2] + 8 * [0]


def test_what_is_expected_moves_with_the_key(net: Predictor, power: torch.Tensor) -> None:
    heard = Context.of(power)
    there, higher = net(heard), net(heard.transposed(3))
    assert there.harmony.shape == (1, 4, 12)
    assert there.harmony[0, 0].argmax() in (0, 4, 7)
    assert torch.allclose(higher.harmony, there.harmony.roll(3, 2), atol=1e-4)
    assert there.rhythm.shape == (1, 2, 16)
    assert there.codes.exp().sum().item() == pytest.approx(1)


def test_a_code_is_drawn_in_the_key_that_is_expected(
    net: Predictor, book: Codebook, power: torch.Tensor
) -> None:
    for semitones in (0, 2, -3):
        guess = net(Context.of(power).transposed(semitones))
        one = net.drawn(guess, torch.tensor([[99.0, 0.0]]))
        assert torch.equal(one, shifted(book.codes[:1], semitones))
        other = net.drawn(guess, torch.tensor([[0.0, 99.0]]))
        assert torch.equal(other[:, SEMITONES:], book.codes[1:, SEMITONES:])


def test_all_bars_of_a_window_have_one_code(net: Predictor, power: torch.Tensor) -> None:
    later = power.roll(-48, 1) * torch.linspace(0.5, 2, 192)[:, None].roll(-48, 0)
    codes = [
        net(Context.of(each)).codes
        for each in (power * torch.linspace(0.5, 2, 192)[:, None], later)
    ]
    assert torch.allclose(*codes, atol=1e-4)


def test_bars_that_differ_in_key_alone_are_one_code() -> None:
    torch.manual_seed(0)
    one, other = torch.randn(2, LATENT, 16).repeat_interleave(3, 2)
    bars = torch.stack(
        [shifted(one, n) for n in range(-3, 3)] + [shifted(other, n) for n in range(4)]
    )
    songs = ["a", "b"] * 5
    book = Codebook.fitted(bars + 0.01 * torch.randn_like(bars), songs, 2, SHIFTS)
    assert len(book.codes) == 2
    codes, places, apart = book.nearest(bars)
    assert codes.tolist() in ([0] * 6 + [1] * 4, [1] * 6 + [0] * 4)
    assert (apart < 1).all()
    again = torch.stack(
        [shifted(book.codes[c], SHIFTS[p]) for c, p in zip(codes, places, strict=True)]
    )
    assert (again - bars).abs().max() < 0.1


def test_a_code_is_of_two_songs_however_often_one_repeats_itself() -> None:
    torch.manual_seed(0)
    bar, other = torch.randn(LATENT, 48), 0.1 * torch.randn(LATENT, 48)
    bars = torch.stack([bar, bar, bar, bar, bar + other])
    book = Codebook.fitted(bars, ["a", "a", "a", "a", "b"], 1, (0,))
    assert torch.allclose(book.codes[0], bar + other / 2, atol=1e-4)


def test_what_one_song_alone_has_is_no_code() -> None:
    torch.manual_seed(0)
    own, shared = torch.randn(2, LATENT, 48)
    bars = torch.stack([own, own, shared, shared])
    book = Codebook.fitted(bars, ["a", "a", "a", "b"], 4, (0,))
    assert len(book.codes) == 1
    assert torch.allclose(book.codes[0], shared, atol=1e-4)
    with pytest.raises(ConfigError, match="fewer codes"):
        Codebook.fitted(bars[:3], ["a", "a", "b"], 4, (0,))


def test_windows_begin_with_the_bar_that_is_asked_about() -> None:
    cache = toy_songs.cache()
    windows = Windows(cache)
    first, later = windows.power((0, 2)), windows.power((0, 2), bar=1)
    assert np.array_equal(np.roll(first, -48, axis=0), later)
    assert np.allclose(first, windows.power((0,)) + windows.power((2,)))
    query = Query("made/0", (0, 2), 1)
    heard = windows.heard([query, query], bar=1)
    assert torch.allclose(
        heard.tones[1], Context.of(torch.from_numpy(later)[None]).tones[0], atol=1e-2
    )
    harmony, rhythm = windows.like([1, 4])
    assert (harmony.shape, rhythm.shape) == ((2, 4, 12), (2, 2, 16))
