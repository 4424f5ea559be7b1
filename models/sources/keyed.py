"""Loops that fit because they were made to: same collection, same tempo, same key."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from models.items import Item

#: What has tones, but nobody knows in which key.
UNKNOWN = "?"


@dataclass(frozen=True, slots=True)
class Keyed:
    """An item whose section is not known yet; `key` is empty for drums, which go with any."""

    item: Item
    key: str


def together(loops: Iterable[Keyed]) -> list[Item]:
    """The items of `loops`; what goes with several keys is in the section of each."""
    by_tempo: dict[tuple[str, str, str], list[Keyed]] = defaultdict(list)
    for loop in loops:
        by_tempo[loop.item.corpus, loop.item.song, f"{loop.item.bpm:.4g}"].append(loop)
    found = []
    for (_, _, bpm), group in by_tempo.items():
        keys = sorted({loop.key for loop in group} - {"", UNKNOWN}) or [""]
        for loop in group:
            found.extend(_placed(loop, bpm, keys))
    return found


def _placed(loop: Keyed, bpm: str, keys: list[str]) -> list[Item]:
    if loop.key == UNKNOWN:
        return [replace(loop.item, section=f"{bpm} {loop.item.stem}")]
    own = [loop.key] if loop.key else keys
    return [replace(loop.item, section=f"{bpm} {key}".strip()) for key in own]
