"""The terminal while a set runs: bar, tempo, what is heard, the list with reasons, the slots."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from live import actions
from live.config import Config
from live.controls import Post
from live.controls.keys import HELP
from live.timeline import Transport
from live.types import ROLES, SlotState, Suggestion

REFRESH_HZ = 8
MESSAGES = 4

#: The list's columns with the least width at which each can still be read.
COLUMNS = {"": 1, "score": 5, "loop": 24, "role": 10, "key": 3, "bpm": 5, "fix": 5, "why": 10}

ROLE_STYLE = dict(zip(ROLES, ("red", "magenta", "blue", "green", "yellow", "cyan"), strict=True))
SLOT_STYLE = {
    SlotState.EMPTY: "dim",
    SlotState.QUEUED: "bold yellow",
    SlotState.PLAYING: "bold green",
    SlotState.STOPPING: "bold red",
}
SPARKS = " ▁▂▃▄▅▆▇█"


def open(post: Post, config: Config) -> ScreenOutput | None:
    """Draw on the terminal until closed, where there is one."""
    console = Console(markup=False, emoji=False, highlight=False)
    return ScreenOutput(HELP, console) if config.screen and console.is_terminal else None


@dataclass(frozen=True, slots=True)
class View:
    """What is on the screen."""

    transport: Transport = field(default_factory=Transport)
    bar: int = 0
    hears: actions.Hears | None = None
    offered: actions.Offered | None = None
    cursor: int = 0
    slots: tuple[actions.SlotIs, ...] = ()
    settings: actions.Settings | None = None
    cue: Suggestion | None = None


def updated(view: View, action: actions.Action) -> View:
    """The view after `action`."""
    match action:
        case actions.Clocked():
            return replace(view, transport=action.transport)
        case actions.BarComing():
            return replace(view, bar=action.bar)
        case actions.Hears():
            return replace(view, hears=action)
        case actions.Offered():
            return replace(view, offered=action)
        case actions.CursorAt():
            return replace(view, cursor=action.index)
        case actions.SlotIs():
            others = [slot for slot in view.slots if slot.index != action.index]
            return replace(view, slots=tuple(sorted([*others, action], key=lambda s: s.index)))
        case actions.Settings():
            return replace(view, settings=action)
        case actions.Cue():
            return replace(view, cue=action.suggestion)
        case _:
            return view


class ScreenOutput:
    """Keeps the view; a thread of rich's draws it, so a slow terminal delays nobody."""

    def __init__(
        self, footer: str, console: Console, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._footer = footer
        self._now = now
        self._view = View()
        self._messages: deque[Text] = deque(maxlen=MESSAGES)
        self._closed = threading.Event()
        self._live = Live(
            console=console,
            get_renderable=self._render,
            refresh_per_second=REFRESH_HZ,
            transient=False,
        )
        self._live.start()

    def send(self, action: actions.Action, now: float) -> None:
        if isinstance(action, actions.Problem):
            self._messages.append(Text(f"! {action.text}", "bold red"))
        elif isinstance(action, actions.Status):
            self._messages.append(Text(f"  {action.what}: {action.text}", "dim"))
        else:
            self._view = updated(self._view, action)

    def close(self) -> None:
        if not self._closed.is_set():
            self._closed.set()
            self._live.stop()

    def _render(self) -> RenderableType:
        return draw(self._view, tuple(self._messages), self._footer, self._now())


def draw(view: View, messages: tuple[Text, ...], footer: str, now: float) -> RenderableType:
    """The whole screen at monotonic `now`."""
    return Group(
        _clock(view, now),
        _heard(view),
        Panel(_list(view), title=_title(view), title_align="left", border_style="dim"),
        _slots(view),
        *messages,
        Text(footer, "dim"),
    )


def _clock(view: View, now: float) -> Text:
    line = view.transport.timeline
    beat = line.beat_at(now)
    bar, in_bar = divmod(int(beat // 1), line.beats_per_bar)
    dots = "".join("●" if i <= in_bar else "○" for i in range(line.beats_per_bar))
    if not view.transport.running:
        return Text.assemble(("stopped", "bold red"), f"  {line.bpm:.1f} bpm")
    return Text.assemble((dots, "bold"), f"  bar {bar + 1}  {line.bpm:.1f} bpm")


def _heard(view: View) -> Text:
    if view.hears is None or view.hears.source == "silence":
        return Text("hears: silence", "dim")
    loudest = max(view.hears.balance) or 1.0
    spectrum = "".join(SPARKS[round(8 * (b / loudest) ** 0.5)] for b in view.hears.balance)
    roles = [
        (f"{role} ", ROLE_STYLE[role])
        for role, probability in zip(ROLES, view.hears.roles, strict=True)
        if probability >= 0.5
    ]
    key = f"{view.hears.key}  " if view.hears.key else ""
    return Text.assemble(
        f"hears ({view.hears.source}): ", (spectrum, "cyan"), "  ", (key, "bold"), *roles
    )


def _title(view: View) -> str:
    settings = view.settings
    if settings is None:
        return "suggestions"
    lock = "  LOCKED" if settings.locked else ""
    knobs = f"surprise {settings.surprise:.2f}  energy {settings.energy:.2f}"
    return f"suggestions: {settings.role}  {knobs}{lock}"


def _list(view: View) -> RenderableType:
    if view.offered is None or not view.offered.suggestions:
        return Text("nothing fits: try another role, or more surprise", "yellow")
    table = Table(box=None, expand=True, padding=(0, 1, 0, 0), pad_edge=False)
    for column, width in COLUMNS.items():
        # The last column takes what is left, so a narrow terminal cuts the reasons first.
        ratio = 1 if column == "why" else None
        table.add_column(column, no_wrap=True, overflow="ellipsis", min_width=width, ratio=ratio)
    for index, suggestion in enumerate(view.offered.suggestions):
        table.add_row(*_row(index, suggestion, view), style="reverse" * (index == view.cursor))
    return table


def _row(index: int, suggestion: Suggestion, view: View) -> tuple[RenderableType, ...]:
    loop = suggestion.loop
    cued = view.cue is not None and view.cue.loop.id == loop.id
    return (
        "▶" if index == view.cursor else "♪" if cued else str(index + 1),
        f"{suggestion.score:.2f}",
        loop.path.rpartition("/")[2],
        Text(loop.role, ROLE_STYLE[loop.role]),
        loop.key_name or "-",
        f"{loop.bpm:g}",
        fix(suggestion),
        why(suggestion),
    )


def fix(suggestion: Suggestion) -> str:
    """What has to be done to the loop, in a few characters; empty when it fits as it is."""
    parts = [
        f"{suggestion.transpose:+d} st" if suggestion.transpose else "",
        f"+{suggestion.beat_offset:g} beat" if suggestion.beat_offset else "",
        f"x{suggestion.stretch:.3g}" if abs(suggestion.stretch - 1) > 0.005 else "",
    ]
    return " ".join(part for part in parts if part)


def why(suggestion: Suggestion) -> str:
    """The two terms that spoke for it most, and the one most against."""
    for_it = [f"{term} {value:+.2f}" for term, value in suggestion.reasons if value > 0.01][:2]
    against = [f"{term} {value:+.2f}" for term, value in suggestion.reasons if value < -0.01][-1:]
    return " ".join(for_it + against)


def _slots(view: View) -> RenderableType:
    taken = [slot for slot in view.slots if slot.slot.state is not SlotState.EMPTY]
    if not taken:
        return Text("slots: all empty", "dim")
    table = Table.grid(padding=(0, 2))
    for action in taken:
        slot = action.slot
        name = slot.suggestion.loop.path.rpartition("/")[2] if slot.suggestion else ""
        table.add_row(str(action.index), Text(slot.state, SLOT_STYLE[slot.state]), name)
    return table
