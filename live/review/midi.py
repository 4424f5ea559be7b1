"""The set as a standard MIDI file: tempo map, markers, and a track a slot with a note a block.

Live imports notes, and asks whether to take the tempo as well, as far as notes reach: so the first
track has one that lasts as long as the set. Markers are for hosts that read them; Live does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import mido

from live.errors import FileError
from live.review.arrangement import Arrangement
from live.review.cues import cues
from live.review.values import Block, Review, name

TICKS = 960

#: Over so many beats the rounding of a tempo to whole microseconds a beat adds up to 0.1 ms.
_STRETCH_BEATS = 200.0

_FIRST_PITCH, _PITCHES = 36, 60
_VELOCITY = 100

#: A message and its place in ticks.
Placed = tuple[int, mido.Message | mido.MetaMessage]


def write(review: Review, path: Path) -> None:
    """Raises `FileError`."""
    try:
        made(review).save(path)
    except OSError as error:
        raise FileError(f"{path}: {error.strerror}; give another file to --cues") from None


def made(review: Review) -> mido.MidiFile:
    """Tick 0 is where the arrangement begins."""
    bars = review.arrangement
    score = mido.MidiFile(type=1, ticks_per_beat=TICKS, charset="utf-8")
    whole = [(0, _note(_FIRST_PITCH, on=True)), (_tick(_end(bars)), _note(_FIRST_PITCH, on=False))]
    score.tracks.append(
        track("Barwise", [*_signature(bars), *tempi(bars), *_marks(review), *whole])
    )
    pitches = _pitches(review.blocks)
    for lane in sorted({block.lane for block in review.blocks}, key=_numbered):
        played = [block for block in review.blocks if block.lane == lane]
        score.tracks.append(track(lane, _notes(played, pitches, bars)))
    return score


def _numbered(lane: str) -> tuple[int, str]:
    return len(lane), lane


def track(title: str, placed: Iterable[Placed]) -> mido.MidiTrack:
    track = mido.MidiTrack([mido.MetaMessage("track_name", name=title)])
    before = 0
    for tick, message in sorted(placed, key=_order):
        track.append(message.copy(time=tick - before))
        before = tick
    return track


def _order(placed: Placed) -> tuple[int, bool]:
    """What ends at a tick ends before anything begins there."""
    tick, message = placed
    return tick, message.type == "note_on"


def _tick(beat: float) -> int:
    return max(0, round(beat * TICKS))


def _end(bars: Arrangement) -> float:
    return bars.knots[-1].beat


def _note(pitch: int, *, on: bool) -> mido.Message:
    kind = "note_on" if on else "note_off"
    return mido.Message(kind, note=pitch, velocity=_VELOCITY if on else 0)


# --- the first track ----------------------------------------------------------------------------


def _signature(bars: Arrangement) -> list[Placed]:
    beats = bars.beats_per_bar
    return [(0, mido.MetaMessage("time_signature", numerator=beats, denominator=4))]


def tempi(bars: Arrangement) -> Iterator[Placed]:
    """Each aims at the true time of its end, so what rounding lost is made good at once."""
    time, last = bars.knots[0].time, 0
    places = _places(bars)
    for start, end in pairwise(places):
        beats = (_tick(end) - _tick(start)) / TICKS
        if not beats:
            continue
        tempo = round(1e6 * (bars.time_at(end) - time) / beats)
        time += tempo * beats / 1e6
        if tempo != last:
            yield _tick(start), mido.MetaMessage("set_tempo", tempo=tempo)
        last = tempo


def _places(bars: Arrangement) -> list[float]:
    """The beats of all knots, and some between those that are far apart."""
    places = [bars.knots[0].beat]
    for knot in bars.knots[1:]:
        while knot.beat - places[-1] > _STRETCH_BEATS:
            places.append(places[-1] + _STRETCH_BEATS)
        places.append(knot.beat)
    return places


def _marks(review: Review) -> Iterator[Placed]:
    for cue in cues(review):
        yield _tick(cue.beat), mido.MetaMessage("marker", text="; ".join(cue.texts))


# --- the slots ----------------------------------------------------------------------------------


def _pitches(blocks: Sequence[Block]) -> dict[str, int]:
    """Every loop has its own, as far as there are enough."""
    paths = list(dict.fromkeys(block.loop.path for block in blocks))
    return {path: _FIRST_PITCH + index % _PITCHES for index, path in enumerate(paths)}


def _notes(blocks: Sequence[Block], pitches: dict[str, int], bars: Arrangement) -> Iterator[Placed]:
    """The loop's name comes as a text at its first tick."""
    for block in blocks:
        pitch = pitches[block.loop.path]
        start = _tick(bars.beat_at(block.start.time))
        end = max(start + 1, _tick(bars.beat_at(block.end.time)))
        yield start, mido.MetaMessage("text", text=name(block.loop))
        yield start, _note(pitch, on=True)
        yield end, _note(pitch, on=False)
