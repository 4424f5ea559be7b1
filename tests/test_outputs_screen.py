from __future__ import annotations

import io

from rich.console import Console

from live import actions
from live.outputs import screen
from live.timeline import Timeline, Transport
from live.types import Kind, Loop, Slot, SlotState, Suggestion

BASS = Loop(1, "/pack/deep [bold] bass.wav", "d", Kind.LOOP, 8, 120, 16, key=9, mode="minor",
            roles=(0, 1, 0, 0, 0, 0))  # fmt: skip
DRUMS = Loop(2, "/pack/drums.wav", "e", Kind.LOOP, 8, 126, 16, roles=(1, 0, 0, 0, 0, 0))
LIST = (
    Suggestion(BASS, 0.8, 120.0, transpose=-2, reasons=(("harmony", 0.6), ("stretch", -0.1))),
    Suggestion(DRUMS, 0.5, 120.0, beat_offset=1.0, stretch=120 / 126),
)


def drawn(*sent: actions.Action, now: float = 0.0, width: int = 100) -> str:
    view = screen.View()
    for action in sent:
        view = screen.updated(view, action)
    console = Console(file=io.StringIO(), width=width, markup=False, emoji=False, highlight=False)
    console.print(screen.draw(view, (), "q quit", now))
    return console.file.getvalue()  # type: ignore[attr-defined]


def test_a_list_shows_cursor_role_key_fix_and_reasons() -> None:
    shown = drawn(actions.Offered(1, 4, LIST), actions.CursorAt(1))
    first, second = (line for line in shown.splitlines() if ".wav" in line)
    assert "deep [bold] bass.wav" in first, "a file name is not markup"
    for word in ("bass", "Am", "-2 st", "harmony +0.60", "stretch -0.10"):
        assert word in first
    for word in ("▶", "percussion", "+1 beat", "x0.952"):
        assert word in second


def test_an_empty_list_says_that_nothing_fits() -> None:
    assert "nothing fits" in drawn(actions.Offered(1, 4, ()))


def test_the_clock_counts_bars_from_one() -> None:
    running = Transport(Timeline(120.0))
    assert "●●○○  bar 3  120.0 bpm" in drawn(actions.Clocked(running), now=4.6)
    assert "stopped" in drawn(actions.Clocked(Transport(Timeline(120.0), running=False)))


def test_slots_and_settings_are_shown() -> None:
    shown = drawn(
        actions.SlotIs(3, Slot(SlotState.QUEUED, LIST[0], 8.0, 8.0)),
        actions.SlotIs(4, Slot()),
        actions.Settings(True, "bass", 0.3, 0.5),
    )
    assert any("3" in line and "queued" in line for line in shown.splitlines())
    assert "empty" not in shown
    assert "bass" in shown
    assert "LOCKED" in shown


def test_what_is_heard_shows_spectrum_and_roles() -> None:
    balance = (0.5,) * 2 + (0.0,) * 14
    hears = actions.Hears("audio", (), (0.9, 0.1, 0.0, 0.7, 0.0, 0.0), balance, "F#m")
    shown = drawn(hears)
    assert "hears (audio)" in shown
    assert "██" in shown
    assert "F#m" in shown
    assert "percussion" in shown
    assert "melody" in shown
    assert "bass" not in shown
