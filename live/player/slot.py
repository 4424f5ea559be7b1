"""One place of the player: what sounds in it, what is to come, and the voices that play them."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Protocol

from live.player.messages import Error, Late, Message, SlotIs, Sound
from live.timeline import BEAT_EPSILON, next_multiple
from live.types import SlotState

_RETUNE = 0.01  # speed that is off by more (17 cents) is mended by stretching anew
_ALIKE = 0.002


def alike(tempo: float, other: float) -> bool:
    """Whether two tempos differ by no more than a measured one trembles (3 cents)."""
    return abs(tempo - other) <= _ALIKE * other


class Voice(Protocol):
    """What a slot needs of `live.player.desk.Voice`."""

    def play(self, loop: Any, gain_db: float) -> None: ...
    def place(self, since: float, length: float) -> None: ...
    def open(self, beat: float, fade: float) -> None: ...
    def close(self, beat: float, fade: float) -> None: ...
    def free(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Moment:
    """The present, in beats: the block from `beat` to `next`, the length of a `fade` and a `bar`.

    `tempo` is in bpm.
    """

    beat: float
    next: float
    fade: float
    bar: float
    tempo: float


@dataclass(slots=True)
class Part:
    """A sound from `beat` to `until`, its position counted from `since`.

    Without a `voice` the audio is still to come; `tempo` is what it was prepared for, `fade` the
    beats before `beat` during which it rises. `again` is the same once more, in better audio, which
    was `asked` for at that tempo.
    """

    sound: Sound
    beat: float
    since: float
    until: float = math.inf
    voice: Voice | None = None
    tempo: float = 0.0
    fade: float = 0.0
    again: bool = False
    asked: float = 0.0


class Slot:
    """A place in which one loop sounds at a time, but for the fades of a swap.

    Parameters
    ----------
    pool
        idle voices, shared with other slots.
    report
        takes the news.
    quantum
        a start that was missed is tried again on a multiple of these beats; None means a bar.
    """

    def __init__(
        self,
        index: int,
        pool: list[Voice],
        report: Callable[[Message], None],
        quantum: float | None = None,
    ) -> None:
        self.index = index
        self.sounding: Part | None = None
        self.coming: Part | None = None
        self._leaving: list[Part] = []
        self._pool = pool
        self._report = report
        self._quantum = quantum

    @property
    def audible(self) -> bool:
        return bool(self.sounding or self._leaving)

    def state(self) -> SlotIs:
        """What is heard here."""
        if self.sounding is None:
            return SlotIs(self.index, SlotState.EMPTY, "", 0.0)
        return SlotIs(self.index, SlotState.PLAYING, self.sounding.sound.path, self.sounding.since)

    def launch(self, sound: Sound, beat: float, since: float, now: Moment) -> None:
        """See `live.actions.Launch`; the audio comes with `serve`."""
        self._call_off(now)
        if not (self.sounding and self._goes_on(self.sounding, sound, since)):
            self.coming = Part(sound, beat, since)

    def stop(self, beat: float, now: Moment) -> None:
        """See `live.actions.Stop`."""
        self._call_off(now)
        if self.sounding and math.isinf(self.sounding.until):
            self._end(self.sounding, max(beat, now.beat + now.fade), now)

    def serve(self, sound: Sound, loop: Any, tempo: float, now: Moment) -> None:
        """The audio of `sound`, prepared for `tempo`, is ready in the table `loop`."""
        if self.coming:
            if self.coming.sound == sound and self.coming.voice is None:
                self._arm(self.coming, loop, tempo, now)
        elif self.sounding and self.sounding.sound == sound and self._better(tempo, now):
            beat = self._reachable(now)
            self.coming = replace(self.sounding, beat=beat, voice=None, again=True)
            self._arm(self.coming, loop, tempo, now)

    def spoil(self, sound: Sound) -> None:
        """The audio of `sound` cannot be had."""
        if self.coming and self.coming.sound == sound and self.coming.voice is None:
            self.coming = None
            self._report(self.state())

    def step(self, now: Moment) -> None:
        """Bring the slot to the block that begins."""
        self._leaving = [part for part in self._leaving if not self._left(part, now)]
        if self.coming and self.coming.beat - now.fade < now.next:
            self._due(self.coming, now)
        if self.sounding and self._left(self.sounding, now):
            self.sounding = None
            self._report(self.state())

    def detuned(self, now: Moment) -> Sound | None:
        """What sounds at a speed that is heard as out of tune, once for every tempo."""
        part = self.sounding
        if part is None or self.coming or alike(part.asked, now.tempo):
            return None
        if abs(now.tempo / part.tempo - 1) <= _RETUNE:
            return None
        part.asked = now.tempo
        return part.sound

    def rewind(self, now: Moment) -> None:
        """The transport restarted: what sounds counts from its bar, what waits begins there."""
        for part in self._leaving:
            self._free(part)
        self._leaving = []
        coming = next_multiple(now.beat, now.bar)
        here = coming if coming - now.beat < BEAT_EPSILON else coming - now.bar
        if self.sounding:
            self._move(self.sounding, here, now)
            if math.isfinite(self.sounding.until):
                self._end(self.sounding, coming, now)
        if self.coming:
            self._move(self.coming, coming, now)

    def _goes_on(self, part: Part, sound: Sound, since: float) -> bool:
        same = part.sound == sound and abs(part.since - since) < BEAT_EPSILON
        return same and math.isinf(part.until)

    def _better(self, tempo: float, now: Moment) -> bool:
        """Whether audio for `tempo` is nearer to the present one, and would be heard."""
        part = self.sounding
        assert part is not None
        return math.isinf(part.until) and abs(tempo - now.tempo) < abs(part.tempo - now.tempo)

    def _call_off(self, now: Moment) -> None:
        """Nothing is to come, and what sounds goes on, unless it fades already."""
        if self.coming:
            self._free(self.coming)
            self.coming = None
        if self.sounding and now.beat < self.sounding.until - now.fade:
            self._end(self.sounding, math.inf, now)

    def _arm(self, part: Part, loop: Any, tempo: float, now: Moment) -> None:
        """Give `part` a voice, set to begin and to end what sounds."""
        if not self._pool:
            self.coming = None
            self._report(Error(f"slot {self.index}: all voices are in use; stop a slot first"))
            return
        if part.beat < now.beat + (now.fade if self.audible else 0.0):
            part.beat = now.beat + now.fade
        part.voice, part.tempo = self._pool.pop(), tempo
        part.fade = min(now.fade, part.beat - now.beat)
        part.voice.play(loop, part.sound.gain_db)
        part.voice.place(part.since + part.sound.offset, part.sound.length)
        part.voice.open(part.beat, part.fade)
        if self.sounding and self.sounding.until > part.beat:
            self._end(self.sounding, part.beat, now)

    def _due(self, part: Part, now: Moment) -> None:
        """The fade-in of `part` begins in this block; late is what has no voice yet."""
        if part.voice is not None:
            self._begin(part)
        elif part.beat >= now.beat:
            wanted, part.beat = part.beat, self._reachable(now)
            self._report(Late(self.index, part.sound.path, wanted, part.beat))

    def _begin(self, part: Part) -> None:
        if self.sounding:
            self._leaving.append(self.sounding)
        self.sounding, self.coming = part, None
        if not part.again:
            self._report(self.state())

    def _reachable(self, now: Moment) -> float:
        """The next beat on which a start is still possible."""
        return next_multiple(now.next + now.fade, self._quantum or now.bar)

    def _end(self, part: Part, beat: float, now: Moment) -> None:
        part.until = beat
        if part.voice is not None:
            part.voice.close(beat, now.fade)

    def _move(self, part: Part, since: float, now: Moment) -> None:
        """Count from `since`, which is also where it begins."""
        part.beat = part.since = since
        if part.voice is not None:
            part.fade = min(now.fade, max(0.0, since - now.beat))
            part.voice.place(since + part.sound.offset, part.sound.length)
            part.voice.open(since, part.fade)

    def _left(self, part: Part, now: Moment) -> bool:
        if part.until > now.beat:
            return False
        self._free(part)
        return True

    def _free(self, part: Part) -> None:
        if part.voice is not None:
            part.voice.free()
            self._pool.append(part.voice)
            part.voice = None
