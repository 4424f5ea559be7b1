"""How near loops are to an imagined one: as near as what bundles tell of both is."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from live import audio, bundle, features
from live.bundle import Bundle
from live.config import RankingConfig, Weights
from live.imagination.bars import bars, count
from live.imagination.nearness import Near, row
from live.library import describe
from live.library.catalogue import Catalogue
from live.library.scan import scan
from live.library.shelf import Shelf
from live.library.upkeep import behind, hear, serving
from live.listening.hearing import hear_sketch
from live.ranking import Ranked, Wishes, rank
from live.ranking.imagined import Imagined
from live.timeline import Timeline
from live.types import Floats
from tests import files, onnx_models
from tests.sounds import chords, drums

RANDOM = np.random.default_rng(7)


def test_directions_have_no_length_and_what_was_not_heard_has_no_direction() -> None:
    rows = RANDOM.standard_normal((5, 48), np.float32)
    rows[3] = 0
    near = Near.of(rows)
    assert not near.directions[3].any()
    assert np.allclose(np.linalg.norm(near.directions[[0, 1, 2, 4]], axis=1), 1, atol=1e-5)
    assert np.allclose(Near.of(7 * rows).directions, near.directions, atol=1e-6)


def test_bars_may_come_in_any_order() -> None:
    bars = RANDOM.standard_normal((4, 48), np.float32)
    assert np.allclose(row(bars), row(bars[[2, 0, 3, 1]]), atol=1e-6)


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("near")
    files.wav(folder / "music" / "bass C 120bpm.wav", chords(120, (36,), (36,), (39,), (34,)))
    files.wav(folder / "music" / "bass D 100bpm.wav", chords(100, *8 * ((38,),), beats=1))
    files.wav(folder / "music" / "beat 120bpm.wav", drums(120, 16))
    scan([folder / "music"], folder / "library.db", jobs=1)
    return folder


@pytest.fixture
def library(scanned: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(scanned / "library.db", tmp_path / "library.db"))


@pytest.fixture
def imagines(tmp_path: Path) -> Bundle:
    return bundle.open(onnx_models.imagining(tmp_path))


def heard(library: Path, *bundles: Bundle) -> Shelf:
    for _ in hear(library, bundles):
        pass
    return Shelf.open(library)


def named(shelf: Shelf, word: str) -> int:
    return next(r for r in range(len(shelf)) if word in shelf.loop(r).path)


def test_loops_of_the_role_are_heard_from_their_files(library: Path, imagines: Bundle) -> None:
    shelf = heard(library, imagines)
    expected = np.zeros((len(shelf), imagines.near_size), np.float32)
    for place in range(len(shelf)):
        loop = shelf.loop(place)
        if "bass" in describe.roles(loop):
            heard_bars = bars(audio.decode(loop.path), loop, imagines.rate, count(loop))
            expected[place] = row(imagines.nearness(heard_bars))
    assert np.allclose(shelf.near["tiny-bass-1"].directions, Near.of(expected).directions)
    assert not shelf.near["tiny-bass-1"].directions[named(shelf, "beat")].any()
    assert shelf.near["tiny-bass-1"].directions[named(shelf, "bass C")].any()
    assert not shelf.offers
    assert list(hear(library, [imagines])) == []


def test_it_serves_when_it_knows_the_library(library: Path, imagines: Bundle) -> None:
    new = Shelf.open(library)
    assert serving([imagines], new) == ()
    assert behind(library, new, [imagines]) == (), "a set is no time to hear files"
    with Catalogue.open(library) as catalogue:
        for _ in hear(library, [imagines]):
            pass
        renewed = new.renewed(catalogue)
    assert serving([imagines], renewed) == (imagines,)


def test_a_file_that_is_gone_is_near_to_nothing(library: Path, imagines: Bundle) -> None:
    with Catalogue.open(library) as catalogue:
        path = next(loop.path for loop in catalogue.loops() if "bass C" in loop.path)
    hidden = Path(path).rename(f"{path}.away")
    shelf = heard(library, imagines)
    hidden.rename(path)
    assert not shelf.near["tiny-bass-1"].directions[named(shelf, "bass C")].any()
    assert list(hear(library, [imagines])) == []


class Guess(Bundle):
    """Imagines something near to `bars`, whatever sounds."""

    def __init__(self, real: Bundle, bars: Floats) -> None:
        super().__init__(real.manifest, real._sessions)
        self.bars = bars

    def guess(self, power: Floats) -> Floats:
        assert power.shape == (4, 48, 212)
        return self.nearness(self.bars)


Ask = Callable[..., Ranked]


@pytest.fixture
def ask(library: Path, imagines: Bundle) -> Ask:
    """Rank for drums, where the bass in D is what is imagined."""
    shelf = heard(library, imagines)
    loop = shelf.loop(named(shelf, "bass D"))
    guess = Guess(imagines, bars(audio.decode(loop.path), loop, imagines.rate, count(loop)))
    (drum,) = shelf.sketches([named(shelf, "beat")])
    context = replace(hear_sketch(1, Timeline(110), drum), roles=(1.0, 0, 0, 0, 0, 0))

    def asked(role: str, weight: float = 5.0, knows: bool = True) -> Ranked:
        config = RankingConfig(Weights(imagined=weight), nothing_fits=0.0)
        bundles = [guess] if knows else []
        return rank(context, shelf, Wishes(role=role), config, bundles)

    return asked


def reasons(ranked: Ranked, word: str) -> dict[str, float]:
    (found,) = (s for s in ranked.suggestions if word in s.loop.path)
    return dict(found.reasons)


@pytest.mark.parametrize("role", ["bass", "auto"])
def test_what_is_near_to_the_imagined_loop_comes_first_and_says_so(ask: Ask, role: str) -> None:
    ranked = ask(role)
    assert "bass D" in ranked.suggestions[0].loop.path
    near, far = (reasons(ranked, f"bass {key}").get("imagined", 0.0) for key in "DC")
    assert near > far + 0.1
    first = ranked.suggestions[0]
    assert first.score == pytest.approx(sum(dict(first.reasons).values()))


def test_where_no_bass_is_missing_nothing_is_imagined(ask: Ask) -> None:
    for other in (ask("percussion"), ask("any"), ask("bass", weight=0.0), ask("bass", knows=False)):
        assert all("imagined" not in dict(each.reasons) for each in other.suggestions)


def test_silence_is_no_context(library: Path, imagines: Bundle) -> None:
    shelf = heard(library, imagines)
    context = hear_sketch(1, Timeline(110), np.zeros(features.SKETCH_SHAPE, np.uint8))
    ranked = rank(context, shelf, Wishes(role="bass"), RankingConfig(nothing_fits=0.0), [imagines])
    assert ranked.suggestions
    assert all("imagined" not in dict(each.reasons) for each in ranked.suggestions)


def test_a_cosine_of_a_half_counts_in_full() -> None:
    wanted = np.eye(1, 48, dtype=np.float32)[0]
    rows = np.outer(np.array([1, 0.5, 0, -0.25, -1], np.float32), wanted)
    assert Imagined("b-1", wanted).fit(rows) == pytest.approx([1, 1, 0.5, 0.25, 0])
