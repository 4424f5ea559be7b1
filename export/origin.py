"""Where a network comes from: the run, the music it learnt from, and what was measured of it."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from live.errors import ConfigError
from models import blend, experiment, items, results, runs
from models.cache import TABLE
from models.items import Item
from models.results import Row
from models.split import Splits


@dataclass(frozen=True, slots=True)
class Music:
    """What of a corpus under one licence was learnt from; `origins` are packages, authors ..."""

    corpus: str
    licence: str
    origins: tuple[str, ...]
    songs: int
    loops: int


@dataclass(frozen=True, slots=True)
class Measured:
    """What a network came to on `songs` songs of the corpus, or the part of one, `on`."""

    on: str
    songs: int
    row: Row

    @property
    def axes(self) -> dict[str, Mapping[str, float]]:
        """Axis -> figures over all kinds of parts."""
        return {axis: cells["all"] for axis, cells in self.row.axes.items() if cells}

    def as_json(self) -> dict[str, Any]:
        return {
            "songs": self.songs,
            "queries": self.row.queries,
            "command": self.row.command,
            "cache": self.row.cache,
            "ranking": dict(self.row.ranking),
            "classification": dict(self.row.classification),
            "axes": self.axes,
        }


@dataclass(frozen=True, slots=True)
class Origin:
    """Everything that a bundle says about where it comes from.

    Attributes
    ----------
    run, name
        the digest of the run, and what its folder is called.
    experiment
        what it was made with, as `models.experiment` saves it.
    """

    run: str
    name: str
    experiment: Mapping[str, Any]
    music: Sequence[Music]
    measured: Sequence[Measured]

    def as_json(self) -> dict[str, Any]:
        """Entries of a manifest."""
        return {
            "run": self.run,
            "experiment": dict(self.experiment),
            "data": [asdict(each) for each in self.music],
            "metrics": {each.on: each.as_json() for each in self.measured},
        }


def origin(run: Path, cache: Path | None, splits: Splits, reports: Sequence[Path] = ()) -> Origin:
    """Of the training run in the folder `run`. Raises `BarwiseError`.

    The music is that of the folder `cache` that `splits` has for training; without it, none is
    named. `reports` are files of `python -m models evaluate` with a row of the run.
    """
    made = experiment.saved(run)
    learnt = music(items.read(cache / TABLE), splits, made.held_out) if cache else ()
    return Origin(digest(run), run.name, asdict(made), learnt, [measured(run, r) for r in reports])


def digest(run: Path) -> str:
    """A hash of what `run` has learnt and of how it was made."""
    made = json.dumps(asdict(experiment.saved(run))).encode()
    learnt = [file.read_bytes() for file in (run / runs.BEST, run / blend.WEIGHTS) if file.exists()]
    return hashlib.sha256(b"".join([*learnt, made])).hexdigest()[:16]


def music(found: Sequence[Item], splits: Splits, held_out: Collection[str]) -> list[Music]:
    """What was trained on, by corpus and licence."""
    groups: dict[tuple[str, str], list[Item]] = defaultdict(list)
    for item in found:
        if item.corpus not in held_out and splits.get((item.corpus, item.song)) == "train":
            groups[item.corpus, item.licence].append(item)
    return [
        Music(
            corpus,
            licence,
            tuple(sorted({item.origin for item in group})),
            len({item.song for item in group}),
            len(group),
        )
        for (corpus, licence), group in sorted(groups.items())
    ]


def measured(run: Path, report: Path) -> Measured:
    """What `report` says of `run`. Raises `ConfigError` if that is nothing."""
    found = results.read(report)
    if run.name not in found.rows:
        remedy = f"`python -m models evaluate {found.corpus} --run {run.name}` measures it"
        raise ConfigError(f"{report}: has no row {run.name}; {remedy}")
    return Measured(found.name, found.songs, found.rows[run.name])
