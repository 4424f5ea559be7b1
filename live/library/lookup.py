"""What is known of any file: from the library where it is in there, else by analysing it now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np

from live import features
from live.bundle import Bundle, installed
from live.errors import FileError
from live.features import SKETCH_SHAPE, Bytes
from live.library.analysis import Analysis, analyse
from live.library.catalogue import Catalogue
from live.library.folders import absolute
from live.library.reading import content_digest
from live.library.upkeep import tagger
from live.types import Loop

#: Opens the bundle that tells roles, which takes a moment: only who meets a guest asks for it.
Tagger = Callable[[], Bundle | None]


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """A file's content and its sketch. A loop that is not in the library has an id below 0."""

    loop: Loop
    sketch: Bytes

    @property
    def in_library(self) -> bool:
        return self.loop.id > 0


def look_up(paths: tuple[str, ...], library: Path) -> list[Known]:
    """The content of every file, in their order. Raises `FileError` for one that cannot be read.

    The library is asked by content, so that a copy is recognised; without one all are analysed.
    """
    named = list(enumerate(map(absolute, paths), 1))
    tells: Tagger = cache(lambda: tagger(installed()[0]))
    if not library.exists():
        return [_analysed(path, -place, tells) for place, path in named]
    with Catalogue.open(library) as catalogue:
        return [_one(path, -place, catalogue, tells) for place, path in named]


def _one(path: str, guest: int, catalogue: Catalogue, tells: Tagger) -> Known:
    loop = catalogue.loop_of(_digest(path))
    if loop is None:
        return _analysed(path, guest, tells)
    return Known(loop, catalogue.sketches([loop.id])[0])


def _analysed(path: str, guest: int, tells: Tagger) -> Known:
    return as_guest(path, _digest(path), analyse(Path(path), Path(path).parent), guest, tells)


def as_guest(path: str, digest: str, analysis: Analysis, id: int, tells: Tagger) -> Known:
    """What was found out about a file that is in no library, as if it were loop `id` of one."""
    analysis = _told(analysis, tells)
    silent = np.zeros(SKETCH_SHAPE, np.uint8)
    sketch = silent if analysis.sketch is None else analysis.sketch
    return Known(analysis.loop(path, digest, id), sketch)


def _told(analysis: Analysis, tells: Tagger) -> Analysis:
    """The roles that the library would have."""
    if analysis.sketch is None or (bundle := tells()) is None:
        return analysis
    (heard,) = bundle.tag(features.power(analysis.sketch)[None]).tolist()
    return replace(analysis, evidence=replace(analysis.evidence, heard=tuple(heard)))


def _digest(path: str) -> str:
    try:
        return content_digest(path)
    except OSError as error:
        raise FileError(f"{path}: {error.strerror}; give an audio file") from None
