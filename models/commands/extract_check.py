"""`python -m models extract_check`: extraction measured on songs whose parts are known."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
import joblib
import numpy as np

from live.errors import BarwiseError, FileError
from live.progress import progress
from live.tables import console, table
from models import items
from models.extraction.check import Checked, check
from models.extraction.known import by_song, known_song
from models.extraction.tucker import Settings
from models.items import Item
from models.metrics import interval

_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("stems", metavar="STEMS.TSV", type=_PATH)
@click.argument("out", metavar="OUT.JSON", type=_PATH)
@click.option("--corpus", metavar="NAME", help="Only this corpus of the table.")
@click.option("--songs", metavar="N", type=int, help="Only so many songs, drawn with the seed.")
@click.option("--seed", metavar="N", default=0, show_default=True, help="Of all that is drawn.")
@click.option("--jobs", metavar="N", default=-1, show_default="one a core", help="Processes.")
def command(
    stems: Path, out: Path, corpus: str | None, songs: int | None, seed: int, jobs: int
) -> None:
    """Mix every song in STEMS.TSV, take the mix apart and compare with the stems.

    Shows the SI-SDR of the matched loops beside that of the mixture itself and of the best soft
    mask, and the F1 of their layouts beside that of loops that always play. Everything, song by
    song, goes into OUT.JSON.
    """
    found = by_song(i for i in items.read(stems) if corpus in (None, i.corpus))
    checked = _checked(_drawn(found, songs, seed), Settings(seed=seed), jobs)
    if not checked:
        raise FileError(f"{stems}: no song of it could be checked; are its parts separate?")
    summary = {name: _summary(list(of)) for name, of in _by_corpus(checked).items()}
    _show(summary)
    whole = {"arguments": sys.argv[1:], "settings": asdict(Settings(seed=seed))}
    told = whole | {"corpora": summary, "songs": [asdict(song) for song in checked]}
    out.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def _drawn(
    found: Sequence[tuple[Item, ...]], songs: int | None, seed: int
) -> list[tuple[Item, ...]]:
    if songs is None or songs >= len(found):
        return list(found)
    chosen = np.random.default_rng(seed).choice(len(found), songs, replace=False)
    return [found[number] for number in sorted(chosen)]


def _checked(songs: Sequence[tuple[Item, ...]], settings: Settings, jobs: int) -> list[Checked]:
    work = joblib.Parallel(n_jobs=jobs, return_as="generator", batch_size=1)
    checked = []
    with progress("songs") as watch:
        for done, result in enumerate(work(joblib.delayed(_check)(s, settings) for s in songs), 1):
            watch(done, len(songs))
            if isinstance(result, str):
                click.echo(result, err=True)
            else:
                checked.append(result)
    return checked


def _check(song: Sequence[Item], settings: Settings) -> Checked | str:
    """The song's figures, or why there are none."""
    try:
        return check(known_song(song), settings)
    except BarwiseError as error:
        return str(error)


def _by_corpus(checked: Iterable[Checked]) -> dict[str, list[Checked]]:
    found: dict[str, list[Checked]] = {}
    for song in checked:
        found.setdefault(song.corpus, []).append(song)
    return found


def _summary(songs: Sequence[Checked]) -> dict[str, Any]:
    """Means over all matched loops; SI-SDR only over those that were not alone in their bar."""
    every = [(match, song.song) for song in songs for match in song.matches]
    mixed = [(match, name) for match, name in every if match.is_mixed]
    gain = [(match.sdr - match.mixture, name) for match, name in mixed]
    counts = {"songs": len(songs), "found": sum(song.found for song in songs)}
    sizes = {"matched": len(every), "mixed": len(mixed)}
    return (
        counts
        | sizes
        | {
            "sdr": _mean([match.sdr for match, _ in mixed]),
            "mixture": _mean([match.mixture for match, _ in mixed]),
            "mask": _mean([match.mask for match, _ in mixed]),
            "gain": _mean([value for value, _ in gain]),
            "gain_interval": _interval(gain),
            "layout": _mean([match.layout for match, _ in every]),
            "layout_interval": _interval([(match.layout, name) for match, name in every]),
            "always": _mean([match.always for match, _ in every]),
        }
    )


def _mean(values: Sequence[float]) -> float | None:
    return round(float(np.mean(values)), 3) if values else None


def _interval(values: Sequence[tuple[float, str]]) -> list[float] | None:
    if not values:
        return None
    numbers, names = zip(*values, strict=True)
    return [round(edge, 3) for edge in interval(lambda v: float(v.mean()), numbers, names)]


def _show(summary: dict[str, dict[str, Any]]) -> None:
    made = table(
        "corpus", ">songs", ">loops", ">matched", ">mixed", ">SI-SDR", ">mixture", ">ideal mask",
        ">gain dB", ">95 %", ">layout F1", ">95 %", ">always on",
    )  # fmt: skip
    for corpus, row in summary.items():
        made.add_row(corpus, *(_said(value) for value in row.values()))
    console().print(made)


def _said(value: float | list[float] | None) -> str:
    if value is None:
        return "-"
    if isinstance(value, list):
        return " to ".join(f"{edge:.2f}" for edge in value)
    return f"{value:.2f}" if isinstance(value, float) else str(value)
