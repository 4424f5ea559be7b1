"""All songs of a folder into one set of training material: `loops.tsv` and `pairs.tsv`."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import joblib
import numpy as np

from live.errors import BarwiseError
from models import items
from models.extraction import layout
from models.extraction.process import BPM, file_name, process, record
from models.extraction.songs import Song
from models.extraction.tucker import Settings
from models.items import Item

LOOPS = "loops.tsv"
PAIRS = "pairs.tsv"


def extract_all(
    songs: Sequence[Song],
    out: Path,
    settings: Settings,
    jobs: int = 1,
    watch: Callable[[int, int], None] = lambda done, total: None,
) -> list[str]:
    """The loops of all `songs` into `out`, a folder each; why some have none, a line each.

    What is there is not made again. `watch` learns (done, total).
    """
    out.mkdir(parents=True, exist_ok=True)
    work = joblib.Parallel(n_jobs=jobs, return_as="generator_unordered", batch_size=1)
    reasons = work(joblib.delayed(_attempt)(song, out, settings) for song in songs)
    failures = []
    for done, reason in enumerate(reasons, 1):
        watch(done, len(songs))
        if reason:
            failures.append(reason)
    return sorted(failures)


def _attempt(song: Song, out: Path, settings: Settings) -> str:
    try:
        process(song, out, settings)
    except BarwiseError as error:
        return str(error)
    except Exception as error:  # of a thousand songs one is always strange; the others go on
        return f"{song.path}: {type(error).__name__}: {error}; leave it out"
    return ""


def tables(songs: Iterable[Song], out: Path, corpus: str) -> tuple[int, int]:
    """Write the tables of all `songs` that are in `out`; how many loops and pairs they hold.

    `loops.tsv` is a table of items: its sections are the few bars that show every pair of a song,
    so that items of one section sound together. `pairs.tsv` holds each pair once, with the number
    of bars it is heard in.
    """
    records = [known for song in songs if (known := record(out / song.name))]
    found = [item for known in records for item in _items(known, out, corpus)]
    items.write(out / LOOPS, found)
    pairs = [row for known in records for row in _pairs(known)]
    with (out / PAIRS).open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, delimiter="\t", lineterminator="\n")
        rows.writerow(("song", "left", "right", "bars"))
        rows.writerows(pairs)
    return len({item.path for item in found}), len(pairs)


def _items(known: dict[str, Any], out: Path, corpus: str) -> Iterator[Item]:
    active = np.array(known["active"], bool)
    for bar in layout.telling_bars(active):
        for number in np.flatnonzero(active[bar]).tolist():
            yield Item(
                path=str(out / known["song"] / file_name(number)),
                corpus=corpus,
                song=known["song"],
                section=str(bar),
                stem=str(number),
                material=str(number),
                bpm=BPM,
                bars=1,
                origin=known["origin"],
                licence=known["licence"],
            )


def _pairs(known: dict[str, Any]) -> Iterator[tuple[str, str, str, int]]:
    song = known["song"]
    for (a, b), count in layout.pairs(np.array(known["active"], bool)).items():
        yield song, f"{song}/{file_name(a)}", f"{song}/{file_name(b)}", count
