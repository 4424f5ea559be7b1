"""`barwise replay`: a set once more, from its log."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from live.assembly import open_shelf
from live.bundle import installed
from live.config import RankingConfig, read
from live.library.shared import place
from live.listening.ear import Ear
from live.manual import ending
from live.replay import replay
from live.setlog import read as read_log


@click.command(
    epilog=ending(
        "barwise replay set.jsonl",
        "barwise replay set.jsonl --library loops.db --json",
        status="1 when anything comes out differently, or the log cannot be read",
    )
)
@click.argument("log", metavar="SET.jsonl", type=click.Path(path_type=Path))
@click.option(
    "--library", metavar="FILE", type=click.Path(), help="The catalogue, if not the one of the log."
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def command(log: Path, library: str | None, as_json: bool) -> None:
    """Run the set of SET.jsonl again and compare every list and launch, bit for bit.

    Logs of sets lie in the data folder (~/.local/share/barwise/sets). Needs the library and the
    bundles of the set as they were then; a shared library is not asked for anything newer. Writes
    nothing.
    """
    first = read_log(log)[0]
    ranking = read(RankingConfig, first["ranking"])
    bundles, _ = installed(ranking.bundles)
    shelf = open_shelf(place.catalogue(library or first["library"]), bundles)
    report = replay(log, Ear(shelf, ranking, bundles))
    if as_json:
        click.echo(json.dumps({"lists": report.lists, "launches": report.launches}))
    for number, difference in report.differences:
        click.echo(f"{log}:{number}: {difference}", err=True)
    if not as_json:
        click.echo(f"{report.lists} lists and {report.launches} launches, as they were")
    sys.exit(1 if report.differences else 0)
