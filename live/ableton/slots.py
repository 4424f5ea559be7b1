"""Live's clip slots, worked through AbletonOSC.

Everything goes to the clip and not to its slot: for an empty slot that is an error, which does no
harm, where firing the slot would stop the track or begin to record.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from live.ableton.clips import gain
from live.ableton.files import Files
from live.ableton.lanes import Placed
from live.ableton.liveset import Place
from live.ableton.reading import END, LOAD, Ask, Reading
from live.config import AbletonConfig
from live.errors import DeviceError

#: Warped, in a loop, launched by a trigger on the grid of the whole set.
_FOLLOWS = (("warping", 1), ("looping", 1), ("launch_mode", 0), ("launch_quantization", 0))

HAS_CLIP = "/live/clip_slot/get/has_clip"

#: The lane of what is previewed; those of Barwise's slots count from 0.
CUE = -1


class Slots:
    """A `Hand` that loads into empty slots or, where it cannot, takes those that hold the file."""

    def __init__(self, config: AbletonConfig, reading: Reading, files: Files, ask: Ask) -> None:
        self._config = config
        self._reading = reading
        self._files = files
        self._ask = ask
        self._made: set[Place] = set()
        self._spent: set[Place] = set()

    def forget(self) -> None:
        """Another set of Live: nothing in it is ours."""
        self._made.clear()
        self._spent.clear()

    def put(self, lane: int, placed: Placed) -> Placed:
        held = self._load(lane, placed) if self._reading.loads else self._find(placed)
        assert held.place is not None
        fix = held.suggestion
        self._ask("/live/clip/set/pitch_coarse", *held.place, fix.transpose)
        self._ask("/live/clip/set/gain", *held.place, gain(fix.gain_db))
        self.aim(lane, held)
        return held

    def aim(self, lane: int, placed: Placed) -> None:
        assert placed.place is not None
        self._ask("/live/clip/set/start_marker", *placed.place, placed.start)

    def fire(self, lane: int, placed: Placed) -> None:
        assert placed.place is not None
        self._ask("/live/clip/fire", *placed.place)

    def stop(self, lane: int, placed: Placed) -> None:
        assert placed.place is not None
        self._ask("/live/clip/stop", *placed.place)

    def withdraw(self, lane: int, placed: Placed) -> None:
        """Live takes no launch back; but what it launched instead of is launched once more."""
        assert placed.place is not None
        track, _ = placed.place
        if placed.made:
            self._ask("/live/clip_slot/delete_clip", *placed.place)
            self._made.discard(placed.place)
        elif placed.fired:
            playing = self._reading.live.tracks[track].playing
            if playing >= 0:
                self._ask("/live/clip/fire", track, playing)
            else:
                self._ask("/live/track/stop_all_clips", track)

    def leave(self, placed: Placed) -> None:
        """It has ended: it stays to be seen and played by hand, until its slot is needed."""
        if placed.made and placed.place is not None:
            self._spent.add(placed.place)

    # --- where ----------------------------------------------------------------------------------

    def _load(self, lane: int, placed: Placed) -> Placed:
        """Into the next empty slot; whatever Live's preferences say, it follows song and grid."""
        place = self._empty(lane)
        if place in self._spent:
            self._spent.remove(place)
            self._ask("/live/clip_slot/delete_clip", *place)
        self._ask(LOAD, *place, placed.suggestion.loop.path)
        self._ask(HAS_CLIP, *place)
        for name, value in _FOLLOWS:
            self._ask(f"/live/clip/set/{name}", *place, value)
        self._ask(END, *place)
        self._made.add(place)
        return replace(placed, place=place, made=True)

    def _empty(self, lane: int) -> Place:
        """The next empty slot, or else one of ours that nobody needs any more."""
        names = (self._config.cue,) if lane == CUE else self._config.tracks
        live = self._reading.live
        tracks = live.named(names)
        if not tracks:
            raise DeviceError(f"no audio track is called {' or '.join(names)}: name one so in Live")
        t = tracks[max(lane, 0) % len(tracks)]
        clips = live.tracks[t].clips
        free = [s for s, clip in enumerate(clips) if clip is None and (t, s) not in self._made]
        free += [slot for slot in range(len(clips)) if (t, slot) in self._spent]
        if not free:
            raise DeviceError(f"no empty slot in the track {live.tracks[t].name}: add a scene")
        return t, free[0]

    def _find(self, placed: Placed) -> Placed:
        """A slot that holds its file, or a copy; one in our tracks if possible."""
        path, files = placed.suggestion.loop.path, self._reading.files
        held = [place for place, file in files.items() if path in (file, self._files.name(file))]
        if not held:
            raise DeviceError(
                f"{Path(path).name} is in no slot of Live, and this AbletonOSC cannot load files: "
                "put it into one, or our device onto a track"
            )
        ours = self._reading.live.named(self._config.tracks)
        return replace(placed, place=min(held, key=lambda place: (place[0] not in ours, place)))
