"""Follows Live: what plays there is what Barwise hears, what is accepted is launched there.

Everything happens in one thread with one inbox: actions of the engine, replies of AbletonOSC and
files that were found out about come to it one by one.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from dataclasses import replace
from typing import Any

from live import actions, latency
from live.ableton.connection import Connection
from live.ableton.device import Device
from live.ableton.files import Files
from live.ableton.lanes import Hand
from live.ableton.launcher import Launcher
from live.ableton.liveset import LiveSet, Place
from live.ableton.notices import Notices
from live.ableton.reading import END, FILE, Reading
from live.ableton.report import Report
from live.ableton.slots import CUE, HAS_CLIP, Slots
from live.ableton.wire import Reply
from live.config import Config
from live.controls import Post
from live.errors import DeviceError
from live.events import Play, Tempo, Trouble
from live.library.shared import place
from live.timeline import FASTEST_BPM, SLOWEST_BPM, Timeline, Transport

log = logging.getLogger(__name__)

#: Without anything to do, time passes in steps of so many seconds.
_IDLE = 1.0


class Follower:
    """Live, as long as it is there. `take` may be called from any thread."""

    def __init__(self, config: Config, post: Post) -> None:
        self._config = config.ableton
        self._launches = not config.player.on
        self._post = post
        self._inbox: queue.SimpleQueue[actions.Action | Reply | None] = queue.SimpleQueue()
        self._connection = Connection(
            config.ableton, self._inbox.put, post, came=self._come, gone=self._go
        )
        ask = self._connection.ask
        self._reading = Reading(ask)
        self._files = Files(
            place.catalogue(config.library),
            config.ranking.bundles,
            self._config.folders,
            post,
            self._wake,
        )
        self._report = Report(self._reading, self._files, post)
        self._device = Device()
        self._slots = Slots(config.ableton, self._reading, self._files, ask)
        margin = config.ableton.margin_ms / 1000
        self._launcher = Launcher(self._choose, self._slots.leave, margin, post)
        self._notices = Notices(config, post)
        self._internal = config.clock.name == "internal"
        self._transport: Transport | None = None
        self._latency = latency.at_start(config)[0] / 1000
        self._open = True
        self._thread = threading.Thread(target=self._run, name="ableton", daemon=True)
        self._thread.start()

    def take(self, action: actions.Action) -> None:
        """An action of the engine; what has nothing to do with Live is ignored."""
        if isinstance(action, _WANTED):
            self._inbox.put(action)

    def close(self) -> None:
        self._open = False
        self._wake()
        self._thread.join()
        for part in (self._files, self._connection, self._device):
            part.close()

    def _wake(self) -> None:
        self._inbox.put(None)

    # --- the thread -----------------------------------------------------------------------------

    def _run(self) -> None:
        while self._open:
            try:
                self._step()
            except Exception as error:  # whatever Live says, the set goes on
                log.exception("following Live")
                self._post(Trouble("ableton", f"{error!r}; please report"))
                time.sleep(_IDLE)

    def _step(self) -> None:
        """Take what is there, or what comes until something is due; then do that."""
        pause = max(0.0, min(self._due() - time.monotonic(), _IDLE))
        try:
            item = self._inbox.get(timeout=pause) if pause else self._inbox.get_nowait()
        except queue.Empty:
            item = None
        if isinstance(item, Reply):
            self._hear(item)
        elif item is not None:
            self._act(item, time.monotonic())
        self._tick(time.monotonic())

    def _due(self) -> float:
        due = [self._connection.due(), self._launcher.due()]
        if self._connection.here:
            due += [self._reading.due(), self._report.due()]
        return min(due)

    def _tick(self, now: float) -> None:
        self._launcher.watch(self._reading.live, now)
        self._launcher.tick(now)
        if self._connection.here:
            self._reading.tick(now)
            if self._transport is not None:
                self._report.tick(now, self._line, self._launcher.places)
        self._connection.tick(now)

    @property
    def _line(self) -> Timeline:
        return self._launcher.transport.timeline

    # --- Live -----------------------------------------------------------------------------------

    def _come(self) -> None:
        """Live is there, or has begun anew."""
        self._launcher.forget()
        self._slots.forget()
        self._reading.begin()
        self._report.rewind()
        self._notices.begin()
        self._reading.greet()

    def _go(self) -> None:
        self._launcher.forget()
        self._slots.forget()
        self._reading.begin()
        self._report.end()

    def _hear(self, reply: Reply) -> None:
        self._connection.hear(reply)
        before = self._reading.live
        self._reading.hear(reply)
        if self._reading.live != before:
            self._conduct(before)
        if reply.path in _OF_A_CLIP and len(reply.args) > 2:
            track, slot, value, *_ = reply.args
            self._learn(reply.path, (int(track), int(slot)), value, reply.at)
        if self._reading.complete and self._transport is not None:
            self._notices.tell(self._reading, self._device.is_there(reply.at), self._line)

    def _learn(self, path: str, place: Place, value: Any, at: float) -> None:
        """What came of a launch; and which file a clip has that may be launched later."""
        if path == HAS_CLIP and not value:
            self._launcher.missing(place, at, again=not self._reading.loads)
        elif path == END and value:
            self._launcher.measured(place, float(value))
        elif path == FILE and value and not self._reading.loads:
            self._files.name(str(value))

    def _conduct(self, before: LiveSet) -> None:
        """The internal clock follows as far as that goes; any other knows better."""
        live = self._reading.live
        if live.running != before.running:
            self._begin_anew()
        if not self._internal:
            return
        if live.tempo != before.tempo and SLOWEST_BPM <= (live.tempo or 0.0) <= FASTEST_BPM:
            self._post(Tempo(live.tempo or 0.0))
        if live.running != before.running and live.running is not None:
            self._post(Play(live.running))

    def _begin_anew(self) -> None:
        """Positions that were read before say nothing about the song as it runs now."""
        self._report.rewind()
        self._reading.relocate()

    # --- the engine -----------------------------------------------------------------------------

    def _act(self, action: actions.Action, now: float) -> None:
        match action:
            case actions.Clocked(transport):
                self._follow(transport)
            case actions.LatencyIs(ms):
                self._latency = ms / 1000
            case actions.Subscribed(loads=True):
                self._device.register(action, now)
                self._device.tell("/barwise/follows", int(self._connection.here))
            case actions.Unsubscribed():
                self._device.forget(action)
            case _ if self._launches:
                self._launch(action, now)

    def _follow(self, transport: Transport) -> None:
        if self._transport is None or transport.epoch != self._transport.epoch:
            self._begin_anew()
        # Live is in time by itself: only what Barwise plays has to be sent ahead.
        line = replace(transport.timeline, time=transport.timeline.time + self._latency)
        self._launcher.transport = replace(transport, timeline=line)
        self._transport = transport

    def _launch(self, action: actions.Action, now: float) -> None:
        match action:
            case actions.Launch():
                self._launcher.launch(action, now)
            case actions.Stop(slot):
                self._launcher.stop(slot, now)
            case actions.Cue():
                self._launcher.cue(action, now)

    def _choose(self, lane: int) -> Hand:
        """Who can put something there now."""
        if lane == CUE and not (self._config.cue and self._reading.loads):
            raise DeviceError(f"no preview: {_CUE_REMEDY}")
        if self._reading.loads:
            return self._slots
        if self._device.is_there(time.monotonic()):
            return self._device
        if self._connection.here:
            return self._slots
        raise DeviceError("nothing was launched: Live is not there, nor is our device in it")


_CUE_REMEDY = (
    "it needs an audio track ([ableton] cue = its name) and an AbletonOSC that loads files, "
    "or Barwise's player (--player)"
)

_OF_A_CLIP = frozenset({HAS_CLIP, END, FILE})

#: What the engine says that concerns Live.
_WANTED = (
    actions.Launch,
    actions.Stop,
    actions.Cue,
    actions.Clocked,
    actions.LatencyIs,
    actions.Subscribed,
    actions.Unsubscribed,
)
