"""Finds loops by words: of their names, packs, roles, keys and tempi."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from typing import TYPE_CHECKING, Self

from live.dashboard.view import name
from live.library import describe
from live.types import ROLES, key_name

if TYPE_CHECKING:
    from live.library.shelf import Shelf

#: So many are shown: who looks for more has to say more.
MOST = 50

_NO_WORD = re.compile(r"[^\w#]+|_")


@dataclass(frozen=True, slots=True)
class Index:
    """Of every loop its id and the words of it, each after a space."""

    ids: Sequence[int]
    texts: Sequence[str]

    @classmethod
    def of(cls, shelf: Shelf, paths: Mapping[int, str]) -> Self:
        """All loops of `shelf`; `paths` says where each of them lies, by its id."""
        ids = shelf.ids.tolist()
        words = zip(
            (name(paths.get(id, "")) for id in ids),
            (shelf.packs[pack] for pack in shelf.pack.tolist()),
            map(_roles, shelf.roles.tolist()),
            map(_key, shelf.key.tolist(), shelf.minor.tolist()),
            (f"{bpm:.0f}" for bpm in shelf.bpm.tolist()),
            strict=True,
        )
        return cls(ids, [f" {_plain(' '.join(each))}" for each in words])

    def find(self, query: str) -> list[int]:
        """Ids of at most `MOST` loops that have a word beginning with each of the query's.

        Those named so come first, the others in the order of their words.
        """
        asked = [f" {word}" for word in _plain(query).split()]
        hits = [
            (not text.startswith(asked[0]), text, id)
            for id, text in zip(self.ids, self.texts, strict=True)
            if asked and all(word in text for word in asked)
        ]
        return [id for *_, id in nsmallest(MOST, hits)]


def _roles(chances: Sequence[float]) -> str:
    """All that are likely, or else the likeliest, if anybody knows."""
    least = min(describe.LIKELY, max(chances)) or 1.0
    return " ".join(role for role, p in zip(ROLES, chances, strict=True) if p >= least)


def _key(tonic: int, minor: bool) -> str:
    return "" if tonic < 0 else key_name(tonic, "minor" if minor else "major")


def _plain(text: str) -> str:
    return _NO_WORD.sub(" ", text.lower()).strip()
