"""What the player does in every block: hear messages, follow the clock, move the slots on.

All of it runs in the thread that computes the audio, so it needs no locks, and the same code plays
in real time and renders offline. `inbox` and `outbox` are the only doors.
"""

from __future__ import annotations

import logging
import math
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, ParamSpec

import numpy as np

from live.player import messages
from live.player.backend import STEREO
from live.player.desk import FADE_SECONDS, Desk
from live.player.messages import Message, Sound
from live.player.slot import Moment, Slot, Voice, alike
from live.player.sync import Follower, Motion

#: Slots that can be addressed.
SLOTS = 64
CUE = -1
_CUE_QUANTUM = 1.0
_SETTLED_SECONDS = 0.5

P = ParamSpec("P")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Served(Message):
    """The audio of `sound`, prepared for `tempo`, lies in the pyo table `loop`."""

    sound: Sound
    loop: Any
    tempo: float


@dataclass(frozen=True, slots=True)
class Spoilt(Message):
    """The audio of `sound` cannot be had."""

    sound: Sound


@dataclass(frozen=True, slots=True)
class Wanted(Message):
    """The core could use `sound` prepared for `tempo`."""

    sound: Sound
    tempo: float


class Core:
    """`block` is to be called before the server computes each block.

    Parameters
    ----------
    now
        the time that the timelines are in, seconds.
    """

    def __init__(self, desk: Desk, rate: float, block: int, now: Callable[[], float]) -> None:
        self.inbox: deque[Message] = deque()
        self.outbox: deque[Message] = deque()
        self._waiting: list[Message] = []  # for a rewind: their beats are of the time after it
        self.blocks = 0
        self.failure: Exception | None = None
        self._desk = desk
        self._block = block
        self._seconds = block / rate
        self._now = now
        self._follower = Follower(rate, block, FADE_SECONDS)
        self._pool: list[Voice] = list(desk.voices)
        self._slots: dict[int, Slot] = {}
        cue_pool: list[Voice] = list(desk.cue_voices)
        self._cue = Slot(CUE, cue_pool, self._report_cue, _CUE_QUANTUM)
        self._moment = Moment(0.0, 0.0, 0.0, 4.0, 0.0)
        self._gate: bool | None = None
        self._held_tempo, self._held = 1.0, 0
        self._settled = math.ceil(_SETTLED_SECONDS / self._seconds)
        self._peak = 0.0

    def block(self) -> None:
        """One block's work: what came in, where the beat is, what the slots do."""
        self._waiting += self._listen()
        self._try(self._follow)
        if not self._follower.rewinding:
            waiting, self._waiting = self._waiting, []
            for message in waiting:
                self._try(self._handle, message)
        for slot in self._all():
            self._try(slot.step, self._moment)
        self._try(self._retune)
        self._peak = max(self._peak, float(np.abs(self._desk.output[:, :STEREO]).max()))
        self.blocks += 1

    def _try(self, work: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> None:
        """Do `work`. Whatever goes wrong in it, the audio goes on."""
        try:
            work(*args, **kwargs)
        except Exception as error:
            log.exception("in block %d", self.blocks)
            self.failure = error
            self.outbox.append(messages.Error(f"player: {error!r}; the set goes on"))

    @property
    def lost(self) -> int:
        """Blocks that were never computed, as far as that has been noticed."""
        return self._follower.clock.lost

    def meter(self, load: float) -> messages.Meter:
        """How it goes; may be asked by any thread, and begins a new search for the peak."""
        peak, self._peak = self._peak, 0.0
        error = 1000 * self._follower.error
        return messages.Meter(self._moment.beat, error, self.lost, load, peak)

    def _all(self) -> Iterator[Slot]:
        yield from self._slots.values()
        yield self._cue

    def _listen(self) -> list[Message]:
        """Take in at once what moves the beat, give back the rest."""
        rest = []
        while self.inbox:
            message = self.inbox.popleft()
            match message:
                case messages.Clock():
                    self._follower.follow(message.transport())
                case messages.Latency(ms):
                    self._follower.latency = ms / 1000
                case _:
                    rest.append(message)
        return rest

    def _follow(self) -> None:
        audible = any(slot.audible for slot in self._all())
        motion = self._follower.step(self.blocks * self._block, self._now(), audible)
        self._moment = self._at(motion)
        self._desk.move(motion.beat, motion.per_sample)
        if motion.gate != self._gate:
            self._desk.gate(motion.gate, fade=audible)
            self._gate = motion.gate
        if motion.rewound:
            for slot in self._all():
                slot.rewind(self._moment)

    def _at(self, motion: Motion) -> Moment:
        timeline = self._follower.transport.timeline
        return Moment(
            beat=motion.beat,
            next=motion.beat + self._block * motion.per_sample,
            fade=FADE_SECONDS / timeline.seconds_per_beat,
            bar=timeline.beats_per_bar,
            tempo=timeline.bpm,
        )

    def _handle(self, message: Message) -> None:
        now = self._moment
        match message:
            case messages.Launch(index, beat, since, sound) if self._has(index):
                self._slot(index).launch(sound, beat, since, now)
            case messages.Stop(index, beat) if self._has(index):
                self._slot(index).stop(beat, now)
            case messages.Cue(beat, since, sound) if self._has_cue():
                self._cue.launch(sound, beat, since, now)
            case messages.CueStop(beat):
                self._cue.stop(beat, now)
            case messages.Quit():
                self._follower.follow(replace(self._follower.transport, running=False))
            case messages.Hello():
                self.outbox.extend(s.state() for s in self._slots.values() if s.sounding)
            case Served() | Spoilt():
                self._supplied(message)

    def _supplied(self, message: Served | Spoilt) -> None:
        for slot in self._all():
            if isinstance(message, Served):
                slot.serve(message.sound, message.loop, message.tempo, self._moment)
            else:
                slot.spoil(message.sound)

    def _has(self, index: int) -> bool:
        if not 0 <= index < SLOTS:
            self.outbox.append(messages.Error(f"slot {index}: there are 0 to {SLOTS - 1}"))
            return False
        return True

    def _has_cue(self) -> bool:
        if not self._desk.cue_voices:
            text = "cue: this device has no channels 3 and 4; choose another to preview"
            self.outbox.append(messages.Error(text))
            return False
        return True

    def _slot(self, index: int) -> Slot:
        if index not in self._slots:
            self._slots[index] = Slot(index, self._pool, self.outbox.append)
        return self._slots[index]

    def _report_cue(self, message: Message) -> None:
        """Of the cue bus only trouble is worth a word."""
        if not isinstance(message, messages.SlotIs | messages.Late):
            self.outbox.append(message)

    def _retune(self) -> None:
        """Once the tempo holds still, ask for better audio for what plays at the wrong speed."""
        if not alike(self._moment.tempo, self._held_tempo):
            self._held_tempo, self._held = self._moment.tempo, 0
        self._held += 1
        if self._held % self._settled:
            return
        for slot in self._all():
            sound = slot.detuned(self._moment)
            if sound is not None:
                self.outbox.append(Wanted(sound, self._moment.tempo))
