"""The cue list: what came and went at which place, as Live counts places.

Live reads no locators from a text, so this is one to read beside it; `midi` is one to import.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from live.errors import FileError
from live.review.arrangement import Arrangement
from live.review.values import Block, Review, name, role

#: Places closer than this are one, beats.
_TOGETHER = 0.01

#: A change of tempo that is worth a line, bpm.
_WORTH_A_LINE = 0.05


@dataclass(frozen=True, slots=True)
class Cue:
    """All that happens at a place; `beat` is one of the arrangement, from 0 on."""

    beat: float
    texts: tuple[str, ...]


def cues(review: Review) -> list[Cue]:
    """In their order, one a place."""
    bars = review.arrangement
    found = sorted([*_tempi(review), *_edges(review.blocks, bars)], key=lambda one: one[0])
    together = groupby(found, key=lambda one: round(one[0] / _TOGETHER))
    return [_cue(list(those)) for _, those in together]


def write(review: Review, path: Path) -> None:
    """One line a cue: place, time, what. Raises `FileError`."""
    lines = [line(cue, review.arrangement) for cue in cues(review)]
    try:
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    except OSError as error:
        raise FileError(f"{path}: {error.strerror}; give another file to --cues") from None


def line(cue: Cue, bars: Arrangement) -> str:
    time = max(bars.time_at(cue.beat), 0.0)
    what = "; ".join(cue.texts)
    return f"{place(cue.beat, bars.beats_per_bar)}\t{_clock(time)}\t{what}"


def place(beat: float, beats_per_bar: int) -> str:
    """`bars.beats.sixteenths`, all from 1 on; the nearest sixteenth."""
    sixteenths = round(beat * 4)
    bar, rest = divmod(sixteenths, 4 * beats_per_bar)
    return f"{bar + 1}.{rest // 4 + 1}.{rest % 4 + 1}"


def _cue(those: list[tuple[float, str]]) -> Cue:
    return Cue(those[0][0], tuple(text for _, text in those))


def _tempi(review: Review) -> Iterator[tuple[float, str]]:
    for time, bpm in review.course.tempi(_WORTH_A_LINE):
        yield review.arrangement.beat_at(time) if time else 0.0, f"tempo {bpm:.2f}"


def _edges(blocks: Iterable[Block], bars: Arrangement) -> Iterator[tuple[float, str]]:
    for block in blocks:
        yield bars.beat_at(block.start.time), f"{block.lane} in: {_told(block)}"
        yield bars.beat_at(block.end.time), f"{block.lane} out: {name(block.loop)}"


def _told(block: Block) -> str:
    """`drums (percussion, Am, +2)`: what is known of it."""
    shift = block.suggestion.transpose
    known = [role(block.loop), block.key, f"{shift:+d}" if shift else ""]
    said = ", ".join(filter(None, known))
    return f"{name(block.loop)} ({said})" if said else name(block.loop)


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds, 3), 60)
    return f"{int(minutes // 60)}:{int(minutes % 60):02}:{rest:06.3f}"
