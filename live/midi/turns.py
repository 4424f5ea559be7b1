"""What a knob's turn can mean: the words of the map files, as a table of scales."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from live import events
from live.events import Event
from live.panel import WANTS, Panel


@dataclass(frozen=True, slots=True)
class Turn:
    """A scale from 0 to 1, and how the music is brought to a point of it.

    Attributes
    ----------
    step
        how far one tick of an endless encoder goes: an amount, or places on a scale of places.
    at
        where it stands; None while there is nothing to turn.
    event
        what brings it to a point.
    places
        how many points the scale has, evenly spread; 0 if every value between counts.
    """

    step: float
    at: Callable[[Panel], float | None]
    event: Callable[[float, Panel], Event]
    places: Callable[[Panel], int] = lambda _panel: 0

    def nearest(self, position: float, panel: Panel) -> float:
        """The point nearest to `position`, 0..1."""
        places = self.places(panel)
        return _point(_place(position, places), places) if places else position

    def moved(self, position: float, by: float, panel: Panel) -> float:
        """`position` after a turn by `by`: amounts end at 0 and 1, places go round."""
        places = self.places(panel)
        if places:
            return _point((_place(position, places) + int(by)) % places, places)
        return min(max(round(position + by, 6), 0.0), 1.0)


def _place(position: float, places: int) -> int:
    return round(position * (places - 1))


def _point(place: int, places: int) -> float:
    return place / max(places - 1, 1)


def _offered(panel: Panel) -> int:
    return len(panel.suggestions or ())


def _cursor(panel: Panel) -> float | None:
    return _point(panel.cursor, _offered(panel)) if panel.suggestions else None


TURNS: Mapping[str, Turn] = {
    "energy": Turn(
        0.02, lambda panel: panel.settings.energy, lambda amount, _panel: events.Energy(amount)
    ),
    "surprise": Turn(
        0.02, lambda panel: panel.settings.surprise, lambda amount, _panel: events.Surprise(amount)
    ),
    "cursor": Turn(
        1.0,
        _cursor,
        lambda at, panel: events.Select(_place(at, _offered(panel))),
        places=_offered,
    ),
    "role": Turn(
        1.0,
        lambda panel: _point(WANTS.index(panel.settings.role), len(WANTS)),
        lambda at, _panel: events.WantRole(WANTS[_place(at, len(WANTS))]),
        places=lambda _panel: len(WANTS),
    ),
}
