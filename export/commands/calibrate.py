"""`python -m export calibrate`: what the scores of a bundle mean, measured and written into it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from export import calibration, checks
from export.bundle import CARD
from export.card import scores, with_scores
from live import bundle
from live.progress import progress
from models import draws, split
from models.cache import Cache
from models.draws import Stage

_FOLDER = click.Path(path_type=Path)


@click.command()
@click.argument("folder", metavar="BUNDLE", type=_FOLDER)
@click.option("--cache", metavar="FOLDER", type=_FOLDER, required=True, help="What it learnt from.")
@click.option(
    "--with",
    "others",
    metavar="BUNDLE",
    type=_FOLDER,
    multiple=True,
    help="Judges beside it, as on the stage: a pair bundle rescores what an embedding one ranks.",
)
@click.option("--splits", metavar="TSV", type=_FOLDER, default=split.TABLE, help="As in training.")
@click.option(
    "--hold-out",
    metavar="CORPUS",
    multiple=True,
    help="As in training; what the bundle says if not given.",
)
@click.option("--contexts", default=3000, show_default=True, help="Each asks for two loops.")
def command(
    folder: Path,
    cache: Path,
    others: tuple[Path, ...],
    splits: Path,
    hold_out: tuple[str, ...],
    contexts: int,
) -> None:
    """Measure on validation songs how probable a score makes it that a loop is a true partner.

    Half of the pairs are true: to every context its partner, which sounded with it, and one
    stranger, from another song of its corpus, chosen at random. What is found goes into the
    manifest and the card of BUNDLE, in place of what was there.
    """
    opened, beside = bundle.open(folder), [bundle.open(other) for other in others]
    about = checks.manifest(folder)
    held = hold_out or tuple(about.get("experiment", {}).get("held_out", ()))
    stage = _validation(cache, splits, held)
    with progress("asking the engine") as watch:
        known = calibration.pairs(stage, [opened, *beside], contexts, watch=watch)
    fitted = calibration.fitted(known, [other.label for other in beside])
    found = calibration.as_json(known, fitted)
    said = scores(found)
    _keep(folder, {**about, "calibration": found}, said)
    click.echo(f"{opened.label}: {said}")


def _validation(cache: Path, splits: Path, held_out: tuple[str, ...]) -> Stage:
    return draws.stages(Cache.open(cache), split.read(splits), held_out)["valid"]


def _keep(folder: Path, about: dict[str, Any], said: str) -> None:
    """Write manifest and card anew, and see whether the stage still opens them."""
    (folder / bundle.MANIFEST).write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")
    card = folder / CARD
    text = card.read_text(encoding="utf-8") if card.exists() else ""
    card.write_text(with_scores(text, said), encoding="utf-8")
    bundle.open(folder)
