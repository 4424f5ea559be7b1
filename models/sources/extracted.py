"""Folders of loops that `python -m models extract` has taken out of songs."""

from __future__ import annotations

from pathlib import Path

from models import items
from models.extraction.collect import LOOPS
from models.items import Item


def load(folder: Path) -> list[Item]:
    """The items of the loops in `folder`: a loop once in each bar that is needed to show its pairs.

    Raises `FileError`.
    """
    return items.read(folder / LOOPS)
