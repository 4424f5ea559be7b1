"""Songs whose parts are known: mixed from aligned stems, to be taken apart again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from live import audio
from live.errors import FileError
from live.types import Floats
from models.extraction.cube import RATE, Cube, Integers, fold
from models.extraction.layout import Layout
from models.items import Item

#: Of the square of two bars' magnitudes: bars that differ by less are the same loop again.
#: Synthesizers start at any phase, so that even the same notes are not the same samples.
_SAME = 0.15
_SOUNDS = 0.05  # of its loudest bar: what is quieter is a tail
_AUDIBLE = 0.01  # of the mix
_COPY = 0.98  # the correlation of stems that are one recording


@dataclass(frozen=True, slots=True)
class Known:
    """A song of `stems` (n, frames) at `RATE`, and its bar lines."""

    corpus: str
    song: str
    stems: Floats
    starts: Integers

    @property
    def mix(self) -> Floats:
        mixed: Floats = self.stems.sum(axis=0)
        return mixed

    def bar(self, samples: Floats, bar: int) -> Floats:
        """That bar of `samples` (..., frames)."""
        return samples[..., self.starts[bar] : self.starts[bar + 1]]


@dataclass(frozen=True, slots=True)
class TrueLoop:
    """What a stem plays in all the `bars` (bars,) where it plays the same."""

    stem: int
    bars: Layout


def by_song(items: Iterable[Item]) -> list[tuple[Item, ...]]:
    """The items of each song, in the order of their first items."""
    found: dict[tuple[str, str], list[Item]] = {}
    for item in items:
        found.setdefault((item.corpus, item.song), []).append(item)
    return [tuple(song) for song in found.values()]


def known_song(items: Sequence[Item]) -> Known:
    """A song out of its `items`: sections in their order, one after the other.

    Raises `FileError` when a file cannot be read, or when the stems are copies of one another.
    """
    first = items[0]
    sections = {item.section: item for item in sorted(items, key=_place)}
    stems = sorted({item.stem for item in items})
    starts = _starts(list(sections.values()))
    bars = np.cumsum([0, *(section.bars for section in sections.values())])
    begins = dict(zip(sections, starts[bars], strict=False))
    sound = np.zeros((len(stems), starts[-1]), np.float32)
    for item in items:
        loop = _read(item)[: round(item.seconds * RATE)]
        place = sound[stems.index(item.stem), begins[item.section] :]
        place[: len(loop)] += loop[: len(place)]
    _refuse_copies(sound, f"{first.corpus}/{first.song}")
    return Known(first.corpus, first.song, sound, starts)


def _place(item: Item) -> tuple[int, str]:
    return (int(item.section), "") if item.section.isdigit() else (0, item.section)


def _starts(sections: Sequence[Item]) -> Integers:
    """The bar lines, each section at its own tempo."""
    bars = [section.seconds / section.bars for section in sections for _ in range(section.bars)]
    starts: Integers = np.rint(np.cumsum([0.0, *bars]) * RATE).astype(np.int64)
    return starts


def _read(item: Item) -> Floats:
    sound = audio.decode(item.path)
    return audio.resample(audio.mono(sound.samples), sound.rate, RATE)


def _refuse_copies(stems: Floats, name: str) -> None:
    norms = np.linalg.norm(stems, axis=1, keepdims=True)
    unit = stems / np.maximum(norms, np.finfo(np.float32).tiny)
    if len(stems) < 2 or (np.tril(unit @ unit.T, -1) > _COPY).sum() >= len(stems) - 1:
        raise FileError(f"{name}: all its stems are one recording; nothing to take apart")


def true_loops(known: Known) -> list[TrueLoop]:
    """All loops of the song, a stem's bars grouped by what is heard in them."""
    level = _level(known.mix)
    return [
        TrueLoop(number, bars)
        for number, stem in enumerate(known.stems)
        for bars in _groups(fold(stem, known.starts), _sounding(known, stem, level))
    ]


def _sounding(known: Known, stem: Floats, level: float) -> list[int]:
    levels = [_level(known.bar(stem, bar)) for bar in range(len(known.starts) - 1)]
    least = max(_AUDIBLE * level, _SOUNDS * max(levels))
    return [bar for bar, of_bar in enumerate(levels) if of_bar > least]


def _level(samples: Floats) -> float:
    return float(np.sqrt(np.mean(samples**2)))


def _groups(cube: Cube, bars: Sequence[int]) -> Iterator[Layout]:
    """Every bar joins the first group whose first bar it resembles."""
    magnitude = np.abs(cube.spectra)
    groups: dict[int, list[int]] = {}
    for bar in bars:
        like = (first for first in groups if _is_same(magnitude[bar], magnitude[first]))
        groups.setdefault(next(like, bar), []).append(bar)
    for group in groups.values():
        yield np.isin(np.arange(cube.bars), group)


def _is_same(a: Floats, b: Floats) -> bool:
    return bool(np.sum((a - b) ** 2) < _SAME * (np.sum(a**2) + np.sum(b**2)))
