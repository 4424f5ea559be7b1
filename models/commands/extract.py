"""`python -m models extract`: songs into loops that are known to fit."""

from __future__ import annotations

from pathlib import Path

import click

from live.progress import progress
from models.extraction import songs
from models.extraction.collect import extract_all, tables
from models.extraction.tucker import Settings

_FOLDER = click.Path(path_type=Path)


@click.command()
@click.argument("folder", metavar="SONGS_FOLDER", type=_FOLDER)
@click.argument("out", type=_FOLDER)
@click.option("--bpm-from", metavar="TSV", type=_FOLDER, help="Columns song, bpm, downbeat.")
@click.option("--corpus", metavar="NAME", help="In the tables; the folder's name if not given.")
@click.option("--seed", metavar="N", default=0, show_default=True, help="Of the decomposition.")
@click.option("--jobs", metavar="N", default=-1, show_default="one a core", help="Processes.")
def command(
    folder: Path, out: Path, bpm_from: Path | None, corpus: str | None, seed: int, jobs: int
) -> None:
    """Take the songs in SONGS_FOLDER apart into one-bar loops, and put them into the folder OUT.

    The bars are those of a file SONG.beats beside the song (a line is `SECONDS NUMBER_IN_BAR`), or
    follow its bpm from the TSV or from what the song's file says of itself, or are heard. OUT holds
    a folder for each song, the table `loops.tsv`, and `pairs.tsv`: which loops sound together.

    Stop it whenever you like: what is done is done. A song that fails is reported and left out.
    """
    found = songs.find(folder, songs.tempos(bpm_from) if bpm_from else None)
    with progress("songs") as watch:
        failures = extract_all(found, out, Settings(seed=seed), jobs, watch)
    for failure in failures:
        click.echo(failure, err=True)
    loops, pairs = tables(found, out, corpus or folder.resolve().name)
    click.echo(f"{len(found) - len(failures)} songs: {loops} loops in {pairs} pairs")
