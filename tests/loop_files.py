"""Small folders of music in parts, as the training sources have them."""

from __future__ import annotations

from pathlib import Path

import mido

from live.types import Floats
from models import items
from models.items import Item
from tests.files import wav
from tests.sounds import RATE

BPM = 120.0
BEATS = 4


def item(
    path: Path, samples: Floats, section: int = 0, stem: str = "", rate: int = RATE, **facts: str
) -> Item:
    """One bar at 120 bpm, written to `path`; corpus, song and the like from `facts`."""
    wav(path, samples, rate)
    said = {"corpus": "toy", "song": "one", "material": "0", **facts}
    return Item(
        path=str(path), section=str(section), stem=stem or path.stem, bpm=BPM, bars=1, **said
    )


def table(folder: Path, *found: Item) -> Path:
    items.write(folder / "stems.tsv", found)
    return folder


def midi(
    path: Path, *tracks: list[tuple[float, float, int]], channel: int = 0, **metre: int
) -> Path:
    """A MIDI file at 120 bpm; each track is notes of (beat, beats, pitch).

    The tracks are on `channel` and those after it.
    """
    file = mido.MidiFile(ticks_per_beat=480)
    head = mido.MidiTrack([mido.MetaMessage("set_tempo", tempo=500_000)])
    if metre:
        head.append(mido.MetaMessage("time_signature", **metre))
    file.tracks.append(head)
    for number, notes in enumerate(tracks):
        file.tracks.append(_track(notes, channel + number))
    path.parent.mkdir(parents=True, exist_ok=True)
    file.save(path)
    return path


def _track(notes: list[tuple[float, float, int]], channel: int) -> mido.MidiTrack:
    events = [
        (beat, mido.Message("note_on", note=pitch, velocity=90, channel=channel))
        for beat, _, pitch in notes
    ] + [
        (beat + beats, mido.Message("note_off", note=pitch, channel=channel))
        for beat, beats, pitch in notes
    ]
    track, now = mido.MidiTrack(), 0
    for beat, message in sorted(events, key=lambda event: (event[0], event[1].type == "note_on")):
        tick = round(beat * 480)
        track.append(message.copy(time=tick - now))
        now = tick
    return track
