"""`python -m models imagine evaluate`: whether what is imagined finds the bar that sounded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import click

from live import bundle
from models import experiment, memory, split
from models.cache import Cache
from models.imagine import mapping, page, report
from models.imagine.judges import Mapped, Near, Shipped, by_chance
from models.imagine.latents import Latents
from models.imagine.mapping import OfAll, OfDrums
from models.imagine.places import Places, drum_queries, full_queries, places
from models.imagine.report import Row
from models.imagine.retrieval import Exam, Scores, retrieval
from models.kinds import Imagining

_PATH = click.Path(path_type=Path)

_EVERY = 10  # of the training queries, that say what is usually imagined

#: What is heard: a drum loop alone, as in the paper, and all that sounds besides.
DRUMS, ALL = "a drum loop", "all that sounds"


@click.command()
@click.argument("runs", metavar="RUN...", nargs=-1, type=_PATH)
@click.option(
    "--cache", "folder", metavar="FOLDER", required=True, type=_PATH, help="What `gather` has made."
)
@click.option(
    "--splits", metavar="FILE", type=_PATH, default=split.TABLE, help="Written by `pairs`."
)
@click.option("--role", default="bass", show_default=True, help="What is missing.")
@click.option("--bundle", "shipped", default="fit-1", show_default=True, help="Asked as well.")
@click.option("--out", type=_PATH, default=report.FOLDER, show_default="models/results/imagine")
def command(
    runs: tuple[Path, ...], folder: Path, splits: Path, role: str, shipped: str, out: Path
) -> None:
    """Measure RUNs of `imagine map`, a bundle that ships and chance, on the same test songs.

    Rows are added to the report of the role.
    """
    memory.keep()
    cache = Cache.open(folder)
    found, learnt = (places(cache, split.read(splits), part, role) for part in ("test", "train"))
    queries = {DRUMS: drum_queries(found), ALL: full_queries(found)}
    exams = {name: Exam.of(cache, asked) for name, asked in queries.items() if asked}
    made = report.so_far(role, cache.digest, out)
    made = replace(made, sizes={name: _size(exam) for name, exam in exams.items()})
    for name, row in _rows(cache, runs, shipped, exams, learnt):
        made = replace(made, rows={**made.rows, name: row})
        report.write(made, out)
    click.echo("\n".join(page.section(made)))


def _rows(
    cache: Cache, runs: Sequence[Path], shipped: str, exams: Mapping[str, Exam], learnt: Places
) -> Iterator[tuple[str, Row]]:
    words = "python -m models imagine evaluate"
    yield "chance", Row(words, 0, _taken(by_chance, exams))
    embedding = Shipped(cache, bundle.open(bundle.SHIPPED / shipped))
    yield shipped, Row(f"{words} --bundle {shipped}", 0, _taken(embedding, exams))
    for run in runs:
        made = experiment.saved_as(Imagining, run)
        imaginer = mapping.opened(run, cache)
        if isinstance(imaginer, OfAll):
            scores: Scores = Near(cache, imaginer)
        else:
            assert isinstance(imaginer, OfDrums)
            wanted = Latents.of_run(run.parent / made.after, cache)
            scores = Mapped(imaginer, wanted, drum_queries(learnt)[::_EVERY])
        # A perceptron hears one drum loop.
        able = exams if isinstance(imaginer, OfAll) else {DRUMS: exams[DRUMS]}
        parameters = sum(each.numel() for each in imaginer.net.parameters())
        yield run.name, Row(f"{words} {run.name}", parameters, _taken(scores, able))


def _taken(scores: Scores, exams: Mapping[str, Exam]) -> dict[str, dict[str, float]]:
    return {
        name: retrieval(exam, scores(exam.queries, exam.candidates)) for name, exam in exams.items()
    }


def _size(exam: Exam) -> dict[str, float]:
    songs = {query.song for query in exam.queries}
    return {
        "queries": len(exam.queries), "songs": len(songs), "candidates": len(exam.candidates)
    }  # fmt: skip
