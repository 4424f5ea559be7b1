"""The real session behind the real OSC ports, for real clients to play with."""

from __future__ import annotations

import queue
from dataclasses import replace

from live import actions, events
from live.config import Config, OscConfig
from live.controls import osc as osc_in
from live.outputs import osc as osc_out
from live.session import step
from live.stage import Session, Stage
from live.types import Kind, Loop, Slot, Suggestion

#: What file names may hold.
PATHS = (
    "/loops/plain.wav",
    "/my loops/with spaces, commas; and $1.wav",
    "/Löps/ümlaut – dash.wav",
)


def _suggestion(id: int, path: str) -> Suggestion:
    loop = Loop(id, path, f"digest{id}", Kind.LOOP, 8.0, 120.0, 16.0, key=6, mode="minor")
    loop = replace(loop, roles=(0.0, 1.0, 0.0, 0.0, 0.0, 0.0))
    return Suggestion(loop, 0.5, 120.0, transpose=-2, beat_offset=0.25, stretch=1.05, gain_db=-3.5)


LIST = tuple(_suggestion(id, path) for id, path in enumerate(PATHS, 70))


class Stand:
    """Barwise without ears and without a player, at beats that the test decides."""

    def __init__(self) -> None:
        self.session = Session(Stage(slots=(Slot(),) * 4))
        self.events: queue.SimpleQueue[events.Event] = queue.SimpleQueue()
        self.decided: list[actions.Action] = []
        self.control = osc_in.OscControl(self.events.put, osc_in.bind("127.0.0.1", 0))
        self.output = osc_out.open(self.events.put, Config(osc=OscConfig(out=())))

    def take(self, kind: type[events.Event], beat: float = 0.0) -> events.Event:
        """The next event, which must be of `kind`, and what follows from it at `beat`."""
        event = self.events.get(timeout=10)
        assert isinstance(event, kind)
        if isinstance(event, events.Subscribe):
            self.send(actions.Subscribed(event.host, event.port, event.lease, event.pong))
        else:
            self.step(event, beat)
        return event

    def take_last(self, kind: type[events.Event]) -> events.Event:
        """The next event of `kind`, whatever comes before."""
        while not isinstance(event := self.events.get(timeout=10), kind):
            pass
        return event

    def step(self, event: events.Event, beat: float) -> None:
        self.session, decided = step(self.session, event, beat)
        for action in decided:
            self.send(action)

    def send(self, action: actions.Action) -> None:
        self.decided.append(action)
        self.output.send(action, now=0.0)

    def close(self) -> None:
        self.control.close()
        self.output.close()
