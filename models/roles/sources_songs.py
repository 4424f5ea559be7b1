"""Loops of songs in parts whose roles are known: what `python -m models gather` has described.

Far more of them are chords and percussion than voices, and some songs have hundreds: of every
song, and of every role in a split, only so many are drawn. The choirs of a soundfont count as what
they play, chords mostly: they sing no words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from models import cache, items
from models.corpora import corpus
from models.items import Item
from models.rendering import desk
from models.roles.known import Known
from models.split import Splits

#: At the most, of one role in one song, and of one set of roles in each split.
PER_SONG = 12
PER_ROLE = {"train": 480, "valid": 150, "test": 200}

#: Of tracker modules the role is a guess from what the composer called a sample. That is good for
#: one word in one role, but their "voices" and "effects" turned out to be basses and kicks.
_GUESSED = "modules"
_GUESSED_WELL = (("percussion",), ("bass",), ("chord",), ("melody",))

_SOUNDS = "libre-sample-pack"  # stands in the table of sounds, folder by folder


def load(folder: Path, seed: int, splits: Splits) -> list[Known]:
    """Loops of the cache in `folder`. Songs without a split are left out. Raises `FileError`."""
    found = [item for item in _once(items.read(folder / cache.TABLE)) if item.song != _SOUNDS]
    known = [_known(item, splits) for item in found if (item.corpus, item.song) in splits]
    groups: dict[tuple[str, tuple[str, ...]], list[Known]] = defaultdict(list)
    for each in known:
        if _is_sure(each):
            groups[each.split, each.roles].append(each)
    return [each for group in groups.values() for each in _drawn(group, seed)]


def _is_sure(known: Known) -> bool:
    return known.roles in _GUESSED_WELL if known.corpus == _GUESSED else bool(known.roles)


def _once(found: Iterable[Item]) -> Iterator[Item]:
    """Each content once, however often its song repeats it."""
    seen = set()
    for item in found:
        if item.content not in seen:
            seen.add(item.content)
            yield item


def _known(item: Item, splits: Splits) -> Known:
    return Known(
        corpus=item.corpus,
        song=item.song,
        name=f"{item.section} {item.stem}",
        files=(item.path,),
        laying="loop",
        roles=item.roles,
        split=splits[item.corpus, item.song],
        origin=item.corpus,
        licence=item.licence or corpus(item.corpus).licence,
        bpm=item.bpm,
        beats=item.beats,
    )


def _drawn(group: Sequence[Known], seed: int) -> list[Known]:
    """As many as may be of loops of one split and role, evenly from all songs."""
    by_song: dict[tuple[str, str], list[Known]] = defaultdict(list)
    for known in group:
        by_song[known.corpus, known.song].append(known)
    turns = [
        (turn, song, known)
        for song, loops in by_song.items()
        for turn, known in enumerate(_shuffled(loops, seed)[:PER_SONG])
    ]
    turns.sort(key=lambda each: each[:2])
    return [known for _, _, known in turns[: PER_ROLE[group[0].split]]]


def _shuffled(loops: Sequence[Known], seed: int) -> list[Known]:
    first = loops[0]
    order = desk.rng(seed, first.corpus, first.song, *first.roles, "drawn").permutation(len(loops))
    return [loops[index] for index in order.tolist()]
