"""`python -m export bundle`: the network of a training run as a bundle."""

from __future__ import annotations

from pathlib import Path

import click

from export import checks
from export.bundle import pack
from export.card import card
from export.graphs import of_run
from export.origin import origin
from export.tracing import traced
from models import split

_FOLDER = click.Path(path_type=Path)


@click.command()
@click.argument("run", metavar="RUN", type=_FOLDER)
@click.argument("out", metavar="OUT", type=_FOLDER)
@click.option("--name", help="That of the experiment if not given.")
@click.option("--version", default="1", show_default=True, help="A higher one replaces lower ones.")
@click.option(
    "--report",
    "reports",
    metavar="JSON",
    type=_FOLDER,
    multiple=True,
    help="Of `python -m models evaluate`, with a row of RUN; repeatable.",
)
@click.option(
    "--cache", "--material", "learnt", metavar="FOLDER", type=_FOLDER, help="What RUN learnt from."
)
@click.option("--splits", metavar="TSV", type=_FOLDER, default=split.TABLE, help="As in training.")
def command(
    run: Path,
    out: Path,
    name: str | None,
    version: str,
    reports: tuple[Path, ...],
    learnt: Path | None,
    splits: Path,
) -> None:
    """Make OUT/NAME-VERSION of the best network in RUN, and check it.

    It says where it comes from: what it learnt from if there is a --cache (for roles a --material),
    what it is worth if there is a --report.
    """
    graph, source = of_run(run), origin(run, learnt, split.read(splits), reports)
    name = name or str(source.experiment["name"])
    folder = pack(
        traced(graph),
        out,
        name=name,
        version=version,
        task=graph.task,
        card=card(f"{name}-{version}", graph.task, source, graph.parameter_count),
        about=source.as_json(),
    )
    click.echo(f"{folder}: {sum(f.stat().st_size for f in folder.iterdir()) / 1000:.0f} kB")
    click.echo(checks.alike(folder, graph.run, checks.sounds(learnt)))
