"""The keyboard on a real terminal: a pseudo-terminal, whose other end types."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import termios
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live import actions, events
from live.config import Config
from live.controls import keys
from live.events import Event
from tests.conftest import eventually
from tests.pure_data import free_port


class Terminal:
    """`type` is the performer, `inside` the descriptor of the program's end."""

    def __init__(self) -> None:
        self._outside, self.inside = pty.openpty()

    def type(self, text: str | bytes) -> None:
        os.write(self._outside, text.encode() if isinstance(text, str) else text)

    def mode(self) -> tuple[bool, bool]:
        """Whether it waits for whole lines, and whether it echoes."""
        flags = termios.tcgetattr(self.inside)[3]
        return bool(flags & termios.ICANON), bool(flags & termios.ECHO)

    def hang_up(self) -> None:
        os.close(self._outside)

    def close(self) -> None:
        for descriptor in (self._outside, self.inside):
            try:
                os.close(descriptor)
            except OSError:
                continue


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    there = Terminal()
    yield there
    there.close()


@pytest.fixture
def posted() -> list[Event]:
    return []


@pytest.fixture
def control(terminal: Terminal, posted: list[Event]) -> Iterator[keys.Keys]:
    control = keys.Keys(posted.append, terminal.inside)
    yield control
    control.close()


def settings(role: str = "bass", surprise: float = 0.3, energy: float = 0.5) -> actions.Settings:
    return actions.Settings(locked=False, role=role, surprise=surprise, energy=energy)


def test_every_key_of_the_footer_does_what_it_says(
    terminal: Terminal, control: keys.Keys, posted: list[Event]
) -> None:
    control.send(settings(), 0.0)
    terminal.type("\x1b[B\x1b[Ajk39\n xbfulr+-][tsfs3q")
    expected = [
        events.Next(),
        events.Previous(),
        events.Next(),
        events.Previous(),
        events.Select(2),
        events.Select(8),
        events.Accept(),
        events.Preview(),
        events.Reject(),
        events.Ban(),
        events.Favourite(),
        events.Undo(),
        events.Lock(),
        events.WantRole("chord"),
        events.Energy(0.6),
        events.Energy(0.4),
        events.Surprise(0.4),
        events.Surprise(0.2),
        events.Tap(),
        events.StopSlot(15),
        events.StopSlot(3),
        events.Quit(),
    ]
    eventually(lambda: len(posted) >= len(expected))
    assert posted == expected


def test_an_arrow_that_comes_in_pieces_is_one_key(
    terminal: Terminal, control: keys.Keys, posted: list[Event]
) -> None:
    for piece in "\x1b[B":
        terminal.type(piece)
    terminal.type("\x1bOAu")
    eventually(lambda: events.Undo() in posted)
    assert posted == [events.Next(), events.Previous(), events.Undo()]


def test_keys_without_a_meaning_are_passed_over(
    terminal: Terminal, control: keys.Keys, posted: list[Event]
) -> None:
    terminal.type("\x1b[15~\x1b[1;5DQé0sxu".encode() + b"\xff\xfe\x00" + b"s\x1b[A" + b"l")
    eventually(lambda: events.Lock() in posted)
    assert posted == [events.Undo(), events.Lock()]


@given(st.lists(st.text(max_size=4)))
def test_whatever_is_typed_is_an_event_or_nothing(typed: list[str]) -> None:
    typist = keys.Typist()
    for key in typed:
        event = typist.typed(key)
        assert event is None or isinstance(event, Event)


def test_the_terminal_is_given_back_as_it_was(terminal: Terminal) -> None:
    assert terminal.mode() == (True, True)
    control = keys.Keys(lambda event: None, terminal.inside)
    assert terminal.mode() == (False, False)
    control.close()
    assert terminal.mode() == (True, True)


def test_a_terminal_that_is_closed_ends_no_set(
    terminal: Terminal, control: keys.Keys, posted: list[Event]
) -> None:
    terminal.type("l")
    eventually(lambda: posted == [events.Lock()])
    terminal.hang_up()
    control.send(settings(), 0.0)


def test_without_a_terminal_there_are_no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.close(writing)
    with os.fdopen(reading) as pipe:
        monkeypatch.setattr(sys, "stdin", pipe)
        assert keys.open(lambda event: None, Config()) is None


def in_terminal(terminal: Terminal, *command: str, folder: Path) -> subprocess.Popen[bytes]:
    """`command` with `terminal` as its controlling one."""
    return subprocess.Popen(
        [sys.executable, "-c", _TAKE_TERMINAL, *command],
        stdin=terminal.inside,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env={**os.environ, "XDG_DATA_HOME": str(folder)},
    )


_TAKE_TERMINAL = (
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0);"
    "os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
)


def test_a_set_is_played_by_keys_and_leaves_the_terminal_whole(
    terminal: Terminal, demo_library: Path, tmp_path: Path
) -> None:
    log = tmp_path / "set.jsonl"
    options = ["--library", str(demo_library), "--no-screen", "--log", str(log)]
    port = f"--osc-port={free_port()}"
    running = in_terminal(terminal, "-m", "live", "run", *options, port, folder=tmp_path)
    eventually(lambda: terminal.mode() == (False, False), seconds=30)
    terminal.type("jl")
    eventually(lambda: "Lock" in log.read_text())
    terminal.type("q")
    assert running.wait(20) == 0
    assert terminal.mode() == (True, True)


def test_a_program_that_dies_leaves_the_terminal_whole(terminal: Terminal, tmp_path: Path) -> None:
    crash = (
        "import sys; from live.config import Config; from live.controls import keys;"
        "keys.open(print, Config()); sys.stdin.readline; raise SystemExit(3)"
    )
    assert in_terminal(terminal, "-c", crash, folder=tmp_path).wait(20) == 3
    assert terminal.mode() == (True, True)


def test_started_in_the_background_it_leaves_the_terminal_alone(
    terminal: Terminal, tmp_path: Path
) -> None:
    """As with `&` in a shell: a job that touches the terminal would be stopped."""
    background = (
        "import os, sys; from live.config import Config; from live.controls import keys;"
        "child = os.fork();"
        "child or (os.setpgid(0, 0), os._exit(keys.open(print, Config()) is not None));"
        "_, status = os.waitpid(child, os.WUNTRACED);"
        "sys.exit(status and 1)"
    )
    running = in_terminal(terminal, "-c", background, folder=tmp_path)
    assert running.wait(20) == 0
    assert not os.WIFSTOPPED(running.returncode)
    assert terminal.mode() == (True, True)
