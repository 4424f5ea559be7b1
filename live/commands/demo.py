"""`barwise demo`: hear what it does, without a loop of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from live import options
from live.assembly import Set, assemble, attach_all
from live.bundle import installed
from live.commands.run import run_until_ended
from live.config import DATA_FOLDER, Config, PlayerConfig
from live.demo.make import make
from live.demo.perform import Performer
from live.demo.render import SampleTime, render
from live.errors import DeviceError
from live.imagination.loops import imaginer
from live.library.scan import scan
from live.library.upkeep import hear_all, newest
from live.manual import ending
from live.outputs import player
from live.player.offline import Offline
from live.types import ROLES

FOLDER = DATA_FOLDER / "demo"


@click.command(
    epilog=ending(
        "barwise demo",
        "barwise demo --bars 64 --imagine bass",
        "barwise demo --loops ~/Loops --render set.wav",
    )
)
@click.option("--bars", default=32, show_default=True, help="How long; 0 is until Ctrl-C.")
@click.option("--loops", metavar="FOLDER", type=click.Path(path_type=Path), help="Your own loops.")
@click.option(
    "--bpm",
    type=click.FloatRange(20, 400),
    default=120.0,
    show_default=True,
    help="Its tempo.",
)
@click.option("--imagine", "imagined", type=click.Choice(ROLES), help="With imagined loops of it.")
@options.bundles
@click.option("--render", "wav", metavar="FILE", type=click.Path(path_type=Path), help="To a WAV.")
@click.option("--screen/--no-screen", default=True, help="Draw the set in the terminal.")
def command(
    bars: int,
    loops: Path | None,
    bpm: float,
    imagined: str | None,
    bundles: tuple[str, ...],
    wav: Path | None,
    screen: bool,
) -> None:
    """Perform by itself: every other bar the best suggestion comes in, the oldest loop goes.

    Needs nothing: on first use it synthesises a small library of its own. Without a sound card it
    performs in silence; --render writes what would be heard, faster than real time. Its loops, its
    library and the log of the set lie in the data folder (~/.local/share/barwise).
    """
    if imagined is not None:
        imaginer(installed(bundles)[0], imagined)  # who asks in vain shall know before the music
    config = Config(library=str(_library(loops, bundles)), screen=screen and wav is None)
    ranking = replace(config.ranking, bundles=bundles)
    config = replace(config, clock=replace(config.clock, bpm=bpm), ranking=ranking)
    if wav is not None:
        _render(config, bars, imagined or "", wav)
    else:
        _play(config, bars, imagined or "")


def _library(loops: Path | None, bundles: Sequence[str]) -> Path:
    """The catalogue of the demo's loops, or of the performer's, scanned if they have changed."""
    folder = loops or FOLDER / "loops"
    if loops is None:
        click.echo(f"demo library: {make(folder)} loops in {folder}")
    library = FOLDER / "library.db" if loops is None else FOLDER / "own.db"
    click.echo(scan([folder], library))
    hear_all(library, newest(installed(bundles)[0]))
    return library


def _render(config: Config, bars: int, imagined: str, wav: Path) -> None:
    time = SampleTime()
    running = assemble(config, now=time)
    offline = Offline(config.player.rate, config.player.block)
    running.engine.attach("player", offline)
    running.engine.attach("performer", Performer(running.engine.post, bars or 32, imagined))
    frames = render(running.engine, offline, time, wav, settle=running.imagined)
    _close(running)
    click.echo(f"{wav}: {frames / offline.rate:.1f} s")


def _play(config: Config, bars: int, imagined: str) -> None:
    config = replace(config, player=PlayerConfig(on=True))
    running = assemble(config)
    try:
        _attach(running, config)
        running.engine.attach("performer", Performer(running.engine.post, bars, imagined))
        run_until_ended(running)
    finally:
        _close(running)


def _attach(running: Set, config: Config) -> None:
    """Everything, or without a sound card everything but the player."""
    try:
        opened = player.open(running.engine.post, config)
    except DeviceError as error:
        click.echo(f"{error}; performing in silence, --render FILE writes what would be heard")
    else:
        assert opened is not None  # it is asked for
        running.engine.attach("player", opened)
    attach_all(running.engine, replace(config, player=PlayerConfig(on=False)))


def _close(running: Set) -> None:
    running.engine.close()
    running.close()
    click.echo(f"the set's log: {running.log}")
