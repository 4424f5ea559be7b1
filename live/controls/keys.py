"""The terminal's keyboard: the controller that every laptop has."""

from __future__ import annotations

import atexit
import contextlib
import os
import re
import select
import sys
import termios
import threading
import tty
from collections.abc import Callable

from live import events
from live.actions import Action
from live.config import Config
from live.controls import Post
from live.events import Event
from live.panel import Panel

#: The footer of the screen.
HELP = (
    "↑↓ jk move  1-9 select  ⏎ accept  space preview  x reject  b ban  f favourite  u undo  l lock"
    "  r role  -+ energy  [] surprise  t tap  s then 0-9 a-f stop slot  q quit"
)

STEP = 0.1
_ESCAPE_SECONDS = 0.05  # what belongs to an arrow key has come by then, over a slow line too


def _selecting(index: int) -> Callable[[Panel], Event]:
    return lambda _panel: events.Select(index)


KEYS: dict[str, Callable[[Panel], Event]] = {
    **{str(1 + index): _selecting(index) for index in range(9)},
    "\x1b[A": lambda _panel: events.Previous(),
    "\x1bOA": lambda _panel: events.Previous(),
    "k": lambda _panel: events.Previous(),
    "\x1b[B": lambda _panel: events.Next(),
    "\x1bOB": lambda _panel: events.Next(),
    "j": lambda _panel: events.Next(),
    "\r": lambda _panel: events.Accept(),
    "\n": lambda _panel: events.Accept(),
    " ": lambda _panel: events.Preview(),
    "x": lambda _panel: events.Reject(),
    "b": lambda _panel: events.Ban(),
    "f": lambda _panel: events.Favourite(),
    "u": lambda _panel: events.Undo(),
    "l": lambda _panel: events.Lock(),
    "r": lambda panel: panel.role_moved(1),
    "+": lambda panel: panel.energy_moved(STEP),
    "=": lambda panel: panel.energy_moved(STEP),  # plus without shift
    "-": lambda panel: panel.energy_moved(-STEP),
    "]": lambda panel: panel.surprise_moved(STEP),
    "[": lambda panel: panel.surprise_moved(-STEP),
    "t": lambda _panel: events.Tap(),
    "q": lambda _panel: events.Quit(),
}
_SLOTS = {key: slot for slot, key in enumerate("0123456789abcdef")}  # sixteen, one key each

_KEY = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1bO.|.", re.DOTALL)
_HALF_A_KEY = re.compile(r"\x1b(\[[0-?]*[ -/]*|O)?$")


def open(post: Post, config: Config) -> Keys | None:
    """Read the terminal's keys until closed; None if standard input is no terminal of ours."""
    if sys.stdin is None or not sys.stdin.isatty() or _in_background(sys.stdin.fileno()):
        return None
    return Keys(post, sys.stdin.fileno())


def _in_background(descriptor: int) -> bool:
    """Started with `&`: who touches the terminal then is stopped by the system."""
    try:
        return os.tcgetpgrp(descriptor) != os.getpgrp()
    except OSError:
        return False  # nobody's terminal: free to take


class Typist:
    """Makes events of keys: two keys may be one gesture."""

    def __init__(self) -> None:
        self.panel = Panel()
        self._stopping = False

    def typed(self, key: str) -> Event | None:
        """What `key`, a character or the whole sequence of a special key, means."""
        stopping, self._stopping = self._stopping, False
        if stopping:
            return events.StopSlot(_SLOTS[key]) if key in _SLOTS else None
        if key == "s":
            self._stopping = True
            return None
        return KEYS[key](self.panel) if key in KEYS else None


class Keys:
    """Reads the terminal `descriptor` in a thread, key by key and without echo."""

    def __init__(self, post: Post, descriptor: int) -> None:
        self._post = post
        self._descriptor = descriptor
        self._typist = Typist()
        self._before = termios.tcgetattr(descriptor)
        self._ended, self._end = os.pipe()
        atexit.register(self._restore)
        tty.setcbreak(descriptor)
        self._thread = threading.Thread(target=self._run, name="keys", daemon=True)
        self._thread.start()

    def send(self, action: Action, now: float) -> None:
        self._typist.panel = self._typist.panel.after(action)

    def close(self) -> None:
        """Give the terminal back as it was."""
        os.close(self._end)
        self._thread.join()
        os.close(self._ended)
        self._restore()
        atexit.unregister(self._restore)

    def _restore(self) -> None:
        with contextlib.suppress(termios.error):  # the terminal has been closed
            termios.tcsetattr(self._descriptor, termios.TCSADRAIN, self._before)

    def _run(self) -> None:
        while self._ready():
            try:
                typed = self._read()
            except OSError:
                return  # the terminal has been closed
            if not typed:
                return
            for key in _KEY.findall(typed):
                event = self._typist.typed(key)
                if event is not None:
                    self._post(event)

    def _ready(self, timeout: float | None = None) -> bool:
        """Wait for a key; False when it is time to end, or after `timeout` seconds."""
        readable, _, _ = select.select([self._descriptor, self._ended], [], [], timeout)
        return self._descriptor in readable and self._ended not in readable

    def _read(self) -> str:
        """Whole keys; empty at the end of the input."""
        typed = os.read(self._descriptor, 256).decode(errors="ignore")
        while _HALF_A_KEY.search(typed) and self._ready(_ESCAPE_SECONDS):
            more = os.read(self._descriptor, 256).decode(errors="ignore")
            if not more:
                break
            typed += more
        return typed
