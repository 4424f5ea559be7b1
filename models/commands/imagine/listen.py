"""`python -m models imagine listen`: what can be measured of the sound of imagined bars."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import click
import numpy as np
import torch
from torch import Tensor

from live import bundle
from live.bundle import Bundle
from live.types import Floats
from models import memory, split
from models.cache import Cache
from models.imagine import generator, page, pictures, quality, report
from models.imagine.bar import FRAMES
from models.imagine.material import Bars, sounds
from models.imagine.places import full_queries, places
from models.imagine.report import Figures
from models.imagine.windows import Windows

_PATH = click.Path(path_type=Path)
_AT_ONCE = 16

TRUE, AGAIN, LIM = "real", "autoencoder", "Griffin-Lim of 128 mel bands"

#: Of what is imagined: what is usual, and one of all that could be.
TEMPERATURES = (0.0, 0.5, 1.0)


@click.command()
@click.argument("run", metavar="RUN", type=_PATH)
@click.option(
    "--cache", "folder", metavar="FOLDER", required=True, type=_PATH, help="What `gather` has made."
)
@click.option(
    "--splits", metavar="FILE", type=_PATH, default=split.TABLE, help="Written by `pairs`."
)
@click.option("--bundle", "shipped", default="fit-1", show_default=True, help="Listens as well.")
@click.option("--bars", "most", default=200, show_default=True, help="That are listened to.")
@click.option("--seed", default=0, show_default=True, help="Of which they are.")
@click.option("--out", type=_PATH, default=report.FOLDER, show_default="models/results/imagine")
def command(
    run: Path, folder: Path, splits: Path, shipped: str, most: int, seed: int, out: Path
) -> None:
    """Measure what RUN, a predictor, imagines for test songs, beside what sounded there.

    All real bars, what the autoencoder and Griffin and Lim make of them, and what is imagined, are
    listened to in the same way, and the report of the role has it.
    """
    memory.keep()
    cache, table = Cache.open(folder), split.read(splits)
    role, net = generator.load(run, cache)
    asked = full_queries(places(cache, table, "test", role))
    random = np.random.default_rng(seed)
    queries = [asked[n] for n in sorted(random.permutation(len(asked))[:most])]
    true = sounds(cache, [query.missing for query in queries])
    songs = [query.song for query in queries]
    windows = Windows(cache)
    contexts = torch.from_numpy(np.stack([windows.power(query.heard) for query in queries]))
    torch.manual_seed(seed)
    noise = -torch.log(torch.empty(len(queries), net.noise).exponential_())
    heard = {
        TRUE: true,
        LIM: quality.griffin_lim(true),
        AGAIN: in_parts(lambda part: net.decode(net.encode(part)), true),
        **{
            f"imagined, temperature {warmth:g}": in_parts(
                lambda *part: net.decode(net.predict(*part)), contexts, warmth * noise
            )
            for warmth in TEMPERATURES
        },
    }
    others = sounds(cache, np.concatenate(Bars(cache, table, role).songs("valid"))[:most])
    ear = bundle.open(bundle.SHIPPED / shipped)
    found = measured(heard, contexts[:, :FRAMES].numpy(), songs, others, ear)
    so_far = replace(report.so_far(role, cache.digest, out), quality=found)
    report.write(so_far, out)
    pictures.draw(heard, songs, out / f"{role}.png")
    click.echo("\n".join(page.section(so_far)))


def measured(
    heard: Mapping[str, Tensor], contexts: Floats, songs: list[str], others: Tensor, ear: Bundle
) -> dict[str, dict[str, Figures]]:
    """What is measured -> of which -> figures."""
    powers = {name: quality.heard(each) for name, each in heard.items()}
    real = quality.heard(others)
    return {
        "Multi-scale spectral distance to the real bar": {
            name: quality.summary(quality.distance(each, heard[TRUE]).astype(float), songs)
            for name, each in heard.items()
        },
        f"Distance to the real bar for the ear {ear.label} (0 the same, 1 nothing alike)": {
            name: quality.summary(quality.apart(each, powers[TRUE], ear), songs)
            for name, each in powers.items()
        },
        "Onsets on sixteenths (1 all, 0 none)": {
            name: quality.summary(quality.pulses(each), songs) for name, each in heard.items()
        },
        "Rank of the own key among 12, by what else sounds (chance 6.5)": {
            name: quality.summary(quality.key_ranks(each, contexts), songs)
            for name, each in powers.items()
        },
        "Fréchet distance to real bars of validation songs": {
            name: {"value": quality.frechet(each, real)} for name, each in powers.items()
        },
    }


@torch.no_grad()
def in_parts(make: Callable[..., Tensor], *all_of_them: Tensor) -> Tensor:
    parts = zip(*(torch.split(each, _AT_ONCE) for each in all_of_them), strict=True)
    return torch.cat([make(*part) for part in parts])
