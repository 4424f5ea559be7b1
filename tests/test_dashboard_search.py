"""Loops are found by the words that a performer remembers of them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from live.dashboard.search import MOST, Index
from live.library.shelf import Shelf
from live.types import Kind, Loop


def loop(id: int, path: str, role: int, key: int | None = None, bpm: float = 120.0) -> Loop:
    roles = tuple(float(place == role) for place in range(6))
    return Loop(
        id, path, "", Kind.LOOP, 8.0, bpm, 16.0, key=key, mode="minor", roles=roles, pack="Dust"
    )


def indexed(loops: Sequence[Loop]) -> Index:
    return Index.of(Shelf.from_loops(loops, {}), {loop.id: loop.path for loop in loops})


INDEX = indexed(
    [
        loop(1, "/l/deep_bass_120_Am.wav", 1, 9),
        loop(2, "/l/Dusty-Drums (92).flac", 0, None, 92.0),
        loop(3, "/l/jam.wav", 3, 6, 119.6),
        loop(4, "/l/Löp ÜBER.wav", 3),
    ]
)


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("deep", [1]),
        ("DEEP bass", [1]),
        ("bass deep", [1]),
        ("am", [1]),
        ("f#m", [3]),
        ("92", [2]),
        ("perc", [2]),
        ("melody 120", [3, 4]),
        ("dust", [2, 1, 3, 4]),
        ("über", [4]),
        ("eep", []),
        ("deep drums", []),
        ("", []),
        (" _-. ", []),
    ],
)
def test_every_word_must_begin_a_word_of_the_loop(query: str, ids: list[int]) -> None:
    assert INDEX.find(query) == ids


def test_not_more_are_shown_than_can_be_looked_at() -> None:
    many = indexed([loop(id, f"/l/hat{id:03}.wav", 0) for id in range(300)])
    assert many.find("hat") == list(range(MOST))
