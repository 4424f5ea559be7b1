"""`python -m export generator`: what imagines a role as a bundle."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from export import imagination, music
from export.bundle import pack
from export.tracing import traced
from export.weights import halve, rounded
from live import bundle
from models import split
from models.cache import Cache
from models.imagine import generator
from models.imagine.bar import BAR_SAMPLES, RATE

_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("run", metavar="RUN", type=_PATH)
@click.argument("out", metavar="OUT", type=_PATH)
@click.option(
    "--cache", metavar="FOLDER", required=True, type=_PATH, help="What RUN has learnt from."
)
@click.option("--splits", metavar="TSV", type=_PATH, default=split.TABLE, help="As in training.")
@click.option("--version", default="1", show_default=True, help="A higher one replaces lower ones.")
def command(run: Path, out: Path, cache: Path, splits: Path, version: str) -> None:
    """Make OUT/imagine-ROLE-VERSION of RUN, a predictor, and its autoencoder; check it."""
    role, net = generator.load(run, Cache.open(cache))
    halve(net)
    graphs = imagination.graphs(net)
    heard = music.of_cache(cache, split.read(splits), ())
    folder = pack(
        {name: rounded(traced(graph), "float16") for name, graph in graphs.items()},
        out,
        name=f"imagine-{role}",
        version=version,
        task="generate",
        card=imagination.card(role, net, heard),
        about={
            "role": role,
            "bar_samples": BAR_SAMPLES,
            "rate": RATE,
            "data": [asdict(each) for each in heard],
        },
    )
    opened = bundle.open(folder)
    for name, graph in graphs.items():
        found = imagination.difference(opened, name, graph)
        size = bundle.graph_file(folder, name).stat().st_size / 1e6
        click.echo(f"{name}: {size:.1f} MB, largest difference {found:.2g}")
