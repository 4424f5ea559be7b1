"""`python -m models imagine listen`: what can be measured of the sound of imagined bars."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import click
import numpy as np
import torch
from torch import Tensor

from models import experiment, memory, split
from models.cache import Cache
from models.experiment import PREDICTOR, Imagining
from models.imagine import mapping, page, quality, report, training
from models.imagine.judges import imagined
from models.imagine.material import Bars, sounds
from models.imagine.places import full_queries, places, power
from models.imagine.report import Figures
from models.imagine.vae import Vae

_PATH = click.Path(path_type=Path)
_AT_ONCE = 16

TRUE, AGAIN, LIM, MADE = "real", "autoencoder", "Griffin-Lim of 128 mel bands", "imagined"


@click.command()
@click.argument("run", metavar="RUN", type=_PATH)
@click.option(
    "--cache", "folder", metavar="FOLDER", required=True, type=_PATH, help="What `gather` has made."
)
@click.option(
    "--splits", metavar="FILE", type=_PATH, default=split.TABLE, help="Written by `pairs`."
)
@click.option("--bars", "most", default=200, show_default=True, help="That are listened to.")
@click.option("--seed", default=0, show_default=True, help="Of which they are.")
@click.option("--out", type=_PATH, default=report.FOLDER, show_default="models/results/imagine")
def command(run: Path, folder: Path, splits: Path, most: int, seed: int, out: Path) -> None:
    """Measure what RUN, a predictor, imagines for test songs, beside what sounded there.

    All real bars, what the autoencoder and Griffin and Lim make of them, and what is imagined, are
    listened to in the same way, and the report of the role has it.
    """
    memory.keep()
    cache, table = Cache.open(folder), split.read(splits)
    made = experiment.saved_as(Imagining, run)
    mapping.must_be(made, PREDICTOR)
    net = training.load(run.parent / made.after)
    role = experiment.saved_as(experiment.Autoencoding, run.parent / made.after).role
    asked = full_queries(places(cache, table, "test", role))
    random = np.random.default_rng(seed)
    queries = [asked[n] for n in sorted(random.permutation(len(asked))[:most])]
    songs = [query.song for query in queries]
    true = sounds(cache, [query.missing for query in queries])
    contexts = np.stack([power(cache, query.heard).numpy() for query in queries])
    latents = torch.from_numpy(imagined(mapping.opened(run, cache), queries))
    heard = {
        TRUE: true,
        LIM: quality.griffin_lim(true),
        AGAIN: decoded(net, encoded(net, true)),
        MADE: decoded(net, latents),
    }
    others = sounds(cache, np.concatenate(Bars(cache, table, role).songs("valid"))[:most])
    found = measured(heard, contexts, songs, others)
    so_far = replace(report.so_far(role, cache.digest, out), quality=found)
    report.write(so_far, out)
    click.echo("\n".join(page.section(so_far)))


def measured(
    heard: Mapping[str, Tensor], contexts: np.ndarray, songs: list[str], others: Tensor
) -> dict[str, dict[str, Figures]]:
    """What is measured -> of which -> figures."""
    powers = {name: quality.heard(each) for name, each in heard.items()}
    real = quality.heard(others)
    return {
        "Multi-scale spectral distance to the real bar": {
            name: quality.summary(quality.distance(each, heard[TRUE]).astype(float), songs)
            for name, each in heard.items()
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
def encoded(net: Vae, sounds: Tensor) -> Tensor:
    starts = range(0, len(sounds), _AT_ONCE)
    return torch.cat([net.encoder(sounds[n : n + _AT_ONCE]).mean for n in starts])


@torch.no_grad()
def decoded(net: Vae, latents: Tensor) -> Tensor:
    starts = range(0, len(latents), _AT_ONCE)
    return torch.cat([net.decoder(latents[n : n + _AT_ONCE]) for n in starts])
