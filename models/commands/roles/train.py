"""`python -m models roles train`: a network that tells roles."""

from __future__ import annotations

from pathlib import Path

import click

from live.errors import ConfigError
from models import experiment, memory
from models.kinds import Tagging
from models.roles import training
from models.roles.material import Material
from models.telling import tell


@click.command()
@click.argument("name", metavar="EXPERIMENT")
@click.argument("run", metavar="RUN", type=click.Path(path_type=Path))
@click.option(
    "--material",
    "folder",
    metavar="FOLDER",
    required=True,
    type=click.Path(path_type=Path),
    help="What `roles gather` made.",
)
@click.option(
    "--hold-out", metavar="CORPUS", multiple=True, help="Neither train nor validate on it."
)
@click.option("--steps", type=int, help="Stop after so many.")
@click.option("--seed", type=int)
def command(
    name: str, run: Path, folder: Path, hold_out: tuple[str, ...], **changed: int | None
) -> None:
    """Train EXPERIMENT (tagger, hcnn, mel-cnn, or a TOML file) into the folder RUN.

    Run again, it goes on where it was stopped.
    """
    memory.keep()
    made = experiment.load(name)
    if not isinstance(made, Tagging):
        raise ConfigError(f"{name}: tells no roles; train it with `python -m models train`")
    material = Material.open(folder)
    for split in ("train", "valid"):
        click.echo(f"{split}: {len(material.rows(split))} loops")
    training.train(experiment.changed(made, held_out=hold_out, **changed), material, run, tell)
