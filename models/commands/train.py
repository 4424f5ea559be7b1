"""`python -m models train`: a network from an experiment file and a cache."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from live.errors import ConfigError
from live.progress import progress
from models import (
    blend,
    combiner,
    draws,
    experiment,
    memory,
    own,
    pair_training,
    pairs,
    split,
    training,
)
from models.cache import Cache
from models.draws import Stage
from models.kinds import Combiner, Experiment, Pairing, Stages
from models.methods import fit
from models.methods import stages as two_stage
from models.split import Splits
from models.telling import tell
from models.trios import trios


@click.command()
@click.argument("name", metavar="EXPERIMENT")
@click.argument("run", metavar="RUN", type=click.Path(path_type=Path))
@click.option(
    "--cache",
    "folder",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help="What `gather` made.",
)
@click.option(
    "--packs",
    metavar="DIR",
    multiple=True,
    type=click.Path(path_type=Path, exists=True),
    help="Or your own: every folder in it is a pack.",
)
@click.option(
    "--splits",
    "table",
    metavar="TSV",
    type=click.Path(path_type=Path),
    default=split.TABLE,
    help="The project's own if not given; the Combiner has its splits from `pairs`.",
)
@click.option(
    "--hold-out", metavar="CORPUS", multiple=True, help="Neither train nor validate on it."
)
@click.option("--after", metavar="NAME", help="The run beside RUN that a pair or stages build on.")
@click.option("--steps", type=int, help="Stop after so many.")
@click.option("--seed", type=int)
def command(
    name: str,
    run: Path,
    folder: Path | None,
    packs: Sequence[Path],
    table: Path,
    hold_out: tuple[str, ...],
    **changed: int | str | None,
) -> None:
    """Train EXPERIMENT (one of models/experiments, or a TOML file) into the folder RUN.

    Run again, it goes on where it was stopped.
    """
    memory.keep()
    found = experiment.load(name)
    if not isinstance(found, Experiment | Pairing | Stages | Combiner):
        raise ConfigError(f"{name}: train it with `python -m models roles train`, or imagine train")
    made = experiment.changed(found, held_out=hold_out, **changed)
    if isinstance(made, Combiner):
        _combine(made, folder, run)
        return
    cache, splits = _material(folder, packs, table, run)
    stages = draws.stages(cache, splits, made.held_out, made.context)
    _count({part: len(stage.songs) for part, stage in stages.items()}, "songs")
    _train(made, cache, stages, run)


def _material(
    folder: Path | None, packs: Sequence[Path], table: Path, run: Path
) -> tuple[Cache, Splits]:
    if folder is not None:
        return Cache.open(folder), split.read(table)
    if not packs:
        raise click.UsageError("say what to learn from: --cache FOLDER or --packs DIR")
    with progress("sections") as watch:
        return own.gathered(packs, run, watch)


def _combine(made: Combiner, folder: Path | None, run: Path) -> None:
    if folder is None:
        raise click.UsageError(f"{made.name} learns from the pairs of a --cache")
    parts = trios(
        Cache.open(folder), pairs.read(folder / pairs.TABLE), made.held_out, made.negatives
    )
    _count({part: len(trio.pairs) for part, trio in parts.items()}, "pairs")
    combiner.train(made, parts, run, tell)


def _train(
    made: Experiment | Pairing | Stages, cache: Cache, stages: Mapping[str, Stage], run: Path
) -> None:
    if isinstance(made, Pairing):
        pair_training.train(made, cache, stages, run, tell)
    elif isinstance(made, Stages):
        two_stage.fit(made, cache, stages["valid"], run)
    else:
        training.train(made, cache, stages, run, tell)
        blend.save(blend.fit(fit.load(run), stages["valid"]), run)


def _count(counts: dict[str, int], what: str) -> None:
    for part, count in counts.items():
        click.echo(f"{part}: {count} {what}")
