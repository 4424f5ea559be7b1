"""A stand-in for Ableton Live with AbletonOSC, after its source, its issues and Live's manual.

Kept: its socket is read once in 100 ms, up to the first error; answers and listeners go to one
port of the latest sender; an unknown address and an exception are said on `/live/error` only; a
beat is a whole number; a MIDI clip has no `file_path`; a clip that is only triggered cannot be
stopped; launches wait for the quantum. Left out: sound, MIDI, devices, the arrangement.
"""

from __future__ import annotations

import math
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import soundfile
from pythonosc.osc_message import OscMessage
from pythonosc.osc_message_builder import build_msg

TICK = 0.1
STEP = 0.005
QUANTA = {0: 0.0, 2: 16.0, 4: 4.0, 7: 1.0}

Answer = tuple[Any, ...] | None


@dataclass
class Clip:
    """Its attributes are those of Live's object model; `started` is a beat of the song."""

    path: str = ""
    end_marker: float = 4.0
    start_marker: float = 0.0
    pitch_coarse: int = 0
    gain: float = 0.4
    warping: bool = True
    looping: bool = False
    launch_mode: int = 2
    launch_quantization: int = 1
    started: float = 0.0
    playing_position: float = 0.0

    @property
    def is_audio_clip(self) -> bool:
        return bool(self.path)

    @property
    def file_path(self) -> str:
        if not self.path:
            raise RuntimeError("FilePath is only available for Audio Clips")
        return self.path


@dataclass
class Track:
    name: str
    slots: list[Clip | None]
    has_audio_input: bool = True
    is_foldable: bool = False
    mute: bool = False
    solo: bool = False
    muted_via_solo: bool = False
    playing_slot_index: int = -1
    fired_slot_index: int = -1  # -2 is the stop button
    due: float = 0.0


@dataclass
class Song:
    """`zero` is the monotonic time of its beat 0 while it plays."""

    tracks: list[Track]
    tempo: float = 120.0
    zero: float = field(default_factory=time.monotonic)
    is_playing: bool = True
    signature_numerator: int = 4
    signature_denominator: int = 4
    clip_trigger_quantization: int = 4

    @property
    def beat(self) -> float:
        return (time.monotonic() - self.zero) * self.tempo / 60 if self.is_playing else 0.0


class AbletonHost:
    """Live as it runs on `port`, answering on `answers_to`. `loads`: a newer one, which can."""

    def __init__(
        self,
        song: Song,
        port: int,
        answers_to: int,
        *,
        loads: bool = True,
        guesses: float = 120.0,
        version: tuple[int, int] = (12, 1),
    ) -> None:
        self.song = song
        self.loads = loads
        self.guesses = guesses
        self.heard: list[tuple[float, str, tuple[Any, ...]]] = []
        self._version = version
        self._answers_to = answers_to
        self._client = ("127.0.0.1", answers_to)
        self._listeners: dict[tuple[Any, ...], tuple[Callable[[], Any], Any]] = {}
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", port))
        self._socket.setblocking(False)
        self._open = True
        self._last_beat = 0
        self._beats = False
        self._say("/live/startup")
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._open = False
        self._thread.join()
        self._socket.close()

    def said(self, path: str) -> list[tuple[Any, ...]]:
        """The arguments of everything that came to `path`."""
        return [args for _, heard, args in self.heard if heard == path]

    def playing(self) -> dict[str, Clip]:
        """Track -> the clip that plays there."""
        return {
            track.name: clip
            for track in self.song.tracks
            if track.playing_slot_index >= 0 and (clip := track.slots[track.playing_slot_index])
        }

    # --- Live's thread --------------------------------------------------------------------------

    def _run(self) -> None:
        next_tick = time.monotonic()
        while self._open:
            self._play()
            if time.monotonic() >= next_tick:
                next_tick += TICK
                self._read()
            self._notify()
            time.sleep(STEP)

    def _read(self) -> None:
        try:
            while True:
                data, (host, _) = self._socket.recvfrom(65536)
                self._client = (host, self._answers_to)
                message = OscMessage(data)
                self.heard.append((time.monotonic(), message.address, tuple(message.params)))
                self._process(message.address, tuple(message.params))
        except BlockingIOError:
            return
        except ConnectionError:
            return  # nobody listens to the answers
        except Exception as error:  # ends this tick's reading, as in AbletonOSC
            self._say("/live/error", f"Error handling OSC message: {error}")

    def _process(self, address: str, args: tuple[Any, ...]) -> None:
        handle = self._handler(address)
        if handle is None:
            self._say("/live/error", f"Unknown OSC address: {address}")
            return
        answer = handle(args)
        if answer is not None:
            self._say(address, *answer)

    def _say(self, address: str, *args: Any) -> None:
        try:
            self._socket.sendto(build_msg(address, list(args)).dgram, self._client)
        except ConnectionError:
            return

    def _play(self) -> None:
        for track in self.song.tracks:
            if track.fired_slot_index != -1 and self.song.beat >= track.due:
                self._begin(track)
        beat = int(self.song.beat)
        if self._beats and beat != self._last_beat:
            self._say("/live/song/get/beat", beat)
        self._last_beat = beat

    def _begin(self, track: Track) -> None:
        fired, track.fired_slot_index = track.fired_slot_index, -1
        track.playing_slot_index = fired
        if fired >= 0 and (clip := track.slots[fired]):
            clip.started = track.due

    def _notify(self) -> None:
        for key, (look, before) in list(self._listeners.items()):
            value = look()
            if value != before:
                self._listeners[key] = (look, value)
                self._say(*key, value)

    # --- AbletonOSC's addresses -----------------------------------------------------------------

    def _handler(self, address: str) -> Callable[[tuple[Any, ...]], Answer] | None:
        words = address.removeprefix("/live/").split("/")
        named = getattr(self, "_" + "_".join(words), None)
        if named is not None and (self.loads or words[-1] != "create_audio_clip"):
            found: Callable[[tuple[Any, ...]], Answer] = named
            return found
        if len(words) == 3 and words[0] in _PROPERTIES and words[2] in _PROPERTIES[words[0]]:
            kind, verb, name = words
            verbs = {"get": self._get, "set": self._set, "start_listen": self._listen}
            return lambda args: verbs[verb](kind, name, args)
        return None

    def _target(self, kind: str, args: Sequence[Any]) -> tuple[Any, tuple[Any, ...]]:
        """The object that is meant, and its own numbers."""
        if kind == "song":
            return self.song, ()
        track = self.song.tracks[int(args[0])]
        if kind == "track":
            return track, (int(args[0]),)
        return track.slots[int(args[1])], (int(args[0]), int(args[1]))

    def _get(self, kind: str, name: str, args: tuple[Any, ...]) -> Answer:
        target, place = self._target(kind, args)
        if kind == "clip_slot":
            return (*place, target is not None)
        if name == "playing_position":
            target.playing_position = self._position(target, self.song.tracks[place[0]])
        try:
            return (*place, getattr(target, name))
        except RuntimeError:
            return (*place, None)

    def _set(self, kind: str, name: str, args: tuple[Any, ...]) -> Answer:
        target, _ = self._target(kind, args)
        kept = type(getattr(target, name))
        setattr(target, name, kept(args[-1]))
        return None

    def _listen(self, kind: str, name: str, args: tuple[Any, ...]) -> Answer:
        target, place = self._target(kind, args)
        value = getattr(target, name)
        self._listeners[(f"/live/{kind}/get/{name}", *place)] = (
            lambda: getattr(target, name),
            value,
        )
        self._say(f"/live/{kind}/get/{name}", *place, value)
        return None

    def _test(self, args: tuple[Any, ...]) -> Answer:
        return ("ok",)

    def _application_get_version(self, args: tuple[Any, ...]) -> Answer:
        return self._version

    def _song_start_listen_beat(self, args: tuple[Any, ...]) -> Answer:
        self._beats = True
        return None

    def _song_get_num_tracks(self, args: tuple[Any, ...]) -> Answer:
        return (len(self.song.tracks),)

    def _song_get_num_scenes(self, args: tuple[Any, ...]) -> Answer:
        return (len(self.song.tracks[0].slots),)

    def _song_get_track_data(self, args: tuple[Any, ...]) -> Answer:
        first, last, *names = args
        told: list[Any] = []
        for track in self.song.tracks[first : len(self.song.tracks) if last == -1 else last]:
            for kind, _, name in (each.partition(".") for each in names):
                if kind == "track":
                    told.append(getattr(track, name))
                else:
                    told += [None if clip is None else getattr(clip, name) for clip in track.slots]
        return tuple(told)

    def _clip_fire(self, args: tuple[Any, ...]) -> Answer:
        track, slot = self.song.tracks[int(args[0])], int(args[1])
        if track.slots[slot] is None:
            raise AttributeError("'NoneType' object has no attribute 'fire'")
        if not self.song.is_playing:
            self.song.is_playing, self.song.zero = True, time.monotonic()
        fired = track.slots[slot]
        at_once = fired is not None and fired.launch_quantization == 1
        track.fired_slot_index = slot
        track.due = self.song.beat if at_once else self._next_quantum()
        return None

    def _clip_stop(self, args: tuple[Any, ...]) -> Answer:
        """Without effect on a clip that is only triggered."""
        track, slot = self.song.tracks[int(args[0])], int(args[1])
        if track.slots[slot] is None:
            raise AttributeError("'NoneType' object has no attribute 'stop'")
        if track.playing_slot_index == slot:
            track.fired_slot_index, track.due = -2, self._next_quantum()
        return None

    def _track_stop_all_clips(self, args: tuple[Any, ...]) -> Answer:
        track = self.song.tracks[int(args[0])]
        track.fired_slot_index, track.due = -2, self._next_quantum()
        return None

    def _clip_slot_delete_clip(self, args: tuple[Any, ...]) -> Answer:
        track, slot = self.song.tracks[int(args[0])], int(args[1])
        if track.slots[slot] is None:
            raise RuntimeError("The slot is empty")
        track.slots[slot] = None
        if track.fired_slot_index == slot:
            track.fired_slot_index = -1
        if track.playing_slot_index == slot:
            track.playing_slot_index = -1
        return None

    def _clip_slot_create_audio_clip(self, args: tuple[Any, ...]) -> Answer:
        track, slot, path = self.song.tracks[int(args[0])], int(args[1]), args[2]
        if track.slots[slot] is not None:
            raise RuntimeError("Cannot create a clip in a slot that holds one")
        if not track.has_audio_input or not Path(path).is_file():
            raise RuntimeError(f"Could not create a clip from {path}")
        track.slots[slot] = Clip(path, end_marker=beats_of(path, self.guesses))
        return None

    # --- time -----------------------------------------------------------------------------------

    def _next_quantum(self) -> float:
        quantum = QUANTA[self.song.clip_trigger_quantization]
        return math.ceil(self.song.beat / quantum) * quantum if quantum else self.song.beat

    def _position(self, clip: Clip, track: Track) -> float:
        """Seconds if it is not warped; 0 where it does not play. As old as Live's last redraw."""
        place = track.playing_slot_index
        if place < 0 or track.slots[place] is not clip:
            return 0.0
        beats = clip.start_marker + self.song.beat - clip.started
        if not clip.warping:
            beats *= 60 / self.song.tempo
        return beats % clip.end_marker


_PROPERTIES = {
    "song": {
        "tempo",
        "is_playing",
        "signature_numerator",
        "signature_denominator",
        "clip_trigger_quantization",
    },
    "track": {"playing_slot_index", "mute", "solo", "name"},
    "clip_slot": {"has_clip"},
    "clip": {
        "file_path",
        "pitch_coarse",
        "gain",
        "warping",
        "looping",
        "launch_mode",
        "launch_quantization",
        "start_marker",
        "end_marker",
        "playing_position",
    },
}


def beats_of(path: str, tempo: float) -> float:
    """Live's guess at the beats of a file that it takes to be of about this `tempo`."""
    info = soundfile.info(path)
    return float(2 ** round(math.log2(info.frames / info.samplerate * tempo / 60)))


def clip(path: str | Path, tempo: float = 120.0, **given: Any) -> Clip:
    """One of the performer's own, launched on the grid of the set."""
    own = {"launch_mode": 0, "launch_quantization": 0, **given}
    return Clip(str(path), end_marker=beats_of(str(path), tempo), **own)


def audio_track(name: str, *slots: Clip | None, scenes: int = 4) -> Track:
    return Track(name, [*slots, *[None] * (scenes - len(slots))])


def midi_track(name: str, scenes: int = 4) -> Track:
    return Track(name, [Clip(), *[None] * (scenes - 1)], has_audio_input=False)


@contextmanager
def live(song: Song, port: int, answers_to: int, **given: Any) -> Iterator[AbletonHost]:
    """A Live that runs for as long as the test says."""
    host = AbletonHost(song, port, answers_to, **given)
    try:
        yield host
    finally:
        host.close()
