"""`python -m export quantise`: the same bundle in fewer bytes."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click
import onnx

from export import checks
from export.bundle import CARD, pack
from export.weights import KINDS, rounded
from live import bundle
from live.bundle import Bundle
from live.errors import BundleError

_FOLDER = click.Path(path_type=Path)

_NOTE = """
## Rounded

This is {} with its weights rounded to {} by `python -m export quantise`; what is said above is said
of that.
"""


@click.command()
@click.argument("folder", metavar="BUNDLE", type=_FOLDER)
@click.argument("out", metavar="OUT", type=_FOLDER)
@click.option("--weights", type=click.Choice(list(KINDS)), help="Only this; else what passes.")
@click.option(
    "--cache", "--material", "learnt", type=_FOLDER, metavar="FOLDER", help="Compare on its loops."
)
def command(folder: Path, out: Path, weights: str | None, learnt: Path | None) -> None:
    """Make OUT/NAME-VERSION+WEIGHTS: BUNDLE with the smallest weights that rank as it does."""
    original, heard = bundle.open(folder), checks.sounds(learnt)
    with tempfile.TemporaryDirectory() as trials:
        for kind in [weights] if weights else KINDS:
            trial = _rounded(original, folder, Path(trials), kind)
            try:
                click.echo(checks.alike(trial, original.run, heard))
            except BundleError as error:
                click.echo(str(error), err=True)
                continue
            made = _rounded(original, folder, out, kind)
            sizes = [(each / bundle.MODEL).stat().st_size / 1000 for each in (folder, made)]
            click.echo(f"{made}: {sizes[0]:.0f} kB before, {sizes[1]:.0f} kB after")
            return
    raise BundleError(f"{folder}: none of {', '.join(KINDS)} ranks as it does; keep it as it is")


def _rounded(original: Bundle, folder: Path, into: Path, kind: str) -> Path:
    """The bundle in `folder` with weights of that `kind`, a newer version by its name."""
    return pack(
        rounded(onnx.load(folder / bundle.MODEL), kind),
        into,
        name=original.name,
        version=f"{original.version}+{kind}",
        task=original.task,
        card=(folder / CARD).read_text(encoding="utf-8") + _NOTE.format(original.label, kind),
        about={**checks.manifest(folder), "weights": kind},
    )
