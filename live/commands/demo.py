"""`barwise demo`: hear what it does, without a loop of one's own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from live.assembly import Set, assemble, attach_all
from live.bundle import installed
from live.commands.run import run_until_ended
from live.config import DATA_FOLDER, Config, PlayerConfig
from live.demo.make import make
from live.demo.perform import Performer
from live.demo.render import SampleTime, render
from live.errors import DeviceError
from live.library.embedding import embed_all, newest
from live.library.scan import scan
from live.player.offline import Offline

FOLDER = DATA_FOLDER / "demo"


@click.command()
@click.option("--bars", default=32, show_default=True, help="How long; 0 is until Ctrl-C.")
@click.option("--loops", metavar="FOLDER", type=click.Path(path_type=Path), help="Your own loops.")
@click.option("--bpm", type=click.FloatRange(20, 400), default=120.0, show_default=True)
@click.option("--render", "wav", metavar="FILE", type=click.Path(path_type=Path), help="To a WAV.")
@click.option("--screen/--no-screen", default=True, help="Draw the set in the terminal.")
def command(bars: int, loops: Path | None, bpm: float, wav: Path | None, screen: bool) -> None:
    """Perform by itself: every other bar the best suggestion comes in, the oldest loop goes.

    On first use it synthesises a small library of its own. Without a sound card it performs in
    silence; --render writes what would be heard, faster than real time.
    """
    config = Config(library=str(_library(loops)), screen=screen and wav is None)
    config = replace(config, clock=replace(config.clock, bpm=bpm))
    if wav is not None:
        _render(config, bars, wav)
    else:
        _play(config, bars)


def _library(loops: Path | None) -> Path:
    """The catalogue of the demo's loops, or of the performer's, scanned if they have changed."""
    folder = loops or FOLDER / "loops"
    if loops is None:
        click.echo(f"demo library: {make(folder)} loops in {folder}")
    library = FOLDER / "library.db" if loops is None else FOLDER / "own.db"
    click.echo(scan([folder], library))
    embed_all(library, newest(installed()[0]))
    return library


def _render(config: Config, bars: int, wav: Path) -> None:
    time = SampleTime()
    running = assemble(config, now=time)
    player = Offline(config.player.rate, config.player.block)
    running.engine.attach("player", player)
    running.engine.attach("performer", Performer(running.engine.post, bars or 32))
    frames = render(running.engine, player, time, wav)
    _close(running)
    click.echo(f"{wav}: {frames / player.rate:.1f} s")


def _play(config: Config, bars: int) -> None:
    config = replace(config, player=PlayerConfig(on=True))
    running = assemble(config)
    try:
        _attach(running, config)
        running.engine.attach("performer", Performer(running.engine.post, bars))
        run_until_ended(running)
    finally:
        _close(running)


def _attach(running: Set, config: Config) -> None:
    """Everything, or without a sound card everything but the player."""
    try:
        attach_all(running.engine, config)
    except DeviceError as error:
        click.echo(f"{error}; performing in silence, --render FILE writes what would be heard")
        attach_all(running.engine, replace(config, player=PlayerConfig(on=False)))


def _close(running: Set) -> None:
    running.engine.close()
    running.close()
    click.echo(f"the set's log: {running.log}")
