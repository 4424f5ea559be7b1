"""What is in a set of Live, as read from AbletonOSC's replies: frozen values, pure functions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

#: Of each track, in this order, and of each of its slots: None empty, true audio, false MIDI. That
#: `clip.file_path` is not among them has a reason: a single MIDI clip answers it with an error, and
#: then nothing of the whole set is told.
TRACK_DATA = (
    "track.name",
    "track.has_audio_input",
    "track.is_foldable",
    "track.mute",
    "track.muted_via_solo",
    "track.playing_slot_index",
    "clip.is_audio_clip",
)
_OF_TRACK = len(TRACK_DATA) - 1

#: Live's names for its launch quantisation: in bars, then in beats.
_BARS = {1: 8.0, 2: 4.0, 3: 2.0, 4: 1.0}
_BEATS = {5: 2, 6: 4 / 3, 7: 1, 8: 2 / 3, 9: 1 / 2, 10: 1 / 3, 11: 1 / 4, 12: 1 / 6, 13: 1 / 8}

#: A track, and a slot in it; both count from 0.
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Track:
    """`takes` audio clips; `playing` is the slot that plays, below 0 if none does."""

    name: str
    takes: bool
    muted: bool
    playing: int
    clips: tuple[bool | None, ...]

    @property
    def sounding(self) -> int | None:
        """The slot whose audio clip is heard."""
        there = 0 <= self.playing < len(self.clips) and self.clips[self.playing]
        return self.playing if there and not self.muted else None


@dataclass(frozen=True, slots=True)
class LiveSet:
    """None is what has not been told yet; `quantisation` as Live numbers it."""

    version: str = ""
    tempo: float | None = None
    running: bool | None = None
    numerator: int = 4
    denominator: int = 4
    quantisation: int = 4
    track_count: int | None = None
    scene_count: int | None = None
    tracks: tuple[Track, ...] = ()

    @property
    def beats_per_bar(self) -> float:
        """Beats are quarter notes, in Live as in Barwise."""
        return 4 * self.numerator / self.denominator

    @property
    def quantum(self) -> float:
        """Beats between two moments at which Live launches; 0 is at once."""
        if self.quantisation in _BARS:
            return _BARS[self.quantisation] * self.beats_per_bar
        return _BEATS.get(self.quantisation, 0.0)

    @property
    def sounding(self) -> tuple[Place, ...]:
        """Where audio clips are heard."""
        slots = ((t, track.sounding) for t, track in enumerate(self.tracks))
        return tuple((t, slot) for t, slot in slots if slot is not None)

    @property
    def audio_clips(self) -> tuple[Place, ...]:
        """Where there are any."""
        slots = [(t, enumerate(track.clips)) for t, track in enumerate(self.tracks)]
        return tuple((t, slot) for t, clips in slots for slot, is_audio in clips if is_audio)

    def plays(self, place: Place) -> bool:
        track, slot = place
        return track < len(self.tracks) and self.tracks[track].playing == slot

    def named(self, prefixes: Sequence[str]) -> tuple[int, ...]:
        """The tracks for audio clips whose names begin with one of `prefixes`, in any case."""
        wanted = tuple(prefix.casefold() for prefix in prefixes)
        return tuple(
            t
            for t, track in enumerate(self.tracks)
            if track.takes and track.name.casefold().startswith(wanted)
        )


def tracks(data: Sequence[Any], count: int) -> tuple[Track, ...] | None:
    """The `count` tracks of an answer to `TRACK_DATA`; None if it is not about so many."""
    if count < 1 or len(data) % count or len(data) < count * _OF_TRACK:
        return None
    size = len(data) // count
    return tuple(_track(data[at : at + size]) for at in range(0, len(data), size))


def _track(data: Sequence[Any]) -> Track:
    name, audio, group, mute, muted_by_solo, playing, *clips = data
    return Track(
        name=str(name),
        takes=bool(audio) and not group,
        muted=bool(mute or muted_by_solo),
        playing=int(playing),
        clips=tuple(None if clip is None else bool(clip) for clip in clips),
    )


def after(live: LiveSet, path: str, args: Sequence[Any]) -> LiveSet:
    """`live` with what AbletonOSC says of the song; the same for any other message."""
    write = _SONG.get(path)
    return live if write is None or not args else write(live, args)


_SONG: dict[str, Callable[[LiveSet, Sequence[Any]], LiveSet]] = {
    "/live/application/get/version": lambda s, a: replace(s, version=".".join(map(str, a))),
    "/live/song/get/tempo": lambda s, a: replace(s, tempo=float(a[0])),
    "/live/song/get/is_playing": lambda s, a: replace(s, running=bool(a[0])),
    "/live/song/get/signature_numerator": lambda s, a: replace(s, numerator=int(a[0])),
    "/live/song/get/signature_denominator": lambda s, a: replace(s, denominator=int(a[0])),
    "/live/song/get/clip_trigger_quantization": lambda s, a: replace(s, quantisation=int(a[0])),
    "/live/song/get/num_tracks": lambda s, a: replace(s, track_count=int(a[0])),
    "/live/song/get/num_scenes": lambda s, a: replace(s, scene_count=int(a[0])),
}
