"""Which beat a sample is: the player's own sample clock held to the engine's timeline.

Samples are counted, so the beat signal is a straight line without jitter. Callbacks are late by
chance and never early, so the lower envelope of their times tells how the count lies in monotonic
time. The line is corrected only when it is off by more than the ear could notice, gently, and by
whole samples where a beat has a whole number of samples: loops then read their tables exactly on
their frames.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, replace

from live.timeline import Timeline, Transport, next_multiple

#: An error of the grid that is left alone, seconds.
DEAD_BAND = 0.0005
#: A correction changes the speed by no more than this (9 cents).
NUDGE = 0.005
#: A larger error is jumped over, seconds.
JUMP = 0.03
#: A change of tempo that is left to the dead band, relative: a measured tempo trembles.
STEADY_TEMPO = 1e-4
_WINDOW_SECONDS = 2.0


class SampleClock:
    """When a sample is computed, told from when the callbacks came."""

    def __init__(self, rate: float, block: int) -> None:
        self._rate = rate
        self._block = block
        self._lowest: deque[tuple[int, float]] = deque()
        self._estimate = math.inf
        #: Blocks that were never computed: the count fell behind the time.
        self.lost = 0

    def time_of(self, sample: int, now: float) -> float:
        """The time of `sample`, the first of the block whose callback came at monotonic `now`."""
        offset = now - sample / self._rate
        while self._lowest and self._lowest[-1][1] >= offset:
            self._lowest.pop()
        self._lowest.append((sample, offset))
        while self._lowest[0][0] < sample - _WINDOW_SECONDS * self._rate:
            self._lowest.popleft()
        self._count_lost(self._lowest[0][1])
        return sample / self._rate + self._estimate

    def _count_lost(self, estimate: float) -> None:
        blocks = (estimate - self._estimate) * self._rate / self._block
        self.lost += max(0, round(blocks)) if math.isfinite(blocks) else 0
        self._estimate = estimate


@dataclass(frozen=True, slots=True)
class Line:
    """Beats over samples: straight through (`sample`, `beat`), `per_sample` beats a sample."""

    beat: float
    sample: int
    per_sample: float

    def beat_at(self, sample: int) -> float:
        return self.beat + (sample - self.sample) * self.per_sample


def aligned(timeline: Timeline, sample: int, time: float, rate: float) -> Line:
    """`timeline` as a line, with `sample` at `time`, bar lines moved onto their nearest sample."""
    per_sample = timeline.bpm / 60 / rate
    beat = timeline.beat_at(time)
    bar = next_multiple(beat, timeline.beats_per_bar)
    return Line(bar - round((bar - beat) / per_sample) * per_sample, sample, per_sample)


@dataclass(frozen=True, slots=True)
class Motion:
    """How the beat moves through one block.

    `gate` is whether anything may sound; `rewound` says that the transport has just restarted
    elsewhere, so that beats of before mean nothing any more.
    """

    beat: float
    per_sample: float
    gate: bool
    rewound: bool = False


class Follower:
    """Follows transports, block by block.

    Parameters
    ----------
    fade
        seconds that the gate takes to close: nothing jumps while it could be heard.
    """

    def __init__(self, rate: float, block: int, fade: float) -> None:
        self.clock = SampleClock(rate, block)
        #: Seconds by which to be early.
        self.latency = 0.0
        #: Seconds by which the beat is behind the timeline.
        self.error = 0.0
        self.transport = Transport(Timeline(), running=False)
        self._rate = rate
        self._block = block
        self._fade_blocks = math.ceil(fade * rate / block)
        self._line = self._target = Line(0.0, 0, 0.0)
        self._steps = 0
        self._closed = 0
        self._lost = True
        self._epoch = 0

    def follow(self, transport: Transport) -> None:
        """Another transport, from the next block on."""
        self._lost |= transport.epoch != self._epoch or not self.transport.running
        self.transport = transport

    @property
    def rewinding(self) -> bool:
        """Whether a restart was told that has to wait for silence."""
        return self.transport.running and self.transport.epoch != self._epoch

    def step(self, sample: int, now: float, audible: bool) -> Motion:
        """The motion of the block that begins with `sample`, its callback having come at `now`.

        `audible` says whether a jump could be heard.
        """
        time = self.clock.time_of(sample, now) + self.latency
        silent = not audible or self._closed >= self._fade_blocks
        if not self.transport.running:
            return self._rest(sample, silent)
        self._judge(sample, time)
        if self._lost:
            return self._jump(sample, time) if silent else self._advance(sample, gate=False)
        if self._wants_correction():
            self._correct(sample, time)
        return self._advance(sample, gate=True)

    def _rest(self, sample: int, silent: bool) -> Motion:
        if silent:
            self._line = Line(self._line.beat_at(sample), sample, 0.0)
            self._steps = 0
        return self._advance(sample, gate=False)

    def _judge(self, sample: int, time: float) -> None:
        behind = self.transport.timeline.beat_at(time) - self._line.beat_at(sample)
        self.error = behind * self.transport.timeline.seconds_per_beat
        self._lost |= abs(self.error) > JUMP

    def _jump(self, sample: int, time: float) -> Motion:
        rewound = self.transport.epoch != self._epoch
        self._line = self._target = aligned(self.transport.timeline, sample, time, self._rate)
        self._steps = 0
        self._lost = False
        self._epoch = self.transport.epoch
        return replace(self._advance(sample, gate=True), rewound=rewound)

    def _wants_correction(self) -> bool:
        tempo = self.transport.timeline.bpm / 60 / self._rate
        if abs(tempo / self._target.per_sample - 1) > STEADY_TEMPO:
            return True
        return not self._steps and abs(self.error) > DEAD_BAND

    def _correct(self, sample: int, time: float) -> None:
        """Plan to be on the timeline again after as many blocks as a gentle nudge takes."""
        self._target = aligned(self.transport.timeline, sample, time, self._rate)
        samples = abs(self.error) * self._rate
        self._steps = max(1, math.ceil(samples / (NUDGE * self._block)))

    def _advance(self, sample: int, gate: bool) -> Motion:
        self._closed = 0 if gate else self._closed + 1
        beat = self._line.beat_at(sample)
        if not self._steps:
            return Motion(beat, self._line.per_sample, gate)
        behind = self._target.beat_at(sample) - beat
        per_sample = self._target.per_sample + behind / (self._steps * self._block)
        self._steps -= 1
        self._line = Line(beat, sample, per_sample) if self._steps else self._target
        return Motion(beat, per_sample, gate)
