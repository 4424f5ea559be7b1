"""`python -m models gather`: all training material into one cache."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from live.errors import FileError
from live.progress import progress
from live.tables import console, table
from models import cache
from models.cache import Fate, Report
from models.items import Item
from models.sources import extracted, fma, fsld, packs, stems

_FOLDERS = click.Path(path_type=Path)
_CATALOGUE = "packs.db"


@click.command()
@click.argument("out", type=_FOLDERS)
@click.option("--stems", metavar="DIR", multiple=True, type=_FOLDERS, help="Has a stems.tsv.")
@click.option(
    "--extracted", metavar="DIR", multiple=True, type=_FOLDERS, help="Is the OUT of `extract`."
)
@click.option("--packs", metavar="DIR", multiple=True, type=_FOLDERS, help="Of loops, any names.")
@click.option("--fsld", metavar="DIR", multiple=True, type=_FOLDERS, help="Has a metadata.json.")
@click.option("--fma", metavar="DIR", multiple=True, type=_FOLDERS, help="Has a tracks.csv.")
@click.option("--jobs", metavar="N", default=-1, show_default="one a core", help="Processes.")
def command(
    out: Path,
    stems: Sequence[Path],
    extracted: Sequence[Path],
    packs: Sequence[Path],
    fsld: Sequence[Path],
    fma: Sequence[Path],
    jobs: int,
) -> None:
    """Describe the loops of all sources, and keep that in the cache folder OUT.

    --stems takes what `render` writes, or any table of loops. --fma tells the artists and licences
    of extracted songs.

    Give the same sources again, and more of them, whenever you like: what is described is not
    described again. A file that cannot be read is reported and left out. Left out as well is what
    is silent, off its grid, or the same as another loop of its section.
    """
    out.mkdir(parents=True, exist_ok=True)
    songs = [*_of_tables(stems), *_described(_of_extracted(extracted), fma)]
    found = [*songs, *_of_packs(packs, out), *_of_fsld(fsld)]
    if not found:
        raise FileError("no loops: name at least one source; see --help")
    with progress("sections") as watch:
        report = cache.build(out, found, jobs, watch)
    _say(report)


def _of_tables(folders: Sequence[Path]) -> list[Item]:
    return [item for folder in folders for item in stems.load(folder)]


def _of_extracted(folders: Sequence[Path]) -> list[Item]:
    return [item for folder in folders for item in extracted.load(folder)]


def _of_packs(folders: Sequence[Path], out: Path) -> list[Item]:
    return [item for folder in folders for item in packs.load(folder, out / _CATALOGUE)]


def _of_fsld(folders: Sequence[Path]) -> list[Item]:
    return [item for folder in folders for item in fsld.load(folder)]


def _described(items: list[Item], folders: Sequence[Path]) -> list[Item]:
    for folder in folders:
        items = fma.described(items, fma.tracks(folder))
    return items


def _say(report: Report) -> None:
    for failure in report.failures:
        click.echo(failure, err=True)
    made = table("corpus", *(f">{fate.value}" for fate in Fate))
    for corpus, counts in sorted(report.counts.items()):
        made.add_row(corpus, *(str(counts[fate]) for fate in Fate))
    console().print(made)
    total = sum(report.counts.values(), Counter[Fate]())
    click.echo(f"{total[Fate.KEPT]} loops, {len(report.failures)} files unreadable")
