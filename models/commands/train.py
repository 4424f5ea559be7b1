"""`python -m models train`: a network from an experiment file and a cache."""

from __future__ import annotations

from pathlib import Path

import click

from models import experiment, memory, split, training
from models.cache import Cache
from models.draws import stages


@click.command()
@click.argument("name", metavar="EXPERIMENT")
@click.argument("run", metavar="RUN", type=click.Path(path_type=Path))
@click.option("--cache", "folder", metavar="FOLDER", required=True, help="What `gather` made.")
@click.option(
    "--splits",
    "table",
    metavar="TSV",
    type=click.Path(path_type=Path),
    default=split.TABLE,
    help="The project's own if not given.",
)
@click.option(
    "--hold-out", metavar="CORPUS", multiple=True, help="Neither train nor validate on it."
)
@click.option("--steps", type=int, help="Stop after so many.")
@click.option("--seed", type=int)
def command(
    name: str, run: Path, folder: str, table: Path, hold_out: tuple[str, ...], **changed: int | None
) -> None:
    """Train EXPERIMENT (one of models/experiments, or a TOML file) into the folder RUN.

    Run again, it goes on where it was stopped.
    """
    memory.keep()
    made = experiment.changed(experiment.load(name), held_out=hold_out, **changed)
    cache = Cache.open(folder)
    splits = stages(cache, split.read(table), made.held_out, made.context)
    for part, stage in splits.items():
        click.echo(f"{part}: {len(stage.songs)} songs")
    training.train(made, cache, splits, run, _tell)


def _tell(step: int, figures: training.Figures) -> None:
    said = "  ".join(f"{name} {value:.3f}" for name, value in figures.items())
    click.echo(f"step {step}  {said}")
