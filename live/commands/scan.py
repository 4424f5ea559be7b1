"""`barwise scan`: bring the library up to date."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
from live.library.scan import Progress, Summary, scan
from live.library.upkeep import hear_all, newest
from live.types import Kind


@click.command()
@click.argument("folders", metavar="FOLDER...", nargs=-1, required=True)
@click.option("--library", metavar="FILE", help="The catalogue; made if there is none.")
@click.option("--jobs", metavar="N", type=click.IntRange(1, 256), help="Processes; one a core.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object at the end.")
def command(folders: tuple[str, ...], library: str | None, jobs: int | None, as_json: bool) -> None:
    """Find out everything about the loops in FOLDER..., and keep it.

    Reads WAV, AIFF, CAF, FLAC, OGG, Opus and MP3. Only what is new or has changed is analysed.
    Stop it with Ctrl-C whenever you like: what is done is done, the next scan goes on from there.
    """
    library = library or Config().library
    try:
        with _watching(quiet=as_json) as watch:
            summary = scan(folders, library, jobs=jobs, watch=watch)
        hear_all(Path(library), newest(installed()[0]))
    except KeyboardInterrupt:
        click.echo("stopped; what was analysed is kept, the same command goes on", err=True)
        raise SystemExit(130) from None
    click.echo(json.dumps(summary.as_json()) if as_json else _said(summary))


def _said(summary: Summary) -> str:
    found_loops = Kind.LOOP in summary.holds
    remedy = "" if found_loops else "\nno loops among them: `barwise inspect FILE` says why"
    return f"{summary}{remedy}"


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
