"""The one musical thread: follows the clock, takes what hands and hosts ask, ranks before each bar.

Everything else only stamps events into the inbox or sends what was decided. `turn` does all that is
due at the moment and says when the next thing is: `run` sleeps in between, an offline driver moves
its own time there instead, so the same code renders hours of music in seconds.
"""

from __future__ import annotations

import logging
import queue
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from live import actions, events, setlog
from live.clocks import Clock
from live.config import EngineConfig
from live.difference import again
from live.errors import BarwiseError, BundleError, PacketError
from live.forwarding import FORWARDED
from live.listening.ear import Ear, wishes
from live.listening.hearing import Heard, beside
from live.session import step
from live.stage import Session
from live.supervised import Sender, Supervised
from live.timekeeping import Timekeeper
from live.timeline import BEAT_EPSILON, Timeline, Transport
from live.types import Playing

log = logging.getLogger(__name__)

#: The clock is looked at this often even when nothing is due.
POLL_SECONDS = 0.1

#: Ranking may use this much of the lead; the rest is for sending and for a busy machine.
RANKING_SHARE = 0.5

#: Events are read for so long before the clock is looked at again: in a flood of them, too, bars
#: come in time.
READING_SECONDS = 0.02

#: Keeps what the performer says of a loop's role, and brings a shelf that knows it.
Remember = Callable[[events.Correct], None]


def nobody_remembers(event: events.Correct) -> None:
    raise PacketError(f"nothing keeps the role of loop {event.id}: this set has no library")


#: Has a loop imagined for what is heard from a beat on; `events.Imagined` is posted when it is.
Imagine = Callable[[events.Generate, Heard, float], None]


def nobody_imagines(event: events.Generate, heard: Heard, beat: float) -> None:
    raise BundleError(f"no bundle that imagines {event.role} loops is installed; install one")


class Engine:
    """A set in progress. `post` may be called from any thread, everything else from one only."""

    def __init__(
        self,
        session: Session,
        ear: Ear,
        clock: Clock,
        config: EngineConfig,
        *,
        latency_ms: float = 0.0,
        imagine: Imagine = nobody_imagines,
        remember: Remember = nobody_remembers,
        record: setlog.Write = lambda record: None,
        resumed: Transport | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.session = session
        self.done = False
        self._ear = ear
        self._clock = Timekeeper(clock, latency_ms)
        self._config = config
        self._imagine = imagine
        self._remember = remember
        self._record = record
        self._now = now
        self._resumed = resumed
        if resumed is not None:
            self._clock.take_up(resumed)
        self._transport = self._clock.transport()
        self._inbox: queue.SimpleQueue[tuple[events.Event, float]] = queue.SimpleQueue()
        self._arrived: deque[tuple[events.Event, float]] = deque()
        self._senders: list[Supervised] = []
        self._host: tuple[Playing, ...] = ()
        self._planned: int | None = None
        self._last_bar: int | None = None
        self._retold = 0
        self._handlers: dict[type[events.Event], Callable[[Any, float], None]] = {
            events.Tempo: self._ask_clock,
            events.Tap: self._ask_clock,
            events.Play: self._ask_clock,
            events.Latency: self._set_latency,
            events.HostPlaying: self._host_plays,
            events.Pick: self._pick,
            events.Correct: self._correct,
            events.Explain: self._explain,
            events.Generate: self._generate,
            events.Imagined: self._imagined,
            events.Guest: self._meet,
            events.Quit: self._quit,
            **dict.fromkeys(FORWARDED, self._forward),
        }

    # --- from any thread ------------------------------------------------------------------------

    def post(self, event: events.Event) -> None:
        self._inbox.put((event, self._now()))

    # --- around the loop ------------------------------------------------------------------------

    def attach(self, name: str, sender: Sender) -> None:
        """Actions go to `sender` (an output, or a control with lights) from now on."""
        self._senders.append(Supervised(name, sender, self._report))

    def start(self) -> None:
        """Say what there is and offer a first list, before any bar."""
        stage = self.session.stage
        self._send(actions.Status("library", f"{len(self._ear.shelf)} loops"))
        self._send(actions.Stocked(len(self._ear.shelf)))
        self._send(actions.Clocked(self._transport))
        self._send(actions.Settings(stage.locked, stage.role, stage.surprise, stage.energy))
        for index, slot in enumerate(stage.slots):
            self._send(actions.SlotIs(index, slot))
        if self._resumed is not None:
            self._take_up(self._resumed)
        if self._resumed is not None and self.session.stage.offered:
            self._offer_again()
        else:
            self._refresh()

    def _offer_again(self) -> None:
        """The very list that was there when the set was cut off; the coming bar brings its own."""
        session, stage = self.session, self.session.stage
        self._send(actions.Offered(session.seq, session.bar, stage.offered, session.deadline_met))
        self._send(actions.CursorAt(stage.cursor))
        self._send(actions.Prepare(stage.offered))

    def _take_up(self, was: Transport) -> None:
        """What sounded when the set was cut off goes on, from the bar line if time is another."""
        now = self._now()
        before, beat = was.timeline.beat_at(now), self._line.beat_at(now)
        if abs(beat - before) > BEAT_EPSILON:
            self._step(events.Rewound(before), beat)
        self._record({"resumed": beat, "bundles": self._ear.labels, "at": now})
        for action in again(self.session, beat):
            self._send(action)

    def run(self) -> None:
        """Turn until `events.Quit` comes."""
        self.start()
        wake = self._now()
        while not self.done:
            self._wait(wake - self._now())
            wake = self.turn()

    def close(self) -> None:
        for sender in self._senders:
            sender.close()

    def _wait(self, seconds: float) -> None:
        """Until something is in the inbox, or `seconds` have gone by."""
        if seconds > 0:
            try:
                self._arrived.append(self._inbox.get(timeout=seconds))
            except queue.Empty:
                return

    def turn(self) -> float:
        """Do what is due; returns the monotonic time of the next thing to do."""
        for task in (
            self._follow_clock,
            self._read_inbox,
            self._pass_beat,
            self._fire_bar,
            self._settle,
        ):
            self._safely(task)
        return self._next_wake()

    def _safely(self, task: Callable[[], None]) -> None:
        """A defect in one task is shown and logged; the others, and the next turn, go on."""
        try:
            task()
        except Exception as error:
            log.exception("%s failed", task.__name__)
            self._send(
                actions.Problem(f"{task.__name__.strip('_')} failed: {error}; please report")
            )

    def _next_wake(self) -> float:
        line = self._transport.timeline
        due = [self._now() + POLL_SECONDS]
        if self._transport.running:
            change = self.session.next_change()
            due += [line.time_at(change)] if change is not None else []
            due += [self._wanted(self._planned)] if self._planned is not None else []
        return min(due)

    # --- the clock ------------------------------------------------------------------------------

    def _follow_clock(self) -> None:
        for line in self._clock.news():
            self._send(actions.Status("clock", line))
        was, is_ = self._transport, self._clock.transport()
        if is_ == was:
            return
        self._transport = is_
        self._send(actions.Clocked(is_))
        if is_.epoch != was.epoch:
            self._last_bar = None
            now = self._now()
            self._step(events.Rewound(was.timeline.beat_at(now)), is_.timeline.beat_at(now))
        if is_.epoch != was.epoch or is_.running != was.running:
            self._planned = None

    def _pass_beat(self) -> None:
        change = self.session.next_change()
        beat = self._transport.timeline.beat_at(self._now())
        if self._transport.running and change is not None and beat >= change:
            self._step(events.Passed(), beat)

    # --- the bar --------------------------------------------------------------------------------

    @property
    def _line(self) -> Timeline:
        return self._transport.timeline

    @property
    def _lead(self) -> float:
        return self._config.lead_ms / 1000

    def _wanted(self, bar: int) -> float:
        """When to begin ranking for `bar`."""
        return self._line.time_of(bar) - self._lead

    def _plan(self) -> int:
        """The next bar to rank for. A timer that wakes a little early must not fire a bar twice."""
        bar = self._line.next_bar(self._now() + self._lead)
        return bar if self._last_bar is None else max(bar, self._last_bar + 1)

    def _fire_bar(self) -> None:
        if not self._transport.running:
            return
        if self._planned is None:
            self._planned = self._plan()
        bar, wanted = self._planned, self._wanted(self._planned)
        late = self._now() - wanted
        if late < 0:
            return
        line = self._line
        self._send(actions.BarComing(bar, line.bpm, line.time_of(bar), line.beats_per_bar))
        self._last_bar = bar
        self._planned = self._plan()
        self._restock()
        self._rank(bar, late)

    def _refresh(self) -> None:
        """Rank at once, for the bar that comes next: the wishes have changed."""
        if not self._transport.running:
            self._restock()
        self._rank(self._line.next_bar(self._now() + self._config.launch_margin_ms / 1000), 0.0)

    def _settle(self) -> None:
        """Without bars, what was made ready meanwhile serves at once."""
        if self._ear.is_brought and not self._transport.running:
            self._refresh()

    def _restock(self) -> None:
        """What was made ready meanwhile serves from a bar line on."""
        for news in self._ear.restock():
            self._record(news)
            self._retold += 1
            self._send(actions.Stocked(len(self._ear.shelf), self._retold))

    def _rank(self, bar: int, late: float) -> None:
        line, began = self._line, self._now()
        beat = line.beat_of(bar)
        heard = self._hear(bar)
        wanted = wishes(self.session, beat, line.beats_per_bar)
        ranked = self._ear.rank(heard, wanted, budget=self._lead * RANKING_SHARE)
        took = self._now() - began
        met = not self._transport.running or began + took <= line.time_of(bar)
        self._record(
            {
                "rank": {"bar": bar, "beat": beat, "timeline": setlog.plain(line)},
                "heard": self._ear.memo(heard),
                "rescored": ranked.rescored,
                "at": began,
                "late_ms": 1000 * late,
                "took_ms": 1000 * took,
            }
        )
        if not met:
            self._send(actions.Status("engine", f"bar {bar} ranked late: {1000 * took:.0f} ms"))
        self._send(self._ear.summary(heard))
        listed = self.session.stage.listed(ranked.suggestions, beat, line.bpm)
        self._step(events.Offer(bar, listed, met), self._reachable_beat())
        self._send(actions.Prepare(self.session.stage.offered))

    def _hear(self, bar: int) -> Heard:
        line = self._line
        playing = beside(self.session.playing_at(line.beat_of(bar)), self._host)
        return self._ear.hear(bar, self._clock.heard(line), playing)

    # --- events ---------------------------------------------------------------------------------

    def _reachable_beat(self) -> float:
        """The first beat for which a launch still arrives in time."""
        return self._line.beat_at(self._now() + self._config.launch_margin_ms / 1000)

    def _read_inbox(self) -> None:
        before, until = self._wished(), self._now() + READING_SECONDS
        while (self._arrived or not self._inbox.empty()) and self._now() < until:
            event, at = self._arrived.popleft() if self._arrived else self._inbox.get()
            self._take(event, at)
        if self._wished() != before:
            self._refresh()

    def _wished(self) -> tuple[Any, ...]:
        """What makes another list worth having before the next bar."""
        stage = self.session.stage
        return stage.role, stage.surprise, stage.energy, stage.awaited, self._host

    def _take(self, event: events.Event, at: float) -> None:
        handle = self._handlers.get(type(event))
        try:
            if handle is None:
                self._step(event, self._reachable_beat())
            else:
                handle(event, at)
        except BarwiseError as error:
            self._send(actions.Problem(str(error)))

    def _step(self, event: events.Event, beat: float) -> None:
        self._record({"event": setlog.named(event), "beat": beat, "at": self._now()})
        self.session, decided = step(self.session, event, beat)
        for action in decided:
            self._send(action)

    def _ask_clock(self, event: events.Event, at: float) -> None:
        self._clock.ask(event, at)
        self._step(event, self._reachable_beat())

    def _set_latency(self, event: events.Latency, at: float) -> None:
        self._ask_clock(event, at)
        self._send(actions.LatencyIs(event.ms))

    def _host_plays(self, event: events.HostPlaying, at: float) -> None:
        self._record({"event": setlog.named(event), "bpm": self._line.bpm, "at": at})
        self._host, unknown = self._ear.recognise(event, self._line.bpm)
        for path in unknown:
            self._send(actions.Problem(f"{path}: not in the library; `barwise scan` its folder"))

    def _pick(self, event: events.Pick, at: float) -> None:
        self._known(event.id)
        self._step(event, self._reachable_beat())

    def _correct(self, event: events.Correct, at: float) -> None:
        self._known(event.id)
        self._remember(event)

    def _known(self, id: int) -> None:
        if self._ear.shelf.row_of(id) is None:
            raise PacketError(f"loop {id} is not in the library; `barwise library` lists what is")

    def _explain(self, event: events.Explain, at: float) -> None:
        offered = self.session.stage.offered
        if event.index >= len(offered):
            raise PacketError(
                f"no suggestion {event.index} to explain: the list has {len(offered)}"
            )
        reasons = offered[event.index].reasons
        self._send(actions.Reasons(self.session.seq, event.index, reasons))

    def _generate(self, event: events.Generate, at: float) -> None:
        bar = self._line.next_bar(self._now() + self._lead)
        self._imagine(event, self._hear(bar), self._line.beat_of(bar))

    def _imagined(self, event: events.Imagined, at: float) -> None:
        self._ear.meet(event)
        self._step(event, self._reachable_beat())
        self._send(actions.Prepare(self.session.stage.offered))

    def _meet(self, event: events.Guest, at: float) -> None:
        self._ear.meet(event)
        self._step(event, self._reachable_beat())

    def _forward(self, event: events.Event, at: float) -> None:
        self._send(FORWARDED[type(event)](event))

    def _quit(self, event: events.Quit, at: float) -> None:
        self.done = True

    # --- out ------------------------------------------------------------------------------------

    def _report(self, what: str, text: str) -> None:
        """A sender failed or recovered; told through the inbox, for it may be amid a sending."""
        self.post(events.News(what, text))

    def _send(self, action: actions.Action) -> None:
        if isinstance(action, _LOGGED):
            self._record({"action": setlog.named(action), "at": self._now()})
        now = self._now()
        for sender in self._senders:
            sender.send(action, now)


_LOGGED = (
    actions.Clocked,
    actions.Launch,
    actions.Stop,
    actions.Cue,
    actions.Hears,
    actions.Problem,
    actions.Status,
)
