"""What a pad's press can mean: the words of the map files, as a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from live import events
from live.errors import ConfigError
from live.events import Event
from live.panel import WANTS, Panel
from live.types import ROLES


@dataclass(frozen=True, slots=True)
class Pad:
    """What a map says of one pad: the `index` of a suggestion or slot, a role, an amount."""

    index: int | None = None
    role: str = ""
    to: float | None = None
    by: float = 0.0


Press = Callable[[Pad, Panel], Event]


def _role(pad: Pad, panel: Panel) -> Event:
    return events.WantRole(pad.role) if pad.role else panel.role_moved(int(pad.by))


def _energy(pad: Pad, panel: Panel) -> Event:
    return events.Energy(pad.to) if pad.to is not None else panel.energy_moved(pad.by)


def _surprise(pad: Pad, panel: Panel) -> Event:
    return events.Surprise(pad.to) if pad.to is not None else panel.surprise_moved(pad.by)


def _slot(pad: Pad, panel: Panel) -> Event:
    return panel.slot_pressed(pad.index or 0)


def _imagine(pad: Pad, panel: Panel) -> Event:
    """A loop of the pad's role, or of that which is wanted; a concrete one is needed."""
    role = pad.role or panel.settings.role
    if role not in ROLES:
        return events.Trouble("midi", f"imagine a loop of which role? choose one, not {role}")
    return events.Generate(role)


PRESSES: Mapping[str, Press] = {
    "next": lambda _pad, _panel: events.Next(),
    "previous": lambda _pad, _panel: events.Previous(),
    "select": lambda pad, _panel: events.Select(pad.index or 0),
    "preview": lambda pad, _panel: events.Preview(pad.index),
    "accept": lambda pad, _panel: events.Accept(pad.index),
    "reject": lambda pad, _panel: events.Reject(pad.index),
    "ban": lambda pad, _panel: events.Ban(pad.index),
    "favourite": lambda pad, _panel: events.Favourite(pad.index),
    "slot": _slot,
    "stop": lambda pad, _panel: events.StopSlot(pad.index or 0),
    "undo": lambda _pad, _panel: events.Undo(),
    "lock": lambda _pad, _panel: events.Lock(),
    "role": _role,
    "energy": _energy,
    "surprise": _surprise,
    "imagine": _imagine,
    "tap": lambda _pad, _panel: events.Tap(),
}

#: A row of these goes from 0 to 1.
AMOUNTS = ("energy", "surprise")

_NUMBERED = ("select", "slot", "stop")


def check(press: str, pad: Pad) -> None:
    """Raise `ConfigError` if `pad` does not say what `press` needs."""
    if press in _NUMBERED and pad.index is None:
        raise ConfigError(f"{press} needs to know which: give a range of pads, or first = N")
    if press == "role" and not pad.role and pad.by not in (-1, 1):
        raise ConfigError("role needs role = NAME, roles = [NAMES] or by = 1 or -1")
    if pad.role and pad.role not in WANTS:
        raise ConfigError(f"role {pad.role!r}: choose from {', '.join(WANTS)}")
    if press == "imagine" and pad.role and pad.role not in ROLES:
        raise ConfigError(f"imagine a loop of role {pad.role!r}: choose from {', '.join(ROLES)}")
    if press in AMOUNTS and pad.to is None and not pad.by:
        raise ConfigError(f"{press} needs to = 0..1, by = a step, or a range of pads")
    if not abs(pad.by) <= 1:
        raise ConfigError(f"by = {pad.by:g}: a step is -1..1")
    if pad.to is not None and not 0 <= pad.to <= 1:
        raise ConfigError(f"to = {pad.to:g}: an amount is 0..1")
