"""`barwise run`: the set."""

from __future__ import annotations

import logging
import signal
import threading
import time
from dataclasses import replace
from typing import Any

import click

from live import events, options, resuming
from live.assembly import Set, assemble, attach_all, sets
from live.completing import clock_names, controller_names
from live.config import Config, load
from live.library.shared import place
from live.library.shared.sync import in_use
from live.manual import ending


@click.command(
    epilog=ending(
        "barwise run --player",
        "barwise run --player --controller auto --page-host 0.0.0.0",
        "barwise run --ableton --clock link --config live.toml",
    )
)
@click.option(
    "--config", "path", metavar="FILE", type=click.Path(), help="A TOML file; flags win over it."
)
@options.library
@click.option("--clock", metavar="NAME", shell_complete=clock_names, help="internal, midi or link.")
@click.option("--bpm", type=click.FloatRange(20, 400), help="Tempo of the internal clock.")
@click.option("--listen", metavar="DEVICE", help="Hear this audio input (name or part of it).")
@click.option(
    "--out", metavar="URL", multiple=True, help="Send OSC there: osc://HOST:PORT; repeatable."
)
@click.option("--osc-port", type=click.IntRange(1, 65535), help="Receive OSC on this UDP port.")
@click.option(
    "--oscquery/--no-oscquery", default=None, help="Let hosts find Barwise and its addresses."
)
@click.option(
    "--controller",
    metavar="NAME",
    multiple=True,
    shell_complete=controller_names,
    help="A controller's map, or auto; repeatable.",
)
@click.option(
    "--clock-out",
    metavar="PORT",
    help="Send MIDI clock to this output (part of its name) or virtual.",
)
@click.option("--player/--no-player", default=None, help="Play accepted loops with pyo.")
@click.option("--ableton/--no-ableton", default=None, help="Follow Ableton Live and launch there.")
@click.option(
    "--record", metavar="FILE", type=click.Path(), help="Record the player's output as WAV."
)
@click.option("--log", metavar="FILE", type=click.Path(), help="Write the set log there.")
@click.option("--resume/--fresh", default=None, help="Go on with a set that was cut off, or not.")
@click.option("--screen/--no-screen", default=None, help="Draw the set in the terminal.")
@click.option("--page/--no-page", default=None, help="Serve the dashboard for browsers.")
@click.option("--page-host", metavar="HOST", help="Serve it there: 0.0.0.0 lets a tablet in.")
@click.option("--page-port", type=click.IntRange(1, 65535), help="Serve it on this TCP port.")
def command(path: str | None, **flags: Any) -> None:
    """Listen, rank before every bar, suggest, launch.

    Needs a library: `barwise scan` makes it. Ctrl-C or q ends the set. Everything that happens is
    in the set log, in the data folder (~/.local/share/barwise/sets) or where --log says: `barwise
    review` makes a page of it, `barwise replay` runs it again.
    """
    play(with_flags(load(path), **flags))


def play(config: Config) -> None:
    """Run a set until it is ended, and close everything whatever happened."""
    with in_use(config.library):
        _play(replace(config, library=place.name(config.library)))


def _play(config: Config) -> None:
    cut_off = resuming.cut_off(sets(config), time.monotonic()) if config.resume else None
    running = assemble(config, cut_off=cut_off)
    try:
        attach_all(running.engine, config)
        run_until_ended(running)
    finally:
        running.engine.close()
        running.close()
    click.echo(f"the set's log: {running.log}")


def run_until_ended(running: Set) -> None:
    """The engine in a thread of its own; Ctrl-C and a hang-up end the set in good order.

    What libraries and tracebacks have to say goes to a file beside the set log, which exists only
    if they say anything: printed, it would tear the screen apart.
    """
    diary = logging.FileHandler(running.log.with_suffix(".log"), delay=True)
    logging.basicConfig(handlers=[diary], format="%(asctime)s %(name)s: %(message)s")
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: running.engine.post(events.Quit()))
    thread = threading.Thread(target=running.engine.run, name="engine")
    thread.start()
    thread.join()


def with_flags(config: Config, **flags: Any) -> Config:
    """`config` with the values of the flags that were given."""
    for flag, value in flags.items():
        if value not in (None, ()):
            table, _, key = _PLACES.get(flag, flag).rpartition(".")
            part = replace(getattr(config, table), **{key: value}) if table else value
            config = replace(config, **{table or key: part})
    return config


_PLACES = {
    "clock": "clock.name",
    "bpm": "clock.bpm",
    "listen": "listen.device",
    "out": "osc.out",
    "osc_port": "osc.port",
    "oscquery": "oscquery.on",
    "controller": "midi.controllers",
    "clock_out": "midi.clock_out",
    "player": "player.on",
    "ableton": "ableton.on",
    "record": "player.record",
    "page": "page.on",
    "page_host": "page.host",
    "page_port": "page.port",
}
