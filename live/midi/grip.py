"""A hand's hold on one knob: no jumps, no lost ticks.

A knob stands where it was left; what it sets may have been changed since, by another controller or
over OSC. So an absolute knob takes over only when it passes what is set (`takeover = "pickup"`).

What a hand asks for comes back from the engine a little later. Until then what it asked for last
counts, or quick ticks of an encoder would all start from the same old value.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from live.events import Event, News
from live.midi.relative import ENCODINGS, MOST_TICKS
from live.midi.turns import TURNS
from live.panel import Panel

TAKEOVERS = ("pickup", "jump")

NEAR = 1.5 / 127  # a knob that stands this near to what is set passes it
_MOST_ASKED = 256  # values on their way: far more than the engine ever lets wait


@dataclass(frozen=True, slots=True)
class Knob:
    """What a map says of one knob: what it turns, how it speaks.

    `relative` is a name of `ENCODINGS`, or empty for a knob that sends where it stands; `step` is
    that of `Turn`. With `echo`, what is set is sent back: to a ring of lights, a motor fader.
    """

    turn: str
    relative: str = ""
    step: float = 1.0
    takeover: str = "pickup"
    echo: bool = False


class Grip:
    """One knob, from the first time it moves. The patch bay's thread has it to itself."""

    def __init__(self, knob: Knob) -> None:
        self._knob = knob
        self._turn = TURNS[knob.turn]
        self._asked: deque[float] = deque(maxlen=_MOST_ASKED)  # the first of them has been done
        self._stood: float | None = None
        self._holds = False
        self._told = False
        self._rest = 0.0  # what encoder ticks have left of a whole place

    def turned(self, value: int, panel: Panel) -> Event | None:
        """What it means that the knob sent `value`."""
        stands = self.stands(panel)
        if stands is None:
            return None
        if self._knob.relative:
            return self._moved_on(value, stands, panel)
        return self._moved_to(value / 127, stands, panel)

    def stands(self, panel: Panel) -> float | None:
        """Where the hand has brought it, 0..1; where others have, if they came after."""
        at = self._turn.at(panel)
        if at not in self._asked:
            self._asked.clear()
            self._holds = self._told = False
            if at is not None:
                self._asked.append(at)
        while self._asked and self._asked[0] != at:
            self._asked.popleft()
        return self._asked[-1] if self._asked else None

    def brought(self, position: float) -> None:
        """The knob was moved to `position` by what was sent to it."""
        self._stood = position

    def _moved_on(self, value: int, stands: float, panel: Panel) -> Event | None:
        ticks = ENCODINGS[self._knob.relative](value)
        if abs(ticks) > MOST_TICKS:
            return self._hint(f"it sends positions, not steps ({self._knob.relative}): set it up")
        by = self._rest + ticks * self._knob.step
        self._rest = by - int(by) if self._turn.places(panel) else 0.0
        return self._ask(self._turn.moved(stands, by, panel), stands, panel)

    def _moved_to(self, position: float, stands: float, panel: Panel) -> Event | None:
        wanted = self._turn.nearest(position, panel)
        self._holds |= wanted == stands or self._passes(position, stands)
        self._stood = position
        if self._holds or self._knob.takeover == "jump":
            return self._ask(wanted, stands, panel)
        return self._hint(f"it stands at {stands:.2f}: turn the knob through it to take over")

    def _passes(self, position: float, stands: float) -> bool:
        was = position if self._stood is None else self._stood
        return abs(position - stands) <= NEAR or (was - stands) * (position - stands) <= 0

    def _ask(self, wanted: float, stands: float, panel: Panel) -> Event | None:
        if wanted == stands:
            return None
        self._asked.append(wanted)
        return self._turn.event(wanted, panel)

    def _hint(self, text: str) -> Event | None:
        """Told once, not with every tick."""
        told, self._told = self._told, True
        return None if told else News("midi", f"{self._knob.turn}: {text}")
