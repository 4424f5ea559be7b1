"""`barwise scan`: bring the library up to date."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as Bar
from rich.text import Text

from live.bundle import installed
from live.config import Config
from live.errors import ConfigError
from live.library import backup
from live.library.cluster import connected
from live.library.reading import ReadAll
from live.library.scan import Progress, Summary, scan
from live.library.shared.sync import in_use
from live.library.shelf import Shelf
from live.library.upkeep import hear_all, newest
from live.manual import ending
from live.types import Kind


@click.command(
    epilog=ending(
        "barwise scan ~/Loops",
        "barwise scan ~/Loops /media/usb/Packs --library club.db --jobs 2",
        "barwise scan /mnt/loops --library postgresql://dj@studio/loops",
        status="1 when a folder cannot be read, 130 when it was stopped",
    )
)
@click.argument("folders", metavar="FOLDER...", type=click.Path(), nargs=-1, required=True)
@click.option(
    "--library",
    metavar="FILE",
    type=click.Path(),
    help="The catalogue; made if there is none. Or postgresql://USER@HOST/DATABASE, shared.",
)
@click.option("--jobs", metavar="N", type=click.IntRange(1, 256), help="Processes; one a core.")
@click.option("--cluster", metavar="URL", help="Let a Dask cluster do it: tcp://HOST:8786.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object at the end.")
def command(
    folders: tuple[str, ...],
    library: str | None,
    jobs: int | None,
    cluster: str | None,
    as_json: bool,
) -> None:
    """Find out everything about the loops in FOLDER..., and keep it.

    Reads WAV, AIFF, CAF, FLAC, OGG, Opus and MP3. Only what is new or has changed is analysed.
    Stop it with Ctrl-C whenever you like: what is done is done, the next scan goes on from there.
    Writes the library, in the data folder (~/.local/share/barwise) or where --library says; the
    loops themselves are only read.

    With --cluster the workers of a Dask scheduler read the files, so that they must see them under
    the same paths, as on a shared disk, and have the same Barwise; the library stays here.

    With a shared library all machines of a studio have one: what another has analysed is not
    analysed again. It is kept here as well, so that nothing needs the server to go on.
    """
    try:
        with in_use(library or Config().library) as catalogue:
            with _reading(jobs, cluster) as read_all, _watching(quiet=as_json) as watch:
                summary = scan(folders, catalogue, jobs=jobs, read_all=read_all, watch=watch)
            hear_all(catalogue, newest(installed()[0]))
            Shelf.open(catalogue).close()  # a set need not wait until that is made
            backup.keep(catalogue)
    except KeyboardInterrupt:
        click.echo("stopped; what was analysed is kept, the same command goes on", err=True)
        raise SystemExit(130) from None
    click.echo(json.dumps(summary.as_json()) if as_json else _said(summary))


def _said(summary: Summary) -> str:
    found_loops = Kind.LOOP in summary.holds
    remedy = "" if found_loops else "\nno loops among them: `barwise inspect FILE` says why"
    return f"{summary}{remedy}"


def _reading(jobs: int | None, cluster: str | None) -> AbstractContextManager[ReadAll | None]:
    """What reads the files, if that is not this machine."""
    if cluster is None:
        return nullcontext()
    if jobs is not None:
        raise ConfigError("--jobs: is for this machine; a cluster does as much as it has workers")
    return connected(cluster)


@contextmanager
def _watching(*, quiet: bool) -> Iterator[Callable[[Progress], None]]:
    """Progress on stderr, on a terminal only."""
    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield lambda _: None
        return
    columns = (
        SpinnerColumn(),
        BarColumn(40),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(),
        TextColumn("{task.description}"),
    )
    with Bar(*columns, console=console, transient=True) as bar:
        task = bar.add_task("looking for files", total=None)

        def watch(progress: Progress) -> None:
            name = escape(Path(progress.path).name)
            bar.update(task, total=progress.total, completed=progress.done, description=name)

        yield watch


class _Rate(ProgressColumn):
    """Files a second."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:.0f} files/s" if task.speed else "")
