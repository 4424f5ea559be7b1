"""`python -m models imagine map`: what maps that which sounds to the bar that is missing."""

from __future__ import annotations

from pathlib import Path

import click

from live.errors import ConfigError
from models import experiment, memory, split
from models.cache import Cache
from models.imagine import mapping
from models.kinds import Imagining
from models.telling import tell

_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("name", metavar="EXPERIMENT")
@click.argument("run", metavar="RUN", type=_PATH)
@click.option(
    "--cache", metavar="FOLDER", required=True, type=_PATH, help="What `gather` has made."
)
@click.option(
    "--splits", metavar="FILE", type=_PATH, default=split.TABLE, help="Written by `pairs`."
)
@click.option(
    "--hold-out", metavar="CORPUS", multiple=True, help="Neither train nor validate on it."
)
@click.option("--after", metavar="NAME", help="The run of the role's autoencoder, beside RUN.")
@click.option("--heard", metavar="NAME", help="That of drums, which the perceptrons hear.")
@click.option("--steps", type=int, help="Stop after so many.")
@click.option("--seed", type=int)
def command(
    name: str,
    run: Path,
    cache: Path,
    splits: Path,
    hold_out: tuple[str, ...],
    **changed: int | str | None,
) -> None:
    """Train EXPERIMENT (predictor, mlp-latent, mlp-dec, or a TOML file) into the folder RUN.

    The autoencoders, which `imagine train` has made, stay as they are. Run again, it goes on where
    it was stopped.
    """
    memory.keep()
    made = experiment.load(name)
    if not isinstance(made, Imagining):
        raise ConfigError(f"{name}: maps nothing; `imagine train` is for autoencoders")
    made = experiment.changed(made, held_out=hold_out, **changed)
    mapping.train(made, Cache.open(cache), split.read(splits), run, tell)
