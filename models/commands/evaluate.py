"""`python -m models evaluate`: every method on the same lists, kept beside the run."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from models import draws, evaluation, methods
from models.cache import Cache
from models.methods import Method
from models.results import Report


@click.command()
@click.argument("corpus")
@click.argument("out", metavar="OUT.json", type=click.Path(path_type=Path))
@click.option("--cache", "folder", metavar="FOLDER", required=True, help="What `gather` made.")
@click.option(
    "--run", "runs", multiple=True, metavar="RUN", type=click.Path(path_type=Path, exists=True)
)
@click.option("--queries", default=evaluation.QUERIES, show_default=True, help="A seed.")
def command(corpus: str, out: Path, folder: str, runs: tuple[Path, ...], queries: int) -> None:
    """Measure the rules, chance and every RUN on CORPUS, which no RUN may have learnt from."""
    cache = Cache.open(folder)
    stage = draws.stages(cache, {}, [corpus])[corpus]
    asked = [
        query for seed in evaluation.SEEDS for query in evaluation.queries(stage, seed, queries)
    ]
    measured: dict[str, Method] = {"chance": methods.Chance(), "rules": methods.Rules(cache)}
    measured |= {run.name: methods.Fit(cache, run, corpus) for run in runs}
    rows = {}
    for name, method in measured.items():
        rows[name] = evaluation.figures(evaluation.answers(method, cache, asked))
        deaf = evaluation.figures(evaluation.answers(method, cache, asked[:queries], silent=True))
        rows[name] |= {f"silent_{key}": deaf[key] for key in ("rank", "key", "beat")}
        click.echo(_said(name, rows[name]))
    runs_said = " ".join(f"--run {run.name}" for run in runs)
    said = f"python -m models evaluate {corpus} {out.name} --queries {queries} {runs_said}"
    report = Report(corpus, len(stage.songs), said.strip(), cache.digest, rows)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(asdict(report), indent=2) + "\n", encoding="utf-8")


def _said(name: str, row: dict[str, float]) -> str:
    return (
        f"{name}: rank {row['rank']:.1f} ({row['rank_low']:.1f} to {row['rank_high']:.1f}), "
        f"top-10 {row['top10']:.2f}, key {row['key']:.2f} of 12, beat {row['beat']:.2f} of 16, "
        f"with percussion {row['beat_percussive']:.2f}; context silenced: rank "
        f"{row['silent_rank']:.1f}, key {row['silent_key']:.2f}, beat {row['silent_beat']:.2f}"
    )
