"""A performer's own packs as training material: described and split beside the run they are for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from live.errors import ConfigError
from models import cache, split
from models.cache import Cache
from models.corpora import OWN
from models.sources import packs
from models.split import SPLITS, Splits

_CACHE = "cache"
_CATALOGUE = "packs.db"
_LEAST_PACKS = 2


def gathered(
    folders: Sequence[Path],
    run: Path,
    watch: Callable[[int, int], None] = lambda done, total: None,
) -> tuple[Cache, Splits]:
    """The loops of `folders` as one corpus, kept below `run`, and which packs are for what.

    Asked again, only what is new is described. Raises `ConfigError` if there is too little to learn
    from and to check it by.
    """
    home = run / _CACHE
    home.mkdir(parents=True, exist_ok=True)
    items = [
        replace(item, corpus=OWN, song=f"{item.corpus}/{item.song}")
        for folder in folders
        for item in packs.load(folder, home / _CATALOGUE)
    ]
    if not items:
        names = ", ".join(map(str, folders))
        raise ConfigError(f"{names}: no loops of whole bars; name folders of packs")
    cache.build(home, items, watch=watch)
    opened = Cache.open(home)
    decided = split.split(opened.items, split.sounds(opened), {})
    split.write(home / split.TABLE.name, decided)
    _check(folders, decided)
    return opened, decided


def _check(folders: Sequence[Path], decided: Splits) -> None:
    counts = Counter(decided.values())
    if any(counts[name] < _LEAST_PACKS for name in SPLITS[:2]):
        names = ", ".join(map(str, folders))
        raise ConfigError(
            f"{names}: {len(decided)} packs with loops that fit each other are too few to learn "
            "from some and to check it by others; name more folders"
        )
