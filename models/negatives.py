"""What does not fit, for contrast: spoilt copies of a loop, and other loops of the cache.

The Neural Loop Combiner's five samplings (Chen et al., ISMIR 2020, section 4.1): random, selected,
reverse, shift, rearrange; and a key shift, the same part in another section, and strangers of the
same tempo and key. Spoilt copies share everything with the loop that they are copies of, but for
the one thing that is to be learnt.

Spoiling takes a sketch or its power (192, 212) or a bar's samples (44100,): time comes first, and
divides into beats.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from live import audio, features, mixing
from live.features import SKETCH_SHAPE, WINDOW_BEATS, Bytes
from live.types import ROLES, Floats
from models.alike import Codes
from models.cache import Cache
from models.describe import BAR_RATE, BAR_SAMPLES, NO_KEY
from models.items import BEATS_PER_BAR

Sound = npt.NDArray[Any]
Rng = np.random.Generator

_NEAR_BPM = 0.06  # octaves: about 4 %, which a stretcher hides
_ROLES_ALONE = [ROLES.index(role) for role in ("percussion", "bass")]
_TRIES = 8
_LOUD = 80  # steps of half a decibel below the loudest
_AUDIBLE = 6.0  # of the same steps, on average over what is loud


def reverse(sound: Sound, rng: Rng) -> Sound:
    """Backwards."""
    return sound[::-1]


def shift(sound: Sound, rng: Rng) -> Sound:
    """Turned by one, two or three beats."""
    return shifted(sound, int(rng.integers(1, BEATS_PER_BAR)))


def rearrange(sound: Sound, rng: Rng) -> Sound:
    """Its beats in another order, the same in every bar."""
    order = rng.permutation(BEATS_PER_BAR)
    while np.array_equal(order, np.arange(BEATS_PER_BAR)):
        order = rng.permutation(BEATS_PER_BAR)
    return rearranged(sound, order)


def key_shift(sound: Sound, rng: Rng) -> Sound:
    """Transposed by one to six semitones, up or down."""
    return transposed(sound, int(rng.integers(1, 7)) * int(rng.choice([-1, 1])))


#: How a loop is spoilt.
SPOILERS: Mapping[str, Callable[[Sound, Rng], Sound]] = {
    "reverse": reverse,
    "shift": shift,
    "rearrange": rearrange,
    "key": key_shift,
}


def shifted(sound: Sound, beats: int) -> Sound:
    """`sound`, begun `beats` later."""
    return np.roll(sound, beats * len(sound) // _beats(sound), axis=0)


def rearranged(sound: Sound, order: npt.ArrayLike) -> Sound:
    """`sound` with the beats of each bar in `order` (4,)."""
    bars = sound.reshape(-1, BEATS_PER_BAR, len(sound) // _beats(sound), *sound.shape[1:])
    return bars[:, np.asarray(order)].reshape(sound.shape)


def transposed(sound: Sound, semitones: int) -> Sound:
    """`sound` at another pitch; of its own type."""
    if sound.shape[-2:] != SKETCH_SHAPE:
        return _transposed_bar(sound, semitones)
    if sound.dtype != np.uint8:
        return mixing.transposed(sound, semitones)
    return _quantised(mixing.transposed(features.power(sound), semitones))


def _beats(sound: Sound) -> int:
    return WINDOW_BEATS if sound.ndim > 1 else BEATS_PER_BAR


def _quantised(power: Floats) -> Bytes:
    """The sketch that stands for `power`."""
    steps = 255 + 20 * np.log10(np.maximum(power, 1e-20))
    sketch: Bytes = np.rint(steps).clip(0, 255).astype(np.uint8)
    return sketch


def _transposed_bar(bar: Sound, semitones: int) -> Sound:
    samples = bar.astype(np.float32)[:, None]
    moved = audio.fit(samples, BAR_RATE, 1.0, semitones, BAR_SAMPLES)[:, 0]
    if np.issubdtype(bar.dtype, np.integer):
        limits = np.iinfo(bar.dtype)
        moved = np.rint(moved).clip(limits.min, limits.max)
    return moved.astype(bar.dtype)


def is_spoilt(loop: Bytes, copy: Bytes) -> bool:
    """Whether `copy` of a sketch is heard to be another: four to the floor can be turned."""
    heard = np.maximum(loop, copy).astype(int) > int(loop.max()) - _LOUD
    difference = np.abs(loop.astype(int) - copy.astype(int))[heard]
    return bool(len(difference)) and float(difference.mean()) > _AUDIBLE


def spoil(loop: Bytes, kind: str, rng: Rng) -> Bytes | None:
    """A spoilt copy of the sketch `loop` that is heard to be one; None if it cannot be had."""
    for _ in range(_TRIES):
        copy = SPOILERS[kind](loop, rng)
        if is_spoilt(loop, copy):
            return copy
    return None


@dataclass(frozen=True, slots=True, eq=False)
class Others:
    """Finds other rows of a cache, among those where `allowed` (n,) is true.

    Each method takes the row that is to be replaced, and returns None if there is no other.
    """

    songs: Codes
    places: Codes
    stems: Codes
    contents: Codes
    bpm: Floats
    keys: npt.NDArray[np.int8]
    is_alone: npt.NDArray[np.bool_]
    allowed: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, cache: Cache, contents: Codes, allowed: npt.NDArray[np.bool_]) -> Others:
        items = cache.items
        return cls(
            _codes([(i.corpus, i.song) for i in items]),
            _codes([i.together for i in items]),
            _codes([(i.corpus, i.song, i.stem) for i in items]),
            contents,
            np.array([i.bpm for i in items], np.float32),
            np.asarray(cache.keys),
            np.isin(cache.roles.argmax(axis=1), _ROLES_ALONE),
            allowed,
        )

    def random(self, row: int, rng: Rng) -> int | None:
        """Of another song."""
        return self._one(self._stranger(row), rng)

    def selected(self, row: int, rng: Rng) -> int | None:
        """Of another song, and no drums or bass, which fit nearly everything."""
        return self._one(self._stranger(row) & ~self.is_alone, rng)

    def other_section(self, row: int, rng: Rng) -> int | None:
        """The same part of the same song, playing something else elsewhere."""
        elsewhere = (self.stems == self.stems[row]) & (self.places != self.places[row])
        return self._one(elsewhere & (self.contents != self.contents[row]), rng)

    def same_tempo_and_key(self, row: int, rng: Rng) -> int | None:
        """Of another song, but nothing that tempo or key could tell."""
        near = np.abs(np.log2(self.bpm / self.bpm[row])) < _NEAR_BPM
        key = self.keys == self.keys[row] if self.keys[row] != NO_KEY else self.keys == NO_KEY
        return self._one(self._stranger(row) & near & key, rng)

    def _stranger(self, row: int) -> npt.NDArray[np.bool_]:
        is_other = (self.songs != self.songs[row]) & (self.contents != self.contents[row])
        return np.asarray(is_other, np.bool_)

    def _one(self, among: npt.NDArray[np.bool_], rng: Rng) -> int | None:
        rows = np.flatnonzero(among & self.allowed)
        return int(rng.choice(rows)) if len(rows) else None


def _codes(names: list[tuple[str, ...]]) -> Codes:
    """Equal numbers for equal names."""
    numbers: dict[tuple[str, ...], int] = {}
    return np.array([numbers.setdefault(name, len(numbers)) for name in names], np.int64)
