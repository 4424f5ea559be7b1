"""What a light can show: the states of the map files, as a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from live.midi.presses import Pad
from live.panel import Panel
from live.types import Suggestion

#: States that a map may leave out, and what they look like then; any other is dark.
LIKE: Mapping[str, str] = {"imagined": "offered", "imagined-cursor": "cursor"}

IMAGINED = "imagined"  # the licence of a loop that is in no library


@dataclass(frozen=True, slots=True)
class Show:
    """Something shown: its possible `states`, the one it is in, and the role it has, if any."""

    states: tuple[str, ...]
    state: Callable[[Pad, Panel], str]
    role: Callable[[Pad, Panel], str] = lambda _pad, _panel: ""


def _meant(pad: Pad, panel: Panel) -> tuple[int, Suggestion | None]:
    """The suggestion of the pad's number; without one, that under the cursor."""
    index = panel.cursor if pad.index is None else pad.index
    return index, panel.suggestion(index)


def _suggestion(pad: Pad, panel: Panel) -> str:
    index, suggestion = _meant(pad, panel)
    if panel.suggestions == ():
        return "nothing"
    if suggestion is None:
        return "none"
    if suggestion.loop.licence == IMAGINED:
        return "imagined-cursor" if index == panel.cursor else "imagined"
    return "cursor" if index == panel.cursor else "offered"


def _marked(pad: Pad, panel: Panel, marked: Callable[[int], bool]) -> str:
    _, suggestion = _meant(pad, panel)
    if suggestion is None:
        return "none"
    return "on" if marked(suggestion.loop.id) else "ready"


def _preview(pad: Pad, panel: Panel) -> str:
    return _marked(pad, panel, lambda loop: loop == panel.cued)


def _favourite(pad: Pad, panel: Panel) -> str:
    return _marked(pad, panel, panel.favourites.__contains__)


def _ready(pad: Pad, panel: Panel) -> str:
    return _marked(pad, panel, lambda _loop: False)


def _suggested_role(pad: Pad, panel: Panel) -> str:
    _, suggestion = _meant(pad, panel)
    return suggestion.loop.role if suggestion else ""


def _slot_role(pad: Pad, panel: Panel) -> str:
    suggestion = panel.slot(pad.index or 0).suggestion
    return suggestion.loop.role if suggestion else ""


def _lit(on: bool) -> str:
    return "on" if on else "off"


def _reached(pad: Pad, amount: float) -> str:
    return _lit(amount >= (pad.to or 0.0) - 1e-6)


SHOWS: Mapping[str, Show] = {
    "suggestion": Show(
        ("none", "offered", "cursor", "imagined", "imagined-cursor", "nothing"),
        _suggestion,
        _suggested_role,
    ),
    "preview": Show(("none", "ready", "on"), _preview, _suggested_role),
    "favourite": Show(("none", "ready", "on"), _favourite, _suggested_role),
    "ready": Show(("none", "ready"), _ready, _suggested_role),
    "slot": Show(
        ("empty", "queued", "playing", "stopping"),
        lambda pad, panel: panel.slot(pad.index or 0).state.value,
        _slot_role,
    ),
    "role": Show(
        ("off", "on"),
        lambda pad, panel: _lit(pad.role == panel.settings.role),
        lambda pad, _panel: pad.role,
    ),
    "lock": Show(("off", "on"), lambda _pad, panel: _lit(panel.settings.locked)),
    "energy": Show(("off", "on"), lambda pad, panel: _reached(pad, panel.settings.energy)),
    "surprise": Show(("off", "on"), lambda pad, panel: _reached(pad, panel.settings.surprise)),
}
