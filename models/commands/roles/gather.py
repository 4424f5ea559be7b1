"""`python -m models roles gather`: loops whose roles are known, for training and tests."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click
import numpy as np

from live.errors import FileError
from live.progress import progress
from live.tables import console, table
from live.types import ROLES
from models import split
from models.roles import gather, recipes, sources_songs, sources_sounds
from models.roles.known import Known
from models.roles.material import SOURCES, Material
from models.split import SPLITS

_FOLDERS = click.Path(path_type=Path)


@click.command()
@click.argument("out", type=_FOLDERS)
@click.option("--songs", metavar="DIR", type=_FOLDERS, help="Is the OUT of `models gather`.")
@click.option("--sounds", metavar="DIR", type=_FOLDERS, help="Has packages side by side, unpacked.")
@click.option(
    "--splits", metavar="FILE", type=_FOLDERS, default=split.TABLE, help="Written by `pairs`."
)
@click.option("--seed", metavar="N", default=1, show_default=True, help="Of all that is drawn.")
@click.option("--jobs", metavar="N", default=1, show_default=True, help="Processes.")
def command(
    out: Path, songs: Path | None, sounds: Path | None, splits: Path, seed: int, jobs: int
) -> None:
    """Make the material of roles in the folder OUT.

    Which packages --sounds reads, and what their files are, stands in `models/roles/sounds.tsv`.
    The loops of --songs are those whose song has a split. Mixes of two loops, and loops that went
    through effects, are made of both. OUT holds a `sources.tsv` of origins and licences as well.
    """
    known: list[Known] = []
    if songs:
        known.extend(sources_songs.load(songs, seed, split.read(splits)))
    if sounds:
        known.extend(sources_sounds.load(sounds, seed))
    if not known:
        raise FileError("no loops: give --songs, --sounds or both")
    with progress("loops") as watch:
        made, failures = gather.gather(recipes.recipes(known, seed), seed, jobs, watch)
    made.save(out)
    _write_sources(out / SOURCES, known)
    for failure in failures:
        click.echo(failure, err=True)
    _say(made)


def _write_sources(file: Path, known: Sequence[Known]) -> None:
    """Where the loops are from, and under which licence."""
    places = ((k.corpus, k.split, k.song, k.origin, k.licence) for k in known)
    counted = Counter(places)
    with file.open("w", encoding="utf-8", newline="") as opened:
        rows = csv.writer(opened, delimiter="\t", lineterminator="\n")
        rows.writerow(("corpus", "split", "song", "origin", "licence", "loops"))
        rows.writerows((*source, count) for source, count in sorted(counted.items()))


def _say(made: Material) -> None:
    """How many rows there are of each role in each corpus, for training, validation and test."""
    shown = table("corpus", *(f">{role}" for role in ROLES), ">rows")
    of_corpus, of_split = np.array(made.corpora), np.array(made.splits)
    for name in [*sorted(set(made.corpora)), "all"]:
        rows = (of_corpus == name) | (name == "all")
        cells = [_by_split(of_split[rows & made.roles[:, role]]) for role in range(len(ROLES))]
        shown.add_row(name, *cells, _by_split(of_split[rows]))
    console().print(shown)
    kinds = ", ".join(f"{count} {kind}" for kind, count in Counter(made.made).items())
    click.echo(f"train/valid/test of {len(made.made)} rows: {kinds}")


def _by_split(splits: Sequence[str]) -> str:
    counted = Counter(splits)
    counts = [counted[name] for name in SPLITS]
    return "/".join(map(str, counts)) if any(counts) else ""
