"""`python -m export check`: whether a bundle is sound, and says what its network says."""

from __future__ import annotations

from pathlib import Path

import click

from export import checks
from live import bundle

_FOLDER = click.Path(path_type=Path)


@click.command()
@click.argument("folder", metavar="BUNDLE", type=_FOLDER)
@click.argument("run", metavar="[RUN]", type=_FOLDER, required=False)
@click.option(
    "--cache",
    "--material",
    "learnt",
    metavar="FOLDER",
    type=_FOLDER,
    help="Real loops; else made-up sounds.",
)
def command(folder: Path, run: Path | None, learnt: Path | None) -> None:
    """Open BUNDLE as the stage does, and compare it with the network of the training run RUN.

    Without RUN, which needs torch: digest, format, features and shapes, that all answers are
    numbers, and that a second run has the same bits. Exit status 1 if anything is amiss.
    """
    heard = checks.sounds(learnt)
    click.echo(checks.steady(bundle.open(folder), heard))
    if run is not None:
        from export import graphs, origin  # torch

        checks.of_run(folder, origin.digest(run))
        click.echo(checks.alike(folder, graphs.of_run(run).run, heard))
