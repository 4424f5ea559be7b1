"""`python -m models pairs`: what fits what, and who may learn from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from live.tables import console, table
from live.types import ROLES
from models import pairs, split
from models.cache import Cache
from models.pairs import Pair


@click.command()
@click.argument("cache", type=click.Path(path_type=Path))
@click.option(
    "--splits",
    metavar="TSV",
    type=click.Path(path_type=Path),
    default=split.TABLE,
    help="Songs it does not have are added; the project's own if not given.",
)
def command(cache: Path, splits: Path) -> None:
    """Split the songs of the folder CACHE, and write its `pairs.tsv`: rows that sound together.

    Songs that share a composer or content come into one split. Content that comes again makes no
    second pair.
    """
    opened = Cache.open(cache)
    sounds = split.sounds(opened)
    decided = split.split(opened.items, sounds, split.read(splits) if splits.exists() else {})
    split.write(splits, decided)
    contents = split.contents(opened.items, sounds)
    found = list(pairs.pairs(opened.items, contents, decided))
    pairs.write(cache / pairs.TABLE, found)
    _say(opened, found, decided)


def _say(cache: Cache, found: Sequence[Pair], decided: split.Splits) -> None:
    made = table("corpus", "split", ">songs", ">loops", ">pairs")
    loops = Counter((item.corpus, decided[item.corpus, item.song]) for item in cache.items)
    songs = Counter(
        (song[0], decided[song]) for song in {(item.corpus, item.song) for item in cache.items}
    )
    counts = Counter((pair.corpus, pair.split) for pair in found)
    for place in sorted(loops):
        made.add_row(*place, *(str(count[place]) for count in (songs, loops, counts)))
    console().print(made)
    console().print(_roles(cache, found))
    click.echo(f"{len(found)} pairs of {len(cache.items)} loops")


def _roles(cache: Cache, found: Sequence[Pair]) -> str:
    """How many pairs there are of every two roles."""
    likeliest = [ROLES[index] for index in cache.roles.argmax(axis=1)]
    counts = Counter("+".join(sorted((likeliest[p.a], likeliest[p.b]))) for p in found)
    return ", ".join(f"{roles} {count}" for roles, count in counts.most_common())
