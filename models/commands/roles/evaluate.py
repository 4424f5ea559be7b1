"""`python -m models roles evaluate`: everything that tells roles, on the same loops."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import click

from live.progress import progress
from models import memory, results
from models.roles import methods, pictures, report
from models.roles.evaluation import ALL, OF_RECORDED, taken
from models.roles.features import Described
from models.roles.figures import FIGURES
from models.roles.material import Material
from models.roles.methods import Tagger
from models.roles.report import Report, Row
from models.roles.rules import Rules
from models.roles.trained import Trained

_FOLDER = click.Path(path_type=Path)
_LEARN = 4000


@click.command()
@click.option(
    "--material",
    "folder",
    metavar="FOLDER",
    required=True,
    type=_FOLDER,
    help="What `roles gather` made.",
)
@click.option(
    "--method",
    "named",
    multiple=True,
    type=click.Choice(methods.NAMED),
    help="One of those that need no run; all if nothing is named.",
)
@click.option(
    "--run", "runs", multiple=True, metavar="RUN", type=_FOLDER, help="What `roles train` made."
)
@click.option("--learn", "most", default=_LEARN, show_default=True, help="Loops for a METHOD.")
@click.option("--again", is_flag=True, help="Also what has a row in the report already.")
@click.option("--out", type=_FOLDER, default=results.FOLDER, show_default="models/results")
def command(
    folder: Path,
    named: tuple[str, ...],
    runs: tuple[Path, ...],
    most: int,
    again: bool,
    out: Path,
) -> None:
    """Measure METHODs, which learn first, and RUNs on the test loops of a material.

    Rows are added to the report one by one, and pictures drawn of it at the end. Rows of another
    material are dropped: they had other loops.
    """
    memory.keep()
    named = named or (() if runs else methods.NAMED)
    material = Material.open(folder)
    learning = [name for name in named if name in methods.LEARNING]
    takers = [*_learners(folder, material, learning, most), *_ready(material, named, runs)]
    for taker in takers:
        if again or taker.name not in _so_far(material, out).rows:
            click.echo(_said(taker.name, _measure(taker, material, out)))
    pictures.draw(_so_far(material, out), out)


@dataclass(frozen=True, slots=True)
class _Taker:
    """A method before it has learnt, the options that ask for it, and how many loops it gets."""

    name: str
    options: str
    learnt: int
    open: Callable[[], Tagger]


def _learners(
    folder: Path, material: Material, named: Sequence[str], most: int
) -> Iterator[_Taker]:
    if not named:
        return
    with progress("loops described") as watch:
        described = Described.beside(folder, material, watch)
    rows = methods.sample(material, most)
    for name in named:
        learn = partial(methods.LEARNING[name], described, rows)
        yield _Taker(name, f"--method {name} --learn {most}", len(rows), learn)


def _ready(material: Material, named: Sequence[str], runs: Sequence[Path]) -> Iterator[_Taker]:
    if "rules" in named:
        yield _Taker("rules", "--method rules", 0, Rules)
    for run in runs:
        learnt = len(material.rows("train"))
        yield _Taker(run.name, f"--run {run.name}", learnt, partial(Trained, run))


def _measure(taker: _Taker, material: Material, out: Path) -> Row:
    """Add a row to the report in `out`."""
    words = f"python -m models roles evaluate {taker.options}"
    row = Row(command=words, learnt=taker.learnt, **taken(taker.open(), material))
    # Read again: another evaluation may have added rows by now.
    so_far = _so_far(material, out)
    rows = {**so_far.rows, taker.name: row}
    order = sorted(rows, key=[*methods.NAMED, *rows].index)
    report.write(replace(so_far, rows={name: rows[name] for name in order}), out)
    return row


def _so_far(material: Material, out: Path) -> Report:
    """What `out` has of this material."""
    file = out / f"{report.NAME}.json"
    found = report.read(file) if file.exists() else Report.of(material)
    return found if found.material == material.digest else Report.of(material)


def _said(name: str, row: Row) -> str:
    parts = [row.parts[part] for part in (ALL, OF_RECORDED) if part in row.parts]
    told = (
        f"{figure} {part[figure]:.3f}" for part in parts for figure in FIGURES if figure in part
    )
    return f"{name}: {', '.join(told)}, {row.milliseconds:.2f} ms"
