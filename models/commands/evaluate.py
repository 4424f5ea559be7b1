"""`python -m models evaluate`: every method on the same questions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import click

from live.errors import ConfigError
from models import experiment, memory, methods, results, split
from models.cache import Cache
from models.draws import Stage
from models.evaluation import QUERIES, Exam, Material
from models.methods import Method
from models.results import Report, Row

_FOLDER = click.Path(path_type=Path)


@click.command()
@click.argument("corpora", metavar="CORPUS...", nargs=-1, required=True)
@click.option("--cache", "folder", metavar="FOLDER", required=True, help="What `gather` made.")
@click.option(
    "--method",
    "named",
    multiple=True,
    type=click.Choice(sorted(methods.NAMED)),
    help="One of those that need no run; all if none is named.",
)
@click.option(
    "--run", "runs", multiple=True, metavar="RUN", type=_FOLDER, help="What `train` made."
)
@click.option("--split", "part", default="", help="Of each CORPUS only these songs; else all.")
@click.option("--splits", "table", metavar="TSV", type=_FOLDER, default=split.TABLE)
@click.option("--queries", default=QUERIES, show_default=True, help="For each of five seeds.")
@click.option("--again", is_flag=True, help="Also what has a row in the report already.")
@click.option("--out", type=_FOLDER, default=results.FOLDER, show_default="models/results")
def command(
    corpora: tuple[str, ...],
    folder: str,
    named: tuple[str, ...],
    runs: tuple[Path, ...],
    part: str,
    table: Path,
    queries: int,
    again: bool,
    out: Path,
) -> None:
    """Measure methods on each CORPUS: rules and the like, and every RUN.

    Without --split no RUN may have learnt from a CORPUS; with `--split test` it may have learnt
    from its other songs. Rows are added to the report of the corpus one by one, so that what was
    measured stays when the rest is called off.
    """
    memory.keep()
    _refuse_learnt(runs, () if part else corpora)
    material = Material(Cache.open(folder), split.read(table))
    for corpus in corpora:
        stage = material.tested(corpus, part)
        report = Report(corpus, part, len(stage.songs), {})
        takers = list(_takers(named, runs, material.learnt(corpus, part)))
        waiting = [each for each in takers if again or each.name not in _rows(report, out)]
        if waiting:
            _examine(waiting, Exam(stage, queries), report, out)


@dataclass(frozen=True, slots=True)
class _Taker:
    """A method before it is opened, and the option that asks for it."""

    name: str
    option: str
    open: Callable[[], Method]


def _takers(named: Sequence[str], runs: Sequence[Path], learnt: Stage) -> Iterator[_Taker]:
    for name in named or methods.NAMED:
        yield _Taker(name, f"--method {name}", partial(methods.NAMED[name], learnt))
    for run in runs:
        yield _Taker(run.name, f"--run {run.name}", partial(methods.opened, learnt.cache, run))


def _examine(takers: Sequence[_Taker], exam: Exam, report: Report, out: Path) -> None:
    """Add a row for each of `takers` to what `out` has of `report`."""
    for taker in takers:
        words = ["python -m models evaluate", report.corpus]
        words += ["--split", report.part] if report.part else []
        words += [taker.option, f"--queries {exam.queries}"]
        row = Row(" ".join(words), exam.cache.digest, **exam.taken(taker.open()))
        # Read again: another evaluation may have added rows by now.
        rows = {**_rows(report, out), taker.name: row}
        results.write(replace(report, rows=rows), out)
        click.echo(f"{report.name}: {_said(taker.name, row)}")


def _rows(report: Report, out: Path) -> Mapping[str, Row]:
    file = out / f"{report.name}.json"
    return results.read(file).rows if file.exists() else {}


def _refuse_learnt(runs: Sequence[Path], corpora: Sequence[str]) -> None:
    """Raises `ConfigError`, also if one of `runs` is none."""
    for run in runs:
        if learnt := sorted(set(corpora) - set(experiment.saved(run).held_out)):
            raise ConfigError(
                f"{run}: has learnt from {learnt[0]}; train one with --hold-out {learnt[0]}, or "
                "measure it with --split test"
            )


def _said(name: str, row: Row) -> str:
    ranking, axes = row.ranking, {axis: parts["all"] for axis, parts in row.axes.items() if parts}
    told = ", ".join(f"{axis} {cell['value']:.2f}" for axis, cell in axes.items())
    return (
        f"{name}: rank {ranking['rank']:.1f} ({ranking['low']:.1f} to {ranking['high']:.1f}), "
        f"top-10 {ranking['top10']:.2f}, {told}, accuracy {row.classification['accuracy']:.2f}, "
        f"{row.milliseconds:.3f} ms"
    )
