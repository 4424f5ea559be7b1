from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from live import features
from live.errors import FileError
from models import split
from models.cache import Cache
from models.items import Item
from models.split import SPLITS
from tests.sounds import PROGRESSION, RATE, chords, drums

LOOP = Item("a.wav", "toy", "one", "0", "bass", "0", 120.0, 4)


def songs(count: int, corpus: str = "toy", **facts: str) -> list[Item]:
    """So many songs of ten loops each."""
    return [
        replace(LOOP, corpus=corpus, song=f"song {song}", material=str(loop), **facts)
        for song in range(count)
        for loop in range(10)
    ]


def divided(items: list[Item], known: split.Splits | None = None) -> dict[split.Song, str]:
    return split.split(items, np.arange(len(items)), known or {})


def test_songs_come_into_splits_by_their_corpus_shares() -> None:
    counts = Counter(divided(songs(100)).values())
    assert counts == {"train": 80, "valid": 10, "test": 10}
    assert set(divided(songs(10, "lmms")).values()) == {"valid", "test"}
    assert set(divided(songs(10, "freedoom")).values()) == {"train"}


def test_songs_of_a_family_stay_together() -> None:
    items = [replace(i, family=i.song[-1]) for i in songs(100)]
    decided = divided(items)
    for end in range(10):
        assert len({decided["toy", f"song {n}"] for n in range(end, 100, 10)}) == 1
    assert len(set(decided.values())) == 3


def test_songs_that_share_content_stay_together_even_across_corpora() -> None:
    items = [*songs(20), *songs(20, "other")]
    shared = np.arange(len(items))
    shared[200:] = shared[:200]
    decided = split.split(items, shared, {})
    assert all(decided["toy", f"song {n}"] == decided["other", f"song {n}"] for n in range(20))


def test_the_same_tune_in_another_sound_is_the_same_content() -> None:
    one = replace(LOOP, song="Faith", material="notes-1")
    two = replace(LOOP, song="Faith again", material="notes-1")
    drums = [replace(LOOP, song=f"{n}", material="few-1") for n in range(30)]
    decided = divided([one, two, *drums])
    assert decided["toy", "Faith"] == decided["toy", "Faith again"]
    assert len(set(decided.values())) > 1


def test_what_is_decided_stays_and_draws_its_family_along() -> None:
    known = {("toy", "song 3"): "test", ("gone", "song"): "valid"}
    items = [replace(i, family="Korp") if i.song in ("song 3", "song 4") else i for i in songs(9)]
    decided = divided(items, known)
    assert known.items() <= decided.items()
    assert decided["toy", "song 4"] == "test"
    assert divided(items, decided) == decided


def test_a_family_in_two_splits_is_refused() -> None:
    items = songs(2, family="Korp")
    with pytest.raises(FileError, match="song 0 is in test and toy/song 1 in train"):
        divided(items, {("toy", "song 0"): "test", ("toy", "song 1"): "train"})


def test_a_table_comes_back_as_it_was_written(tmp_path: Path) -> None:
    decided = divided(songs(12))
    split.write(tmp_path / "s.tsv", decided)
    assert split.read(tmp_path / "s.tsv") == decided
    with pytest.raises(FileError, match="no table of splits"):
        split.read(tmp_path / "nowhere.tsv")


def test_contents_are_told_by_sound_and_by_table() -> None:
    tune, beat = chords(120, *PROGRESSION), drums(120, 16)
    sounds = [tune, beat, 0.5 * tune, chords(120, (40, 47))]
    sketches = [features.sketch(features.spectra(each, RATE, 16)) for each in sounds]
    items = tuple(replace(LOOP, material=str(n)) for n in (0, 1, 2, 1))
    none = np.zeros(4)
    cache = Cache(items, np.stack(sketches), none, none, none, none, none, "")
    by_sound = split.sounds(cache)
    assert by_sound[0] == by_sound[2]
    assert by_sound[1] != by_sound[3]
    codes = split.contents(items, by_sound)
    assert codes[0] == codes[2]
    assert codes[1] == codes[3]
    assert codes[0] != codes[1]


def test_the_splits_of_the_project_are_in_order() -> None:
    decided = split.read()
    assert set(decided.values()) == set(SPLITS)
    by_corpus = {
        corpus: {s for (c, _), s in decided.items() if c == corpus} for corpus, _ in decided
    }
    assert by_corpus["freedoom"] == {"train"}
    assert by_corpus["tannerhelland"] == by_corpus["lmms"] == {"valid", "test"}
    assert len({decided["lmms", name] for _, name in decided if name.startswith("CapDan")}) == 1
