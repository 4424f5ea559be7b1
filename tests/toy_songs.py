"""A cache of small songs whose parts share when they play and which pitches, and nothing else."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from live.features import N_MEL, SKETCH_PER_BEAT, SKETCH_SHAPE
from models import items
from models.cache import TABLE, Cache
from models.describe import LAYOUT
from models.draws import Stage
from models.items import Item
from models.split import Splits

SONGS, PARTS = 8, 3


def sketch(song: int, section: int, part: int) -> np.ndarray:
    """Hits and a chord; another section plays a fourth above and a beat later."""
    random = np.random.default_rng((song, section, part))
    made = random.integers(90, 110, SKETCH_SHAPE)
    frames = (np.array([0, 3, 7, 10]) + song + section) % 16 * SKETCH_PER_BEAT
    made[frames, : 40 + 20 * part] = 230
    for octave in range(2, 5):
        made[:, N_MEL + 12 * octave + (np.array([0, 4, 7]) + song + 5 * section) % 12] = 200 + part
    return made.astype(np.uint8)


def cache(sections: int = 1, corpus: str = "made") -> Cache:
    """The first part of each section is percussion by its roles, the others are chords."""
    places = [(s, n, p) for s in range(SONGS) for n in range(sections) for p in range(PARTS)]
    found = tuple(
        Item(f"{s}-{n}-{p}.wav", corpus, str(s), str(n), str(p), str(n), 120.0, 4)
        for s, n, p in places
    )
    count = len(found)
    roles = np.eye(6, dtype=np.float32)[[0 if part == 0 else 2 for *_, part in places]]
    return Cache(
        found,
        np.stack([sketch(*place) for place in places]),
        np.zeros((count, 44100), np.int16),
        np.zeros(count, np.int8),
        roles,
        np.full(count, -1, np.int8),
        np.zeros((count, 4), np.complex64),
        "made",
    )


def stage(made: Cache) -> Stage:
    """All of `made`; no two loops are the same."""
    return Stage(made, np.arange(len(made.items)), np.ones(len(made.items), bool))


def halves(corpus: str = "made") -> Splits:
    """The first half of the songs to train on, the others to test with."""
    return {(corpus, str(s)): "train" if 2 * s < SONGS else "test" for s in range(SONGS)}


def saved(made: Cache, folder: Path) -> Path:
    """`made` as `Cache.open` finds it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in LAYOUT:
        np.save(folder / f"{name}.npy", getattr(made, name))
    (folder / "digest.txt").write_text(made.digest)
    items.write(folder / TABLE, made.items)
    return folder
