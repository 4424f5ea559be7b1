"""The whole library in memory, ready to be ranked before a bar.

Numbers are columns; what a loop is beside them (its path, its sketch) is looked up for the few that
are shown. A shelf never changes: after a scan, open another.
"""

from __future__ import annotations

import mmap
import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from live import features
from live.errors import FileError
from live.features import SKETCH_SHAPE, Bytes
from live.library import cache, rows
from live.library.catalogue import Catalogue
from live.library.columns import Columns
from live.library.folders import absolute
from live.library.places import Places
from live.tasks import Offer
from live.types import Kind, Loop

assert sqlite3.threadsafety == 3  # the engine's thread reads a shelf that another has opened

#: Id that a catalogue can give; what is asked for may be any number.
_LARGEST = 2**63 - 1

#: Bytes that are fetched between two looks at whether it is enough.
_FETCHED = 4 << 20


class Source(Protocol):
    """Where a shelf looks up what its columns do not hold."""

    def loop(self, id: int) -> Loop | None: ...
    def sketches(self, ids: Sequence[int]) -> Bytes: ...
    def id_at(self, path: str) -> int | None: ...
    def close(self) -> None: ...


@dataclass(frozen=True, eq=False)
class Shelf(Columns):
    """Every loop that can be suggested. Safe to be read by any thread.

    Attributes
    ----------
    digest
        another one whenever anything in the columns is but for what is told (`columns.TOLD`).
    offers
        bundle -> what it knows of every loop; it is not there as long as there is a loop that it
        does not know.
    """

    source: Source
    digest: str
    offers: Mapping[str, Offer] = field(default_factory=dict)
    _loops: dict[int, Loop] = field(default_factory=dict)

    @classmethod
    def open(cls, library: str | Path) -> Shelf:
        """The shelf of the catalogue `library`, memory-mapped from the folder beside it.

        Raises `FileError` if there is no catalogue or it cannot be read.
        """
        if not Path(library).exists():
            raise FileError(f"{library}: no library yet; make it with `barwise scan FOLDER`")
        catalogue = Catalogue.open(library, shared=True)
        known = cache.read(catalogue)
        return cls._made(known.columns, catalogue, known.digest, known.offers)

    @classmethod
    def ready(cls, library: str | Path) -> Shelf | None:
        """The same if that takes no time; None if it would have to be made of the catalogue."""
        if not Path(library).exists():
            return None
        catalogue = Catalogue.open(library, shared=True)
        if not cache.is_there(catalogue):
            catalogue.close()
            return None
        known = cache.read(catalogue)
        return cls._made(known.columns, catalogue, known.digest, known.offers)

    def renewed(self, catalogue: Catalogue) -> Shelf:
        """The same loops with what bundles have made of them since the shelf was opened.

        If they are still all there is, it is what the next who opens the library will find.
        """
        known = cache.read(catalogue)
        if np.array_equal(known.columns.ids, self.ids):
            columns, offers = known.columns, known.offers
        else:
            columns, offers = self.retold_as(known.columns), cache.offers(catalogue, self.ids)
        return self._following(columns, offers)

    def corrected(self, catalogue: Catalogue, digest: str) -> Shelf:
        """The same loops with what is told by now of the loop with that content."""
        return self.with_told(self.retold_as(Columns.from_rows(catalogue.shelved_loop(digest))))

    def with_told(self, columns: Columns) -> Shelf:
        """The same loops with what `columns` tell of them."""
        return self._following(columns, self.offers)

    def _following(self, columns: Columns, offers: Mapping[str, Offer]) -> Shelf:
        made = self._made(columns, self.source, self.digest, offers)
        vars(made)["_places"] = self._places  # they are the same, and take a while to make
        return made

    @classmethod
    def from_arrays(
        cls,
        packs: Sequence[str] = ("",),
        sketches: Mapping[int, Bytes] | None = None,
        offers: Mapping[str, Offer] | None = None,
        **columns: npt.ArrayLike,
    ) -> Shelf:
        """A shelf without a catalogue; `columns` are those of `Columns`, in the order of bpm.

        `sketches` are by id; without one a loop is silent. Its path is its id.
        """
        made = Columns.of(packs, **columns)
        source = _Loose(made, sketches or {})
        return cls._made(made, source, made.fingerprint(), offers or {})

    @classmethod
    def from_loops(cls, loops: Sequence[Loop], sketches: Mapping[int, Bytes]) -> Shelf:
        """A shelf of `loops` that are in no catalogue; their profiles come from their sketches.

        `sketches` are by id; a loop without one is silent.
        """
        silent = np.zeros(SKETCH_SHAPE, np.uint8)
        powers = (features.power(sketches.get(loop.id, silent)) for loop in loops)
        profiles = map(features.profile, powers)
        columns = Columns.from_rows(list(map(rows.shelved, loops, profiles)))
        shelf = cls._made(columns, _Loose(columns, sketches), columns.fingerprint())
        shelf._loops.update({loop.id: loop for loop in loops})
        return shelf

    @classmethod
    def synthetic(cls, size: int, seed: int = 0) -> Shelf:
        """`size` random loops, as different from each other as real ones; the same for a seed."""
        random = np.random.default_rng(seed)
        harmony = random.standard_normal((size, 192), np.float32)
        rhythm = random.random((size, 2, 16), np.float32)
        balance = random.dirichlet(np.ones(16), size)
        return cls.from_arrays(
            tuple(f"pack {n}" for n in range(40)),
            ids=np.arange(1, size + 1),
            bpm=np.sort(random.normal(118, 22, size).clip(60, 190)),
            beats=random.choice([4, 8, 16, 32], size),
            beats_per_bar=np.full(size, 4),
            key=random.integers(-1, 12, size),
            minor=random.random(size) < 0.5,
            roles=random.dirichlet(np.full(6, 0.3), size),
            lufs=random.normal(-16, 4, size),
            pack=random.integers(0, 40, size),
            tonal=random.random(size),
            density=random.random(size),
            harmony=harmony / np.linalg.norm(harmony, axis=1, keepdims=True),
            rhythm=rhythm / np.linalg.norm(rhythm, axis=2, keepdims=True),
            balance=balance,
        )

    @classmethod
    def _made(
        cls,
        columns: Columns,
        source: Source,
        digest: str,
        offers: Mapping[str, Offer] = MappingProxyType({}),
    ) -> Shelf:
        arrays: dict[str, Any] = columns.arrays()
        return cls(**arrays, packs=columns.packs, source=source, digest=digest, offers=offers)

    def loop(self, row: int) -> Loop:
        """The loop of `row`."""
        id = int(self.ids[row])
        if id not in self._loops:
            found = self.source.loop(id)
            if found is None:
                raise FileError(f"loop {id} has left the library; open it anew")
            self._loops[id] = found
        return self._loops[id]

    def row_of(self, id: int) -> int | None:
        """The row of the loop `id`, None if it is not on the shelf."""
        row = int(self._places.of([id])[0]) if abs(id) <= _LARGEST else -1
        return None if row < 0 else row

    def rows_of(self, ids: Sequence[int]) -> npt.NDArray[np.intp]:
        """The rows of the loops `ids`, -1 for those that are not on the shelf."""
        return self._places.of(ids)

    def row_of_path(self, path: str) -> int | None:
        """The row of the loop that lies at `path`, None if it is not on the shelf."""
        for name in (absolute(path), os.path.realpath(path)):
            if (id := self.source.id_at(name)) is not None:
                return self.row_of(id)
        return None

    def sketches(self, rows: Sequence[int] | npt.NDArray[np.intp]) -> Bytes:
        """uint8 (len(rows), 192, 212), read anew with every call."""
        return self.source.sketches([int(self.ids[row]) for row in rows])

    def fetch(self, enough: Callable[[], bool] = lambda: False) -> int:
        """Have all columns read from the disk, in their order there, until it is `enough`.

        A ranking finds them in memory then: the first would wait seconds for those of a million
        loops, and any other for the few rows that nobody has asked for yet. First come those that
        every ranking reads whole. Returns how many bytes were looked at.
        """
        done = 0
        for column in sorted(self._read_by_rankings(), key=lambda each: each.nbytes):
            numbers = column.ravel(order="K").view(np.uint8)
            for first in range(0, len(numbers), _FETCHED):
                if enough():
                    return done
                piece = numbers[first : first + _FETCHED]
                piece[:: mmap.PAGESIZE].max()
                done += len(piece)
        return done

    def _read_by_rankings(self) -> Iterator[npt.NDArray[Any]]:
        yield from self.arrays().values()
        for offer in self.offers.values():
            yield from (offer.harmony, offer.rhythm, offer.form, offer.outline)

    def close(self) -> None:
        """Let go of the catalogue; the columns stay."""
        self.source.close()

    @cached_property
    def _places(self) -> Places:
        return Places(self.ids)


@dataclass(frozen=True, slots=True)
class _Loose:
    """Loops that are in no catalogue."""

    columns: Columns
    known: Mapping[int, Bytes]

    def loop(self, id: int) -> Loop | None:
        place = np.flatnonzero(self.columns.ids == id)
        return self._at(int(place[0])) if len(place) else None

    def _at(self, row: int) -> Loop:
        own = self.columns
        bpm, beats, key = float(own.bpm[row]), float(own.beats[row]), int(own.key[row])
        return Loop(
            id=int(own.ids[row]),
            path=str(own.ids[row]),
            digest=f"{own.ids[row]:032x}",
            kind=Kind.LOOP,
            seconds=beats * 60 / bpm,
            bpm=bpm,
            beats=beats,
            beats_per_bar=int(own.beats_per_bar[row]),
            key=None if key < 0 else key,
            mode=("minor" if own.minor[row] else "major") if key >= 0 else "",
            roles=tuple(own.roles[row].tolist()),
            lufs=float(own.lufs[row]),
            pack=own.packs[own.pack[row]],
        )

    def sketches(self, ids: Sequence[int]) -> Bytes:
        silent = np.zeros(SKETCH_SHAPE, np.uint8)
        return np.array([self.known.get(id, silent) for id in ids], np.uint8).reshape(
            -1, *SKETCH_SHAPE
        )

    def id_at(self, path: str) -> int | None:
        name = Path(path).name
        return int(name) if name.isdigit() else None

    def close(self) -> None: ...
