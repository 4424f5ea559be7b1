"""Reads a set of Live through AbletonOSC, and keeps what was read up to date.

Listeners tell that something has changed, but not reliably what: when a track is moved, those of
AbletonOSC go on under the old number. So whatever they say of tracks, the set is read once more.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace

from live.ableton import liveset
from live.ableton.clips import LISTENED, POLLED, Clip
from live.ableton.liveset import TRACK_DATA, LiveSet, Place
from live.ableton.outbox import TICK
from live.ableton.wire import Reply

log = logging.getLogger(__name__)

#: Seconds between two looks at everything: what has no listener is learnt this late.
POLL_SECONDS = 2.0

#: Bytes that an answer may have. A datagram of more than 9216 is refused by macOS.
_ANSWER_BYTES = 6000
_TRACK_BYTES = 60

SONG = (
    "tempo",
    "is_playing",
    "signature_numerator",
    "signature_denominator",
    "clip_trigger_quantization",
)
LOAD = "/live/clip_slot/create_audio_clip"
_TRACK_LISTENED = ("playing_slot_index", "mute", "solo")
_HINTS = frozenset(f"/live/track/get/{name}" for name in _TRACK_LISTENED)
_CLIP = "/live/clip/get/"
FILE = "/live/clip/get/file_path"
END = "/live/clip/get/end_marker"

Ask = Callable[..., None]


class Reading:
    """What AbletonOSC has said so far.

    Attributes
    ----------
    live
        the set, its tracks as they were when all of them were last read.
    clips
        what plays there.
    files
        the file of every audio clip that was asked for one.
    loads
        whether this AbletonOSC can load files; None until it is known.
    """

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self.begin()

    def begin(self) -> None:
        """Forget everything: Live is there, perhaps another one, perhaps with another set."""
        self.live = LiveSet()
        self.clips: dict[Place, Clip] = {}
        self.files: dict[Place, str] = {}
        self.loads: bool | None = None
        self._partial: tuple[liveset.Track, ...] = ()
        self._asked: int | None = None  # the tracks that an answer is awaited for
        self._polled = self._poll_at = float("-inf")

    def greet(self) -> None:
        """Ask for all that is told of itself from then on, and whether files can be loaded.

        The latter without arguments: unknown or not, that is an error, but another one. It comes
        last, for after an error AbletonOSC reads on only in its next tick.
        """
        self._ask("/live/application/get/version")
        for name in SONG:
            self._ask(f"/live/song/start_listen/{name}")
        self._ask(LOAD)

    @property
    def complete(self) -> bool:
        """Whether all that was asked for is known: the set, and what plays in it."""
        there = self.loads is not None and bool(self.live.version and self.live.tracks)
        return there and all(clip.told for clip in self.clips.values())

    def soon(self) -> None:
        """Read the set again in AbletonOSC's next tick."""
        self._poll_at = min(self._poll_at, self._polled + TICK)

    def due(self) -> float:
        return self._poll_at

    def tick(self, now: float) -> None:
        """Read again what nobody tells."""
        if now >= self._poll_at:
            self._polled, self._poll_at = now, now + POLL_SECONDS
            self._ask("/live/song/get/num_tracks")
            self._ask("/live/song/get/num_scenes")
            for place, clip in self.clips.items():
                self._look(place)
                if not clip.told:
                    self._listen(place)

    def relocate(self) -> None:
        """The song has begun anew: where a clip was says nothing any more."""
        for place, clip in self.clips.items():
            self.clips[place] = replace(clip, position=None)
            self._look(place)

    def hear(self, reply: Reply) -> None:
        """Take in what AbletonOSC says."""
        self.live = liveset.after(self.live, reply.path, reply.args)
        if reply.path in _HINTS:
            self.soon()
        elif reply.path.startswith(_CLIP) and len(reply.args) > 2:
            self._hear_clip(reply)
        elif reply.path == "/live/error":
            if self.loads is not None:
                log.warning("AbletonOSC: %s", reply.args)
            self.loads = False if _cannot_load(reply) else self.loads
        elif reply.path == "/live/song/get/num_tracks":
            self.loads = self.loads is not False
        elif reply.path == "/live/song/get/num_scenes":
            self._partial = ()
            self._ask_tracks(0)
        elif reply.path == "/live/song/get/track_data":
            self._hear_tracks(reply)

    # --- tracks ---------------------------------------------------------------------------------

    def _ask_tracks(self, first: int) -> None:
        """Those from `first` on, as many as one answer can hold: at best all."""
        count, scenes = self.live.track_count or 0, self.live.scene_count or 0
        most = max(1, _ANSWER_BYTES // (scenes + _TRACK_BYTES))
        self._asked = min(most, count - first)
        end = -1 if first + most >= count else first + most
        if self._asked > 0:
            self._ask("/live/song/get/track_data", first, end, *TRACK_DATA)

    def _hear_tracks(self, reply: Reply) -> None:
        found = liveset.tracks(reply.args, self._asked or 0)
        self._asked = None
        if found is None:
            return  # the set has changed since it was counted; the next look will tell
        self._partial += found
        if len(self._partial) < (self.live.track_count or 0):
            self._ask_tracks(len(self._partial))
        else:
            self._take(self._partial)

    def _take(self, tracks: tuple[liveset.Track, ...]) -> None:
        moved = [t.name for t in tracks] != [t.name for t in self.live.tracks]
        self.live = replace(self.live, tracks=tracks)
        if moved:
            self.clips, self.files = {}, {}
            for name in _TRACK_LISTENED:
                for track in range(len(tracks)):
                    self._ask(f"/live/track/start_listen/{name}", track)
        self.clips = {p: self.clips[p] for p in self.clips if p in self.live.sounding}
        for place in self.live.sounding:
            if place not in self.clips:
                self._follow(place)
        if self.loads is False:
            self._list_files()

    # --- clips ----------------------------------------------------------------------------------

    def _follow(self, place: Place) -> None:
        """Learn all about what has begun to play."""
        self.clips[place] = Clip()
        self._look(place)
        self._listen(place)

    def _look(self, place: Place) -> None:
        """Ask which file plays there, and where in it."""
        for name in POLLED:
            self._ask(_CLIP + name, *place)

    def _listen(self, place: Place) -> None:
        """Be told how it is played, now and whenever that changes."""
        for name in LISTENED:
            self._ask(f"/live/clip/start_listen/{name}", *place)

    def _list_files(self) -> None:
        """Learn what could be launched, where nothing can be loaded."""
        there = self.live.audio_clips
        self.files = {place: self.files[place] for place in self.files if place in there}
        for place in there:
            self._ask(FILE, *place)

    def _hear_clip(self, reply: Reply) -> None:
        track, slot, value, *_ = reply.args
        place, name = (int(track), int(slot)), reply.path.removeprefix(_CLIP)
        if name == "file_path" and value is not None:
            self.files[place] = str(value)
        if place in self.clips:
            self.clips[place] = self.clips[place].after(name, value, reply.at)


def _cannot_load(error: Reply) -> bool:
    """Whether AbletonOSC does not know the address, or this Live (before 12.0.5) no such thing."""
    name = LOAD.rpartition("/")[2]
    reasons = (f"Unknown OSC address: {LOAD}", f"no attribute '{name}'")
    return any(reason in str(arg) for arg in error.args for reason in reasons)
