"""`barwise learn`: teach Barwise a controller, at the terminal."""

from __future__ import annotations

import os
import re
import select
import sys
import time
from collections.abc import Sequence

import click

from live.completing import controller_names
from live.config import load
from live.controls.midi import AUTO
from live.errors import ConfigError, DeviceError
from live.manual import ending
from live.midi.drafts import Draft
from live.midi.gestures import Gesture, Watcher
from live.midi.listener import Listener
from live.midi.mapfile import keep_map, load_map, map_names, map_table, write_map
from live.midi.names import device, unnumbered
from live.midi.system import first_match, input_names
from live.midi.teacher import Teacher

_LOOK = 0.02  # seconds between two looks at what has been moved


@click.command(
    epilog=ending(
        "barwise learn",
        'barwise learn stomp --port "FootSwitch"',
    )
)
@click.argument("name", default="", shell_complete=controller_names)
@click.option("--port", metavar="PART", default="", help="Part of the controller's port name.")
@click.option(
    "--config", "path", metavar="FILE", type=click.Path(), help="A TOML file, as for `barwise run`."
)
def command(name: str, port: str, path: str | None) -> None:
    """Move a control, say what it does, done: makes or changes the map NAME.

    NAME is what `barwise run --controller NAME` asks for; without it, it is called after the port.
    Needs the controller, and a terminal to answer at. Writes NAME.toml into the folder `maps`
    beside the configuration (~/.config/barwise/maps), at once after every control.
    """
    lines, backend = Lines(sys.stdin.fileno()), load(path).midi.backend
    chosen = _port(input_names(backend), port, lines)
    name = _name(name, chosen)
    known = load_map(name) if name in map_names() else None
    draft = Draft.of(map_table(name)) if known else _new(chosen)
    keep_map(name)
    click.echo(f"{chosen}: {'changing' if known else 'making'} the map {name}")
    listener = Listener(backend, chosen, known)
    try:
        Teacher(Terminal(lines, listener), draft, lambda new: _save(name, new)).run()
    finally:
        listener.close()
    click.echo(f"Play with it: barwise run --controller {name}")


def _port(names: Sequence[str], wanted: str, lines: Lines) -> str:
    """The input that is meant: by its name, as the only one, or by its number."""
    there = [name for name in names if "through" not in name.lower()]
    if wanted:
        there = [name for name in there if first_match([name], [wanted])]
    if not there:
        what = f"no MIDI input is called {wanted}" if wanted else "no controller is there"
        raise DeviceError(f"{what}: plug it in, then try again")
    for number, name in enumerate(there, 1):
        click.echo(f"{number:2} {name}")
    while len(there) > 1:
        answer = lines.ask("Which controller?")
        if answer.isdecimal() and 1 <= int(answer) <= len(there):
            return there[int(answer) - 1]
    return there[0]


def _name(name: str, port: str) -> str:
    """`name`, or that of the map that knows `port`, or one made of the device's name."""
    known = (found for found in map(load_map, map_names()) if found.auto and found.port([port]))
    slug = re.sub(r"\W+", "-", device(port).lower()).strip("-_")
    name = name or next((found.name for found in known), "") or slug or "controller"
    if not re.fullmatch(r"[\w-]+", name) or name == AUTO:
        raise ConfigError(f"{name!r}: a map's name is of letters, digits and -, and not {AUTO}")
    return name


def _new(port: str) -> Draft:
    """An empty map that knows `port` again, whatever its number is then."""
    return Draft({"ports": list(dict.fromkeys((unnumbered(port), device(port))))})


def _save(name: str, draft: Draft) -> None:
    write_map(name, draft.text(f"Barwise on {name}"))


class Lines:
    """What is typed, line by line, on a terminal or down a pipe."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._typed = b""

    def next(self, timeout: float | None = None) -> str | None:
        """The next line, stripped, or None after `timeout` seconds. Raises `EOFError`."""
        while b"\n" not in self._typed:
            if not select.select([self._descriptor], [], [], timeout)[0]:
                return None
            more = os.read(self._descriptor, 4096)
            if not more:
                raise EOFError
            self._typed += more
        line, _, self._typed = self._typed.partition(b"\n")
        return line.decode(errors="replace").strip()

    def ask(self, question: str) -> str:
        click.echo(f"{question} ", nl=False)
        return self.next() or ""


class Terminal:
    """The performer, at the keyboard and at the controller."""

    def __init__(self, lines: Lines, listener: Listener) -> None:
        self._lines = lines
        self._listener = listener

    @property
    def lights(self) -> bool:
        return self._listener.lights

    def say(self, text: str) -> None:
        click.echo(text)

    def ask(self, question: str) -> str:
        return self._lines.ask(question)

    def light(self, gesture: Gesture, value: int) -> None:
        self._listener.light(gesture.address, value)

    def moved(self, prompt: str) -> Gesture | str:
        for _ in self._listener.heard():
            pass  # what was moved while we talked
        click.echo(prompt)
        watcher, hint = Watcher(), ""
        while (line := self._lines.next(_LOOK)) is None:
            for data, at in self._listener.heard():
                watcher.receive(data, at)
            for text in self._listener.news():
                click.echo(text)
            gesture = watcher.gesture(time.monotonic())
            if gesture is not None:
                return gesture
            if watcher.hint not in ("", hint):
                hint = watcher.hint
                click.echo(f"  {hint}")
        return line
