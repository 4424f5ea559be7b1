"""`python -m models imagine train`: the autoencoder of a role's bars."""

from __future__ import annotations

from pathlib import Path

import click

from live.errors import ConfigError
from models import experiment, memory, split
from models.cache import Cache
from models.imagine import training
from models.imagine.material import Bars
from models.kinds import Autoencoding
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
@click.option("--steps", type=int, help="Stop after so many.")
@click.option("--seed", type=int)
def command(
    name: str,
    run: Path,
    cache: Path,
    splits: Path,
    hold_out: tuple[str, ...],
    **changed: int | None,
) -> None:
    """Train EXPERIMENT (vae-bass, vae-percussion, or a TOML file) into the folder RUN.

    Run again, it goes on where it was stopped.
    """
    memory.keep()
    made = experiment.load(name)
    if not isinstance(made, Autoencoding):
        raise ConfigError(
            f"{name}: no autoencoder; see `python -m models --help` for what trains it"
        )
    made = experiment.changed(made, held_out=hold_out, **changed)
    bars = Bars(Cache.open(cache), split.read(splits), made.role, made.held_out)
    for part in ("train", "valid"):
        songs = bars.songs(part)
        click.echo(f"{part}: {sum(map(len, songs))} bars of {len(songs)} songs")
    training.train(made, bars, run, tell)
