"""The map: near is alike, far is not, and it is the same tomorrow."""

from __future__ import annotations

import numpy as np
import pytest

from live.dashboard.atlas import Atlas, spread
from live.dashboard.layout import laid_out, nearest
from live.library.shelf import Shelf
from live.tasks import Offer
from live.types import Floats

KINDS = 6
EACH = 40


def family(kinds: Floats, size: int, spread: float, seed: int) -> Floats:
    """A row of random numbers for each kind, and for each loop that of its kind with noise."""
    random = np.random.default_rng(seed)
    middle = random.standard_normal((KINDS, size))
    noise = spread * random.standard_normal((len(kinds), size))
    return (middle[kinds.astype(int)] + noise).astype(np.float32)


def shelf(kinds: Floats, **offers: Offer) -> Shelf:
    """Loops of so many kinds, by kind; of the same role all of them."""
    n = len(kinds)
    columns = {
        name: np.ones(n) for name in ("beats", "key", "minor", "lufs", "tonal", "density", "bpm")
    }
    return Shelf.from_arrays(
        offers=offers,
        ids=np.arange(n),
        beats_per_bar=np.full(n, 4),
        pack=np.zeros(n),
        roles=np.tile([1.0, 0, 0, 0, 0, 0], (n, 1)),
        harmony=family(kinds, 192, 1.0, 1),
        rhythm=family(kinds, 32, 1.0, 2),
        balance=family(kinds, 16, 1.0, 3),
        **columns,
    )


ALL_KINDS = np.repeat(np.arange(KINDS), EACH).astype(np.float32)


def alike(places: Floats, kinds: Floats) -> float:
    """Of the five nearest on the map, the share that is of the same kind."""
    return float((kinds[nearest(places, 5)] == kinds[:, None]).mean())


def test_what_sounds_alike_lies_near() -> None:
    atlas = Atlas.of(shelf(ALL_KINDS))
    assert alike(atlas.places, ALL_KINDS) > 0.95
    assert alike(spread(atlas.space[:, :2]), ALL_KINDS) < 0.9, "two axes cannot tell six kinds"


def test_what_a_bundle_hears_counts() -> None:
    """By their profiles these loops are of one kind."""
    heard = family(ALL_KINDS, 192, 1.0, 4), family(ALL_KINDS, 32, 1.0, 5)
    offer = Offer.of(*heard, family(ALL_KINDS, 8, 0.1, 6))
    one_kind = np.zeros(len(ALL_KINDS), np.float32)
    assert alike(Atlas.of(shelf(one_kind)).places, ALL_KINDS) < 0.4
    assert alike(Atlas.of(shelf(one_kind, fit=offer)).places, ALL_KINDS) > 0.9


def test_it_fills_the_whole_map_evenly() -> None:
    places = Atlas.of(shelf(ALL_KINDS)).places
    for axis in places.T:
        assert np.sort(axis) == pytest.approx(np.linspace(0, 1, len(places)))


def test_it_is_the_same_for_the_same_library() -> None:
    first, second = Atlas.of(Shelf.synthetic(300)), Atlas.of(Shelf.synthetic(300))
    assert np.array_equal(first.places, second.places)


def test_a_large_library_is_thinned_out_and_the_others_lie_beside_their_like() -> None:
    whole = shelf(ALL_KINDS)
    atlas = Atlas.of(whole, most=100)
    assert len(atlas.rows) == len(atlas.places) == 100
    assert np.ptp(atlas.rows) == len(whole) - 1
    assert np.diff(atlas.rows).max() <= 3
    assert np.array_equal([atlas.place(row) for row in atlas.rows], atlas.places)
    kinds = ALL_KINDS[atlas.rows]
    others = np.setdiff1d(np.arange(len(whole)), atlas.rows)
    beside = [np.abs(atlas.places - atlas.place(row)).sum(axis=1).argmin() for row in others]
    assert (kinds[beside] == ALL_KINDS[others]).mean() > 0.95


@pytest.mark.parametrize("loops", [1, 2, 3, 12])
def test_a_small_library_has_a_map_as_well(loops: int) -> None:
    places = Atlas.of(Shelf.synthetic(loops)).places
    assert places.shape == (loops, 2)
    assert np.isfinite(places).all()


def test_loops_that_are_all_the_same_lie_somewhere() -> None:
    same = np.zeros((20, 20), np.float32)
    assert np.isfinite(laid_out(same, same[:, :2])).all()
