"""MIDI files as what their parts play, in ticks, with the song's tempi and metres."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import mido

from live.errors import FileError

DRUM_CHANNEL = 9

_CONTROLS = frozenset({1, 6, 11, 64, 100, 101})  # modulation, expression, pedal, bend range
_TEMPO = 500_000  # microseconds a beat, where a file has none

T = TypeVar("T")


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """A track may hold several channels, and a channel may change its program."""

    track: int
    channel: int
    program: int

    @property
    def name(self) -> str:
        return f"{self.track:02d}-{self.channel:02d}-{self.program:03d}"

    @property
    def is_drums(self) -> bool:
        return self.channel == DRUM_CHANNEL


@dataclass(frozen=True, slots=True)
class Played:
    """A note from tick `start` to `stop`."""

    start: int
    stop: int
    pitch: int
    velocity: int


@dataclass(frozen=True, slots=True)
class Line:
    """What one part plays; `controls` are (tick, controller or pitch bend), in order."""

    notes: list[Played] = field(default_factory=list)
    controls: list[tuple[int, mido.Message]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Song:
    """`tempi` (tick, microseconds a beat) and `metres` (tick, is it 4/4?) begin at tick 0."""

    per_beat: int
    lines: dict[Part, Line]
    tempi: list[tuple[int, int]]
    metres: list[tuple[int, bool]]


def read(path: Path) -> Song:
    """The song in the file at `path`. Raises `FileError`."""
    try:
        midi = mido.MidiFile(path, clip=True)
    except (OSError, EOFError, ValueError, KeyError, IndexError) as error:
        reason = str(error) or "it ends too early"
        raise FileError(f"{path}: no MIDI file ({reason}); remove it") from None
    lines: dict[Part, Line] = defaultdict(Line)
    for number, track in enumerate(midi.tracks):
        _Reader(number, lines).read(track)
    return Song(
        midi.ticks_per_beat,
        {part: line for part, line in sorted(lines.items()) if line.notes},
        _changes(midi, "set_tempo", lambda m: int(m.tempo), _TEMPO),
        _changes(midi, "time_signature", lambda m: (m.numerator, m.denominator) == (4, 4), True),
    )


def _changes(
    midi: mido.MidiFile, kind: str, value: Callable[[mido.MetaMessage], T], default: T
) -> list[tuple[int, T]]:
    """(tick, value) of all messages of one kind in any track, one from tick 0 on."""
    found = {0: default}
    for track in midi.tracks:
        found.update((tick, value(m)) for tick, m in _timed(track) if m.type == kind)
    return sorted(found.items())


def _timed(track: mido.MidiTrack) -> Iterator[tuple[int, mido.Message]]:
    tick = 0
    for message in track:
        tick += message.time
        yield tick, message


class _Reader:
    """Sorts the messages of a track into the lines of its parts."""

    def __init__(self, track: int, lines: dict[Part, Line]) -> None:
        self._track = track
        self._lines = lines
        self._programs: dict[int, int] = defaultdict(int)
        self._sounding: dict[tuple[int, int], tuple[Part, int, int]] = {}

    def read(self, track: mido.MidiTrack) -> None:
        for tick, message in _timed(track):
            match message.type:
                case "program_change":
                    self._programs[message.channel] = message.program
                case "note_on" | "note_off":
                    self._end(tick, message)
                    self._begin(tick, message)
                case "control_change" if message.control in _CONTROLS:
                    self._line(message).controls.append((tick, message))
                case "pitchwheel":
                    self._line(message).controls.append((tick, message))

    def _part(self, message: mido.Message) -> Part:
        return Part(self._track, message.channel, self._programs[message.channel])

    def _line(self, message: mido.Message) -> Line:
        return self._lines[self._part(message)]

    def _begin(self, tick: int, message: mido.Message) -> None:
        if message.type == "note_on" and message.velocity:
            key = message.channel, message.note
            self._sounding[key] = self._part(message), tick, message.velocity

    def _end(self, tick: int, message: mido.Message) -> None:
        """A note that is struck again ends as well."""
        if begun := self._sounding.pop((message.channel, message.note), None):
            part, start, velocity = begun
            note = Played(start, max(tick, start + 1), message.note, velocity)
            self._lines[part].notes.append(note)
