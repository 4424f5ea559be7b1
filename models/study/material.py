"""What a study is made from: songs whose loops are known to have sounded together.

LIBRARY is what `python -m models gather` made, of which only the test songs count, or a folder with
a folder of loops for each song.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import platformdirs

from live.errors import FileError
from live.library.catalogue import Catalogue
from live.library.folders import absolute
from live.library.scan import scan
from live.types import Kind, Loop
from models import cache, split
from models.alike import Codes, alike, joined
from models.cache import Cache
from models.draws import Stage
from models.items import BEATS_PER_BAR, Item
from models.metrics import Flags
from models.split import Splits

Watch = Callable[[int, int], None]

_SAME_TEMPO = 0.02  # of it: loops of one song differ by what their analysis is off


def opened(library: Path, splits: Splits, part: str, watch: Watch) -> Stage:
    """What may be asked about `library`: contexts are single loops. Raises `FileError`."""
    if (library / cache.TABLE).exists():
        return _of_cache(Cache.open(library), splits, part)
    return _of_folders(library, watch)


def _of_cache(found: Cache, splits: Splits, part: str) -> Stage:
    """The songs of the split `part`: no method has heard them."""
    decided = np.array([splits.get((item.corpus, item.song), "") for item in found.items])
    stage = _stage(found, decided == part)
    if not stage.songs:
        raise FileError(f"no songs of the split {part!r} in LIBRARY; see `pairs --help`")
    return stage


def _stage(found: Cache, among: Flags) -> Stage:
    return Stage(found, _contents(found, among), among, most_context=1)


def _contents(found: Cache, among: Flags) -> Codes:
    """(n,) as `models.split.contents` has them, but looking at the loops `among` only."""
    rows = np.flatnonzero(among)
    sounds = joined(np.arange(len(rows)), alike(np.asarray(found.sketches[rows])))
    codes = np.full(len(found.items), -1, np.int64)
    codes[rows] = split.contents([found.items[row] for row in rows.tolist()], sounds)
    return codes


def _of_folders(library: Path, watch: Watch) -> Stage:
    """What is known of the files is kept in the user's cache folder."""
    root = Path(absolute(library))
    if not root.is_dir():
        raise FileError(f"{library}: no folder; give one with a folder of loops for each song")
    digest = hashlib.blake2b(str(root).encode(), digest_size=8).hexdigest()
    home = Path(platformdirs.user_cache_dir("barwise", appauthor=False)) / "study" / digest
    home.mkdir(parents=True, exist_ok=True)
    items = list(_items(root, _scanned(root, home / "library.db")))
    if not items:
        raise FileError(f"{library}: no song with two loops of whole bars in one tempo")
    cache.build(home, items, watch=watch)
    found = Cache.open(home)
    return _stage(found, np.ones(len(found.items), np.bool_))


def _scanned(root: Path, catalogue: Path) -> list[Loop]:
    scan([root], catalogue)
    with Catalogue.open(catalogue) as kept:
        loops = [loop for loop in kept.loops() if Path(loop.path).is_relative_to(root)]
    return [loop for loop in loops if loop.kind is Kind.LOOP and _has_whole_bars(loop)]


def _has_whole_bars(loop: Loop) -> bool:
    return loop.beats >= BEATS_PER_BAR and loop.beats % BEATS_PER_BAR == 0


def _items(root: Path, loops: Iterable[Loop]) -> Iterable[Item]:
    """The loops of each folder that have its commonest tempo: they are one section of a song."""
    folders: dict[Path, list[Loop]] = defaultdict(list)
    for loop in loops:
        folders[Path(loop.path).parent].append(loop)
    for folder, inside in folders.items():
        together = max((_in_tempo(inside, loop.bpm) for loop in inside), key=len)
        if len(together) > 1:
            yield from (_item(root, folder, loop) for loop in together)


def _in_tempo(loops: Iterable[Loop], bpm: float) -> list[Loop]:
    return [loop for loop in loops if abs(loop.bpm / bpm - 1) < _SAME_TEMPO]


def _item(root: Path, folder: Path, loop: Loop) -> Item:
    return Item(
        path=loop.path,
        corpus=root.name,
        song=folder.relative_to(root).as_posix(),
        section="",
        stem=loop.digest,
        material=f"file-{loop.digest}",
        bpm=loop.bpm,
        bars=round(loop.beats / BEATS_PER_BAR),
        licence=loop.licence,
    )
