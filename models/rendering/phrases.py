"""Songs cut into phrases: four bars of one part, on the song's own grid."""

from __future__ import annotations

import hashlib
import operator
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import mido
import numpy as np

from models import grid
from models.items import BEATS_PER_BAR
from models.rendering.midi import Line, Part, Played, Song
from models.rendering.take import BEATS, LEAST_BARS

_LEAST_NOTES = 3
_HELD = 0.5  # beats that a note from before must go on to be struck again
_TELLING = 12, 4  # notes and pitches from which on equality is no coincidence
_PER_BEAT = 12  # places in which notes count as equal


@dataclass(frozen=True, slots=True, order=True)
class Note:
    """Place and length in beats."""

    beat: float
    beats: float
    pitch: int
    velocity: int

    @property
    def bars(self) -> range:
        """The bars in which it sounds."""
        last = max(self.beat, self.beat + self.beats - 1e-3)
        return range(int(self.beat // BEATS_PER_BAR), int(last // BEATS_PER_BAR) + 1)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Four bars of a part at `bpm`; `section` counts them in the song.

    `controls` are (beat, controller or pitch bend), those from before at 0.
    """

    part: Part
    section: int
    bpm: float
    notes: tuple[Note, ...]
    controls: tuple[tuple[float, mido.Message], ...] = ()

    @property
    def material(self) -> str:
        """A digest, equal for the same notes in the same places, whatever their octave.

        It begins with `notes` where equality cannot be a coincidence.
        """
        octave = 128 if self.part.is_drums else 12
        places = sorted({(round(n.beat * _PER_BEAT), n.pitch % octave) for n in self.notes})
        sizes = len(places), len({pitch for _, pitch in places})
        is_telling = not self.part.is_drums and all(map(operator.ge, sizes, _TELLING))
        digest = hashlib.blake2b(repr(places).encode(), digest_size=8).hexdigest()
        return f"{'notes' if is_telling else 'few'}-{digest}"


def phrases(song: Song) -> list[Phrase]:
    """The phrases of `song` that keep to their grid.

    Sections in which the tempo changes, or which are not in 4/4, are left out.
    """
    found: list[Phrase] = []
    for number, (start, bpm) in enumerate(_sections(song)):
        section = [
            Phrase(part, number, bpm, notes, tuple(_controls(line, start, song.per_beat)))
            for part, line in song.lines.items()
            if _is_enough(notes := tuple(sorted(_notes(line.notes, start, song.per_beat))))
        ]
        found.extend(_on_grid(section))
    return found


def _sections(song: Song) -> Iterator[tuple[int, float]]:
    """(tick, bpm) of every four bars of 4/4 in one tempo, from the first bar with a note on."""
    length, bar = BEATS * song.per_beat, BEATS_PER_BAR * song.per_beat
    notes = [note for line in song.lines.values() for note in line.notes]
    starts = sorted(note.start for note in notes)
    last = max((note.stop for note in notes), default=0)
    for begin, end in _common_time(song, last + bar - 1):
        first = next((start for start in starts if begin <= start < end), end)
        for tick in range(first - (first - begin) % bar, end - length + 1, length):
            if tempo := _one_tempo(song.tempi, tick, tick + length):
                yield tick, round(60e6 / tempo, 4)


def _common_time(song: Song, end: int) -> Iterator[tuple[int, int]]:
    """From which tick to which the song is in 4/4."""
    ends = [tick for tick, _ in song.metres[1:]] + [end]
    for (begin, is_common), stop in zip(song.metres, ends, strict=True):
        if is_common:
            yield begin, stop


def _one_tempo(tempi: Sequence[tuple[int, int]], start: int, stop: int) -> int | None:
    """The tempo from tick `start` to `stop`; None if it changes in between."""
    standing = bisect_right(tempi, start, key=lambda change: change[0]) - 1
    tempo = tempi[standing][1]
    changes = any(at < stop and other != tempo for at, other in tempi[standing + 1 :])
    return None if changes else tempo


def _notes(line: Sequence[Played], start: int, per_beat: int) -> Iterator[Note]:
    """The notes from tick `start` on; what still sounds from before is struck again."""
    stop = start + BEATS * per_beat
    for note in line:
        is_held = note.start < start and note.stop - start >= _HELD * per_beat
        if note.start < stop and (note.start >= start or is_held):
            begin = max(note.start, start)
            length = (min(note.stop, stop) - begin) / per_beat
            yield Note((begin - start) / per_beat, length, note.pitch, note.velocity)


def _is_enough(notes: Sequence[Note]) -> bool:
    bars = {bar for note in notes for bar in note.bars}
    return len(notes) >= _LEAST_NOTES and len(bars) >= LEAST_BARS


def _controls(line: Line, start: int, per_beat: int) -> Iterator[tuple[float, mido.Message]]:
    """How controllers stand at tick `start`, the latest last, and how they change after it."""
    standing: dict[tuple[str, int], mido.Message] = {}
    for tick, message in line.controls:
        if tick <= start:
            kind = message.type, getattr(message, "control", 0)
            standing.pop(kind, None)
            standing[kind] = message
    yield from ((0.0, message) for message in standing.values())
    for tick, message in line.controls:
        if start < tick < start + BEATS * per_beat:
            yield (tick - start) / per_beat, message


def _on_grid(section: Sequence[Phrase]) -> Iterator[Phrase]:
    pulses = [grid.pulse([n.beat for n in p.notes], [n.velocity for n in p.notes]) for p in section]
    for phrase, keep in zip(section, grid.kept(np.array(pulses)), strict=True):
        if keep:
            yield phrase
