"""Which songs are trained on, which choose between models, and which test them.

Whole songs are split, never loops; songs of one family (a composer, versions of a work) and songs
that share content stay together. A table keeps what was decided, so that results stay comparable
when music is added.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from live.errors import FileError
from models.alike import Codes, alike, joined
from models.cache import Cache
from models.corpora import corpus
from models.items import Item

SPLITS = ("train", "valid", "test")

#: What was decided for the music at hand.
TABLE = Path(__file__).with_name("splits.tsv")

_COLUMNS = ("corpus", "song", "split")
#: Only digests that begin so are the same in two songs by more than coincidence.
_TELLING = ("notes-", "file-", "sound-")

Song = tuple[str, str]  # corpus, name
Splits = Mapping[Song, str]


def read(table: Path = TABLE) -> dict[Song, str]:
    """(corpus, song) -> split. Raises `FileError`."""
    try:
        with table.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file, delimiter="\t")
            return {(row["corpus"], row["song"]): row["split"] for row in rows}
    except (OSError, KeyError, csv.Error) as error:
        raise FileError(f"{table}: no table of splits ({error}); see `pairs --help`") from None


def write(table: Path, splits: Splits) -> None:
    with table.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, delimiter="\t", lineterminator="\n")
        rows.writerow(_COLUMNS)
        rows.writerows(sorted((*song, split) for song, split in splits.items()))


def sounds(cache: Cache) -> Codes:
    """(n,) the same number for items that sound the same."""
    return joined(np.arange(len(cache.items)), alike(np.asarray(cache.sketches)))


def contents(items: Sequence[Item], sounds: Codes) -> Codes:
    """(n,) the same number for items of the same content, by their tables or by their sound."""
    return joined(_codes([item.content for item in items]), _linked(sounds))


def split(items: Sequence[Item], sounds: Codes, known: Splits) -> dict[Song, str]:
    """`known`, and a split for every other song of `items`, whose `sounds` (n,) are given.

    Raises `FileError` where songs that belong together are known to be in two splits.
    """
    groups = _groups(items, sounds)
    sizes = Counter((item.corpus, item.song) for item in items)
    splits = dict(known)
    filled: dict[str, Counter[str]] = defaultdict(Counter)
    totals = Counter(item.corpus for item in items)
    for song, size in sizes.items():
        filled[song[0]][splits.get(song, "")] += size
    for group in sorted(groups, key=lambda group: (-sum(sizes[song] for song in group), group)):
        decided = _known(group, known)
        main = Counter({song[0]: sizes[song] for song in group}).most_common(1)[0][0]
        chosen = decided or _emptiest(filled[main], totals[main], corpus(main).shares)
        for song in group:
            if song not in splits:
                splits[song] = chosen
                filled[song[0]][chosen] += sizes[song]
    return splits


def _groups(items: Sequence[Item], sounds: Codes) -> list[list[Song]]:
    """The songs that must stay together."""
    songs = [(item.corpus, item.song) for item in items]
    codes = _codes(songs)
    links = [*_linked(sounds), *_linked(_codes([_family(item) for item in items]))]
    links.extend(_linked(_codes([_telling(item) for item in items])))
    groups: dict[int, set[Song]] = defaultdict(set)
    for song, group in zip(songs, joined(codes, links).tolist(), strict=True):
        groups[group].add(song)
    return [sorted(group) for group in groups.values()]


def _family(item: Item) -> tuple[str, ...]:
    return (item.corpus, "", item.family) if item.family else (item.corpus, item.song)


def _telling(item: Item) -> tuple[str, ...]:
    is_telling = item.material.startswith(_TELLING)
    return (item.material,) if is_telling else (item.corpus, item.song)


def _linked(codes: Codes) -> Iterable[tuple[int, int]]:
    """Each row with the first row of the same code."""
    first: dict[int, int] = {}
    for row, code in enumerate(codes.tolist()):
        yield first.setdefault(code, row), row


def _known(group: Sequence[Song], known: Splits) -> str | None:
    """The split of those of `group` that have one."""
    decided = {known[song]: song for song in group if song in known}
    if len(decided) > 1:
        (one, first), (other, second) = sorted(decided.items())[:2]
        raise FileError(
            f"{'/'.join(first)} is in {one} and {'/'.join(second)} in {other}, but they share "
            "music or a composer; put them into one split"
        )
    return next(iter(decided), None)


def _emptiest(filled: Counter[str], total: int, shares: Sequence[float]) -> str:
    """The split that lacks most of its share."""
    lacks = [share * total - filled[name] for name, share in zip(SPLITS, shares, strict=True)]
    return SPLITS[int(np.argmax(lacks))]


def _codes(names: Sequence[object]) -> Codes:
    """Equal numbers for equal names, counted from 0."""
    numbers: dict[object, int] = {}
    return np.array([numbers.setdefault(name, len(numbers)) for name in names], np.int64)
