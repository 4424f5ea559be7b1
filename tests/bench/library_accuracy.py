"""How often the library is right about real loops, with their names shown and hidden.

`python -m tests.bench.library_accuracy FOLDER...`. What is true comes from `stems.tsv` if FOLDER
holds one (its songs' own tempi and tracks), else from `real_loops.tsv` here: the first pattern
that a path matches counts, and what it leaves empty is not known. Names and lengths were read by a
person for it; the sonic-pi-samples named `loop_` are loops, the others are not.
"""

from __future__ import annotations

import csv
import random
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import numpy as np

from live import audio
from live.filetypes import is_audio
from live.library import analysis, kinds
from live.library.metadata import Metadata
from live.types import Kind, Loop

TABLE = Path(__file__).with_name("real_loops.tsv")
STEMS = 300
UNNAMED = Metadata({}, {})
Truth = Mapping[str, str]


@dataclass(frozen=True)
class File:
    path: Path
    root: Path
    truth: Truth


def files(folder: Path) -> Iterator[File]:
    """Every file below `folder` of which something is true."""
    if (folder / "stems.tsv").is_file():
        yield from _stems(folder)
        return
    rows = _rows(TABLE)
    for path in sorted(p for p in folder.rglob("*") if is_audio(p)):
        known = next((row for row in rows if fnmatchcase(str(path), row["pattern"])), None)
        if known is not None:
            yield File(path, folder, known)


def _stems(folder: Path) -> Iterator[File]:
    """Some loops of songs whose tempo is certain; trackers change theirs within a song."""
    rows = [row for row in _rows(folder / "stems.tsv") if row["corpus"] == "lmms"]
    for row in random.Random(1).sample(rows, STEMS):
        beats = str(4 * float(row["bars"]))
        truth = {"bpm": row["bpm"], "beats": beats, "role": row["role"].lower()}
        yield File(folder / row["path"], folder, truth)


def _rows(table: Path) -> list[dict[str, str]]:
    with table.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def judged(found: Loop, truth: Truth) -> Iterator[tuple[str, bool]]:
    """What was asked of a file, and whether the answer is right."""
    if kind := truth.get("kind"):
        yield f"{kind}s told from the rest", found.kind == kind
    if found.kind is not Kind.LOOP:
        return
    if bpm := truth.get("bpm"):
        octaves = float(np.log2(found.bpm / float(bpm)))
        yield "tempo", abs(octaves) < 0.015
        yield "tempo but for half or double", abs(octaves - round(octaves)) < 0.015
    if beats := truth.get("beats"):
        yield "number of beats", found.beats == float(beats)
    if key := truth.get("key"):
        yield "tonic", found.key_name.removesuffix("m") == key
    if role := truth.get("role"):
        yield "role", found.role == role


def looked_at(file: File) -> tuple[Loop, Loop]:
    """What is known of `file` with its name shown, and with name and chunks hidden."""
    shown = analysis.analyse(file.path, file.root)
    heard = analysis.analyse_audio(audio.decode(file.path, kinds.LONGEST_SECONDS), UNNAMED)
    return shown.loop(str(file.path), ""), heard.loop(str(file.path), "")


def main(folders: list[str]) -> None:
    for folder in folders:
        asked: Counter[tuple[str, bool]] = Counter()
        right: Counter[tuple[str, bool]] = Counter()
        for file in files(Path(folder)):
            for hidden, found in enumerate(looked_at(file)):
                for question, answer in judged(found, file.truth):
                    asked[question, bool(hidden)] += 1
                    right[question, bool(hidden)] += answer
        print(f"{folder}: right of asked, name shown | hidden")
        for question in dict.fromkeys(q for q, _ in asked):
            shares = [f"{right[question, h]:3} of {asked[question, h]:3}" for h in (False, True)]
            print(f"  {question:32} {' | '.join(shares)}")


if __name__ == "__main__":
    main(sys.argv[1:])
