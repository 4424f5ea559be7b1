"""An hour of music in accelerated time: nothing is missed, nothing grows."""

from __future__ import annotations

import gc
import time

import psutil

from live import actions, events
from live.clocks import internal
from live.config import Config, EngineConfig, RankingConfig
from live.demo.perform import Performer
from live.demo.render import SampleTime
from live.engine import Engine
from live.library.shelf import Shelf
from live.listening.ear import Ear
from live.stage import Session
from tests.stage.rows import Fault, Place, Row, first_of, unless

LOOPS = 100_000
SECONDS = 3600.0
SETTLED = 300.0  # of the music: by then all that is kept once has been met
GROWTH = 0.05


class Counter:
    """An output that keeps numbers only: a list of all that came would be growth of its own."""

    def __init__(self) -> None:
        self.bars = self.missed = self.empty = self.problems = 0
        self._last: int | None = None

    def send(self, action: actions.Action, now: float) -> None:
        match action:
            case actions.BarComing():
                self.bars += 1
                self.missed += 0 if self._last is None else action.bar - self._last - 1
                self._last = action.bar
            case actions.Offered():
                self.empty += not action.suggestions
            case actions.Problem():
                self.problems += 1

    def close(self) -> None: ...


class HourGig:
    """The engine on its own time."""

    def __init__(self) -> None:
        self.time = SampleTime()
        self.counted = Counter()
        clock = internal.open(Config(), self.time)
        ear = Ear(Shelf.synthetic(LOOPS), RankingConfig())
        self.engine = Engine(Session(), ear, clock, EngineConfig(), now=self.time)
        self.engine.attach("counter", self.counted)
        self.engine.attach("performer", Performer(self.engine.post))
        self.engine.start()
        self.engine.post(events.Play(True))

    def play(self, until: float) -> int:
        """Bytes in memory at monotonic `until`."""
        while self.time.now < until:
            self.time.now = max(self.engine.turn(), self.time.now + 1e-4)
        gc.collect()
        return int(psutil.Process().memory_info().rss)


def an_hour(place: Place) -> Row:
    began = time.monotonic()
    gig = HourGig()
    before = gig.play(SETTLED)
    after = gig.play(SECONDS)
    counted, growth = gig.counted, after / before - 1
    took = time.monotonic() - began
    return Row(
        f"an hour of music, {LOOPS:,} loops (in {took:.0f} s)",
        f"{counted.bars:,} bars, every one with a list; memory {growth:+.1%} after 5 minutes",
        "-",
        too_much=first_of(
            unless(counted.bars > 1700, f"only {counted.bars} bars"),
            unless(not counted.missed, f"{counted.missed} bars missed"),
            unless(not counted.empty, f"{counted.empty} lists empty"),
            unless(not counted.problems, f"{counted.problems} problems"),
            unless(growth < GROWTH, f"memory grew by {growth:.1%}"),
        ),
    )


FAULTS: tuple[Fault, ...] = (an_hour,)
