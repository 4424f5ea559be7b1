"""The library as the page asks about it: any thread reads, nobody writes.

What reads it takes a second to import and 80 MB, so it is imported when the first page asks.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from live.dashboard.kept import Kept
from live.dashboard.search import Index
from live.types import Loop

if TYPE_CHECKING:
    from live.dashboard.atlas import Atlas
    from live.library.catalogue import Catalogue
    from live.library.shelf import Shelf

#: So many waves are remembered, about 10 kB each.
_WAVES = 1000


class Archive:
    """The catalogue at `path`. Everything but `renew` may raise `FileError`.

    Attributes
    ----------
    shelf
        all loops that can be suggested.
    atlas
        where they lie on the map; while the page's process lives, they stay there.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._catalogue = Kept(self._opened)
        self._first_shelf = Kept(self._shelved)
        self._index = Kept(self._indexed)
        self._renewed = False
        self.shelf = Kept(self._told)
        self.atlas = Kept(self._drawn)
        self.peaks = lru_cache(_WAVES)(self._heard)

    def loop(self, id: int) -> Loop | None:
        """The loop `id` as the catalogue knows it now."""
        return self._catalogue().loop(id)

    def find(self, query: str) -> list[Loop]:
        """The loops that the words of `query` are said of."""
        found = map(self.loop, self._index().find(query))
        return [loop for loop in found if loop is not None]

    def renew(self) -> None:
        """What is told of loops has changed: it is read anew when somebody asks. Never waits."""
        self._renewed = True
        self._index.forget()
        self.shelf.forget()

    def _opened(self) -> Catalogue:
        from live.library.catalogue import Catalogue

        return Catalogue.open(self._path, shared=True)

    def _shelved(self) -> Shelf:
        from live.library.shelf import Shelf

        return Shelf.open(self._path)

    def _told(self) -> Shelf:
        shelf = self._first_shelf()
        return shelf.renewed(self._catalogue()) if self._renewed else shelf

    def _drawn(self) -> Atlas:
        from live.dashboard.atlas import Atlas

        return Atlas.of(self._first_shelf())

    def _indexed(self) -> Index:
        return Index.of(self.shelf(), self._catalogue().paths())

    def _heard(self, id: int) -> list[float]:
        """The wave of the loop `id`, empty if there is none."""
        from live.dashboard.wave import peaks

        loop = self.loop(id)
        return [] if loop is None else peaks(loop)
