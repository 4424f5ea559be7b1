"""Folders of loop packs, a performer's own for one: they are read as the library reads them."""

from __future__ import annotations

from pathlib import Path

from live.library.catalogue import Catalogue
from live.library.folders import absolute
from live.library.scan import scan
from live.types import Kind, Loop, Origin
from models.items import BEATS_PER_BAR, Item
from models.sources.keyed import Keyed, together


def load(folder: Path, catalogue: Path) -> list[Item]:
    """The loops of whole bars of four beats in `folder`; `catalogue` keeps what is known of them.

    Raises `FileError`.
    """
    root = absolute(folder)
    scan([root], catalogue)
    with Catalogue.open(catalogue) as kept:
        loops = [loop for loop in kept.loops() if Path(loop.path).is_relative_to(root)]
    usable = [loop for loop in loops if loop.kind is Kind.LOOP and _has_whole_bars(loop)]
    return together(_keyed(loop, Path(root).name) for loop in usable)


def _has_whole_bars(loop: Loop) -> bool:
    return loop.beats >= BEATS_PER_BAR and loop.beats % BEATS_PER_BAR == 0


def _keyed(loop: Loop, corpus: str) -> Keyed:
    said = loop.facts.get("role")
    item = Item(
        path=loop.path,
        corpus=corpus,
        song=loop.pack,
        section="",
        stem=loop.digest,
        material=f"file-{loop.digest}",
        bpm=loop.bpm,
        bars=round(loop.beats / BEATS_PER_BAR),
        role=loop.role if said and said.origin is not Origin.ANALYSIS else "",
        origin=loop.pack,
        licence=loop.licence,
    )
    return Keyed(item, loop.key_name)
