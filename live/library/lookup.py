"""What is known of any file: from the library where it is in there, else by analysing it now."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from live.errors import FileError
from live.features import SKETCH_SHAPE, Bytes
from live.library.analysis import analyse
from live.library.catalogue import Catalogue
from live.library.folders import absolute
from live.library.reading import content_digest
from live.types import Loop


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
    if not library.exists():
        return [_analysed(absolute(path), -place) for place, path in enumerate(paths, 1)]
    with Catalogue.open(library) as catalogue:
        return [_one(absolute(path), -place, catalogue) for place, path in enumerate(paths, 1)]


def _one(path: str, guest: int, catalogue: Catalogue) -> Known:
    loop = catalogue.loop_of(_digest(path))
    if loop is None:
        return _analysed(path, guest)
    return Known(loop, catalogue.sketches([loop.id])[0])


def _analysed(path: str, guest: int) -> Known:
    analysis = analyse(Path(path), Path(path).parent)
    silent = np.zeros(SKETCH_SHAPE, np.uint8)
    sketch = silent if analysis.sketch is None else analysis.sketch
    return Known(analysis.loop(path, _digest(path), guest), sketch)


def _digest(path: str) -> str:
    try:
        return content_digest(path)
    except OSError as error:
        raise FileError(f"{path}: {error.strerror}; give an audio file") from None
