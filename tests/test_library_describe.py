from __future__ import annotations

import json
from dataclasses import replace

import pytest

from live.library import describe
from live.types import Fact, Kind, Loop, Origin

FACTS = {"bpm": Fact(120.0, Origin.NAME, 0.95, "in the name")}
LOOP = Loop(
    7,
    "/a.wav",
    "d1",
    Kind.LOOP,
    8.0,
    120.0,
    16.0,
    key=9,
    mode="minor",
    roles=(0.1, 0.9, 0, 0, 0, 0),
    facts=FACTS,
)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("bpm", 120.0, "120"),
        ("bpm", 108.0943, "108.094"),
        ("beats", 16.0, "16"),
        ("beats", 0.5, "0.5"),
        ("key", 1, "C#"),
        ("pack", "Night", "Night"),
        ("kind", Kind.ONE_SHOT, "one-shot"),
    ],
)
def test_facts_read_as_people_write_them(name: str, value: float | str, said: str) -> None:
    assert describe.value(name, Fact(value, Origin.ANALYSIS, 1)) == said


@pytest.mark.parametrize(
    ("beats", "per_bar", "said"),
    [(16, 4, "4 bars"), (4, 4, "1 bar"), (3, 3, "1 bar"), (7, 4, "7 beats"), (1, 4, "1 beat")],
)
def test_length_is_told_in_bars_where_they_are_whole(beats: int, per_bar: int, said: str) -> None:
    assert describe.length(replace(LOOP, beats=float(beats), beats_per_bar=per_bar)) == said


def test_the_length_of_what_has_no_beats_is_seconds() -> None:
    assert describe.length(replace(LOOP, beats=0.0, seconds=1.26)) == "1.3 s"


def test_what_nobody_knows_has_no_role() -> None:
    unknown = replace(LOOP, roles=(0.0,) * 6)
    assert (describe.role(LOOP), describe.role(unknown)) == ("bass", "")
    assert (describe.roles(unknown), describe.role_from(unknown)) == ((), "")


@pytest.mark.parametrize(
    ("chances", "listed"),
    [
        ((0.1, 0.9, 0, 0, 0, 0), ("bass",)),
        ((0.1, 0.6, 0, 0.8, 0.5, 0), ("melody", "bass", "fx")),
        ((0.1, 0.3, 0, 0.2, 0, 0), ("bass",)),
    ],
)
def test_a_loop_is_listed_under_what_it_likely_plays(
    chances: tuple[float, ...], listed: tuple[str, ...]
) -> None:
    assert describe.roles(replace(LOOP, roles=chances)) == listed


def test_counts() -> None:
    held = {Kind.LOOP: 43, Kind.ONE_SHOT: 1, Kind.SILENCE: 2, Kind.SONG: 2}
    assert describe.counts(held) == "43 loops, 1 one-shot, 2 silence, 2 songs"
    assert describe.counts({}) == "nothing"


def test_scripts_are_told_everything() -> None:
    told = json.loads(json.dumps(describe.as_json(LOOP)))
    assert (told["key"], told["mode"], told["role"], told["roles"]["bass"]) == (
        "Am",
        "minor",
        "bass",
        0.9,
    )
    assert told["facts"] == {
        "bpm": {"value": 120.0, "origin": "name", "confidence": 0.95, "note": "in the name"}
    }
    silence = describe.as_json(replace(LOOP, kind=Kind.SILENCE, bpm=0.0, beats=0.0))
    assert (silence["bpm"], silence["beats"]) == (None, None)
