"""How near loops are to an imagined one: by harmony and rhythm, as their fixes place them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from live import bundle, features
from live.bundle import Bundle
from live.config import RankingConfig, Weights
from live.features import Profile
from live.library.shelf import Shelf
from live.listening.hearing import Heard, hear_sketch, silence
from live.ranking import Wishes, rank
from live.ranking.fix import Fixes, met
from live.ranking.imagined import Imagined
from live.ranking.query import OFFSETS, transpositions
from live.timeline import Timeline
from live.types import ROLES, Floats, Suggestion
from tests import onnx_models
from tests.shelves import Made, shelf_of
from tests.sounds import chords, drums

RANDOM = np.random.default_rng(7)
SHIFTS = transpositions(6)

ROOTS = ((36,), (36,), (39,), (34,))
OTHERS = ((37,), (42,), (37,), (43,))
EIGHTHS = tuple((36,) for _ in range(32))


def profile(samples: Floats) -> Profile:
    spectra = features.spectra(samples, features.RATE, 16)
    return features.profile(features.power(features.sketch(spectra)))


def imagined(like: Floats) -> Imagined:
    """One with the harmony and rhythm of those samples."""
    found = profile(like)
    return Imagined(found.harmony.ravel(), found.rhythm.ravel())


def fit(wanted: Imagined, *loops: Imagined) -> list[float]:
    rows = (np.stack([getattr(loop, name) for loop in loops]) for name in ("harmony", "rhythm"))
    return wanted.fit(*rows).tolist()


def without_tones(loop: Imagined) -> Imagined:
    return replace(loop, harmony=0 * loop.harmony)


def without_accents(loop: Imagined) -> Imagined:
    return replace(loop, rhythm=0 * loop.rhythm)


# --- what is near ---------------------------------------------------------------------------------


def test_bars_make_one_harmony_and_a_mean_rhythm() -> None:
    harmony, rhythm = RANDOM.standard_normal((4, 4, 12)), RANDOM.random((4, 2, 16))
    rhythm[:, 1] = 0
    made = Imagined.of(harmony.astype(np.float32), rhythm.astype(np.float32))
    assert np.allclose(made.harmony, harmony.ravel() / np.linalg.norm(harmony), atol=1e-6)
    mean = rhythm[:, 0].mean(axis=0)
    assert np.allclose(made.rhythm[:16], mean / np.linalg.norm(mean), atol=1e-6)
    assert not made.rhythm[16:].any()
    silent = Imagined.of(np.zeros((4, 4, 12), np.float32), np.zeros((4, 2, 16), np.float32))
    assert not silent.harmony.any() and not silent.rhythm.any()


def test_a_loop_in_its_key_and_rhythm_beats_others() -> None:
    bass = chords(120, *ROOTS)
    same, elsewhere, busy = (
        imagined(each)
        for each in (bass, chords(120, *ROOTS, up=1), chords(120, *EIGHTHS, beats=0.5) + bass)
    )
    near = fit(same, same, busy, elsewhere)
    assert near[0] == pytest.approx(1, abs=1e-5)
    assert near[0] > near[1] + 0.02 > near[2] + 0.2


def test_the_opposite_is_as_far_as_can_be_and_what_tells_nothing_is_neither() -> None:
    wanted = imagined(chords(120, *ROOTS))
    opposite = Imagined(-wanted.harmony, -wanted.rhythm)
    nothing = without_tones(without_accents(wanted))
    hits = Imagined(0 * wanted.harmony, np.full(32, 0.25, np.float32))
    assert fit(wanted, opposite, nothing, hits) == pytest.approx([0, 0.5, 0.5], abs=1e-5)
    assert fit(nothing, wanted) == [0.5]


def test_drums_without_tones_are_judged_by_their_rhythm_and_tones_without_hits_by_theirs() -> None:
    wanted = imagined(drums(120, 16) + chords(120, *ROOTS))
    beat = without_tones(imagined(drums(120, 16)))
    late = without_tones(imagined(np.roll(drums(120, 16), 11025)))
    tones = without_accents(imagined(chords(120, *ROOTS)))
    near = fit(wanted, beat, late, tones)
    assert near[0] > 0.85 and near[0] > near[1] + 0.3
    assert near[2] > 0.85
    assert fit(without_tones(wanted), tones) == [0.5]


def test_harmony_counts_more_than_rhythm() -> None:
    wanted = imagined(chords(120, *ROOTS))
    only_harmony = replace(wanted, rhythm=-wanted.rhythm)
    only_rhythm = replace(wanted, harmony=-wanted.harmony)
    harmony, rhythm = fit(wanted, only_harmony, only_rhythm)
    assert 1 > harmony > 0.55 > 0.45 > rhythm > 0


# --- as a fix places it ---------------------------------------------------------------------------


@pytest.mark.parametrize(("transpose", "offset"), [(0, 0), (-3, 0), (0, 1), (4, -1), (2, 2)])
def test_a_loop_is_compared_as_its_fix_places_it(transpose: int, offset: int) -> None:
    wanted = imagined(drums(120, 16) + chords(120, *ROOTS))
    harmony, rhythm = wanted.harmony.reshape(16, 12), wanted.rhythm.reshape(2, 16)
    loop = Imagined(
        np.roll(harmony, (-offset, -transpose), axis=(0, 1)).ravel(),
        np.roll(rhythm, -4 * offset, axis=1).ravel(),
    )
    fixes = [(t, o) for t in SHIFTS for o in OFFSETS]
    fit = met(wanted, placed(fixes), SHIFTS).fit(
        np.tile(loop.harmony, (len(fixes), 1)), np.tile(loop.rhythm, (len(fixes), 1))
    )
    assert fixes[int(fit.argmax())] == (transpose, offset)
    assert fit.max() == pytest.approx(1, abs=1e-5)


def test_at_double_tempo_a_loop_is_compared_with_two_bars_in_its_one() -> None:
    wanted = imagined(chords(120, *ROOTS))
    halved = wanted.harmony.reshape(8, 2, 12).mean(axis=1)
    loop = replace(wanted, harmony=np.tile(halved, (2, 1)).ravel())
    fixes = placed([(0, 0), (0, 0)], factors=(1.0, 2.0))
    rows = (np.stack([each, each]) for each in (loop.harmony, 0 * loop.rhythm))
    once, twice = met(wanted, fixes, SHIFTS).fit(*rows)
    assert twice == pytest.approx(1, abs=1e-5)
    assert once < 0.95


def placed(fixes: Sequence[tuple[int, int]], factors: Sequence[float] = ()) -> Fixes:
    transpose, offset = np.array(fixes).T
    factor = np.array(factors or [1.0] * len(fixes), np.float32)
    return Fixes(transpose, offset, factor, 0 * factor, 0 * factor)


# --- in the ranking -------------------------------------------------------------------------------


@pytest.fixture
def imagines(tmp_path: Path) -> Bundle:
    """Imagines a bass with the harmony and rhythm of what sounds."""
    return bundle.open(onnx_models.imagining(tmp_path))


BASS = tuple(float(role == "bass") for role in ROLES)
LOOPS = [
    Made(chords(120, *OTHERS), 120, 16, roles=BASS),
    Made(chords(120, *ROOTS, up=3), 120, 16, roles=BASS),
    Made(drums(120, 16), 120, 16),
]
FAR, NEAR, DRUMS = 1, 2, 3
SHELF = shelf_of(LOOPS)
CHORDS = tuple((24 + root, 31 + root) for (root,) in ROOTS)


def heard() -> Heard:
    sketch = Made(chords(120, *CHORDS), 120, 16).sketch
    return replace(hear_sketch(1, Timeline(120), sketch), roles=(1.0, 0.0, 1.0, 1.0, 1.0, 1.0))


def ranked(
    *bundles: Bundle,
    role: str = "bass",
    weight: float = 5.0,
    context: Heard | None = None,
    shelf: Shelf = SHELF,
) -> dict[int, Suggestion]:
    """By id, the best first."""
    config = RankingConfig(Weights(imagined=weight), nothing_fits=0.0)
    found = rank(context or heard(), shelf, Wishes(role=role, surprise=0.0), config, bundles)
    return {each.loop.id: each for each in found.suggestions}


def nearness(suggestion: Suggestion) -> float:
    return dict(suggestion.reasons)["imagined"]


@pytest.mark.parametrize("role", ["bass", "auto"])
def test_what_is_near_comes_first_in_the_key_of_its_fix_and_says_so(
    imagines: Bundle, role: str
) -> None:
    found = ranked(imagines, role=role)
    assert next(iter(found)) == NEAR and found[NEAR].transpose == -3
    assert nearness(found[NEAR]) > 1.2 * nearness(found[FAR])
    assert found[NEAR].score == pytest.approx(sum(dict(found[NEAR].reasons).values()))


def test_the_harmony_of_drums_means_nothing(imagines: Bundle) -> None:
    drums = DRUMS - 1
    assert SHELF.harmony[drums].any() and not SHELF.tonal[drums]
    inverted = np.array(SHELF.harmony)
    inverted[drums] *= -1
    other = replace(SHELF, harmony=inverted)
    assert nearness(ranked(imagines)[DRUMS]) == nearness(ranked(imagines, shelf=other)[DRUMS])


def test_where_no_bass_is_missing_nothing_is_imagined(imagines: Bundle) -> None:
    for found in (
        ranked(imagines, role="percussion"),
        ranked(imagines, role="any"),
        ranked(imagines, weight=0.0),
        ranked(imagines, context=silence(1, 120)),
        ranked(imagines, context=hear_sketch(1, Timeline(120), 0 * SHELF.sketches([0])[0])),
        ranked(),
    ):
        assert found
        assert all("imagined" not in dict(each.reasons) for each in found.values())


def test_of_two_that_imagine_the_part_the_last_is_asked(imagines: Bundle, tmp_path: Path) -> None:
    deaf = Deaf(bundle.open(onnx_models.imagining(tmp_path / "own", version="2")))
    alone, first, last = (
        ranked(*each) for each in ([imagines], [deaf, imagines], [imagines, deaf])
    )
    assert nearness(first[NEAR]) == nearness(alone[NEAR]) > nearness(last[NEAR])
    assert nearness(last[NEAR]) == nearness(last[FAR]) == nearness(last[DRUMS])


class Deaf(Bundle):
    """Imagines silence, whatever sounds."""

    def __init__(self, real: Bundle) -> None:
        super().__init__(real.manifest, real._sessions)

    def guess(self, power: Floats) -> tuple[Floats, Floats]:
        return super().guess(0 * power)
