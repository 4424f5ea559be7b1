"""`barwise pull`: a part of a shared library, in a file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from live.bundle import Bundle, installed
from live.config import Config, RankingConfig
from live.errors import ConfigError
from live.library import filters
from live.library.lookup import look_up
from live.library.shared import place, shortlist
from live.library.shared.server import Server, connected
from live.library.shared.shortlist import Wanted
from live.library.upkeep import newest
from live.listening.together import hear_together
from live.manual import ending
from live.progress import progress
from live.ranking.judges import Trained
from live.ranking.moment import Moment, Wishes
from live.types import ROLES


@click.command(
    epilog=ending(
        "barwise pull postgresql://dj@studio/loops --bpm 110-130 --library tonight.db",
        "barwise pull postgresql://dj@studio/loops --near beat.wav --most 20000 --library part.db",
    )
)
@click.argument("url", metavar="URL")
@click.option(
    "--library",
    metavar="FILE",
    type=click.Path(path_type=Path),
    required=True,
    help="The catalogue to put them into; made if there is none.",
)
@click.option("--bpm", metavar="MIN-MAX", help="Only these tempi: 120-130, 90-, or 120.")
@click.option("--pack", metavar="TEXT", default="", help="Only packs with this in their name.")
@click.option("--role", type=click.Choice(ROLES), help="Only what plays this.")
@click.option(
    "--near",
    metavar="FILE",
    type=click.Path(),
    multiple=True,
    help="Those that may fit this file; repeatable, for files that play together.",
)
@click.option("--most", metavar="N", type=click.IntRange(1), help="So many; the nearest.")
def command(
    url: str,
    library: Path,
    bpm: str | None,
    pack: str,
    role: str | None,
    near: tuple[str, ...],
    most: int | None,
) -> None:
    """Take a part of the shared library at URL into a library of its own.

    For a machine that does not want to hold all of it: the server chooses, and `barwise run
    --library FILE` ranks what came. What is said of these loops stays in FILE. To hold all of it,
    name the URL itself wherever --library is asked for.
    """
    if not place.is_shared(url):
        raise ConfigError(f"{url}: is no shared library; write postgresql://USER@HOST/DATABASE")
    if near and most is None:
        raise click.UsageError("--near orders loops: say with --most how many are wanted")
    wanted = Wanted(
        bpm=filters.tempo_range(bpm) if bpm else filters.ANY_TEMPO,
        pack=pack,
        role=role or "",
        most=most,
    )
    with connected(url) as server, progress("loops from the shared library") as watch:
        if near:
            wanted = replace(wanted, near=_moment(near, server, library))
        count = shortlist.fill(library, server, wanted, watch)
    click.echo(f"{count} loops of {place.name(url)} are in {library}")


def _moment(files: tuple[str, ...], server: Server, library: Path) -> Moment:
    """What `files` ask for together, by the bundle that ranks or, where it cannot, the rules."""
    playing = look_up(files, library)
    heard = hear_together(playing, playing[0].loop.bpm)
    moment = Moment(heard, Wishes(role="auto"), RankingConfig())
    ear = _ear(server)
    if ear is None or heard.power is None:
        return moment
    return replace(moment, trained=Trained(ear.label, ear.asks(heard.power)))


def _ear(server: Server) -> Bundle | None:
    """The last of the embedding bundles that know every loop there, as a ranking takes it."""
    there = newest(installed(Config().ranking.bundles)[0])
    knowing = [b for b in there if b.task == "embed" and shortlist.knows(server, b.label)]
    return knowing[-1] if knowing else None
