"""The library as columns of numbers: what the ranking reads for every loop before every bar."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import islice
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from live import outline
from live.library import roles, rows
from live.library.places import Places
from live.types import ROLES, Floats

#: Column -> dtype of the file, and the shape of a row.
_LAYOUT: dict[str, tuple[type[np.generic], tuple[int, ...]]] = {
    "ids": (np.int64, ()),
    "bpm": (np.float32, ()),
    "beats": (np.float32, ()),
    "beats_per_bar": (np.int8, ()),
    "key": (np.int8, ()),
    "minor": (np.bool_, ()),
    "roles": (np.float32, (len(ROLES),)),
    "lufs": (np.float32, ()),
    "pack": (np.int32, ()),
    "tonal": (np.float32, ()),
    "density": (np.float32, ()),
    "harmony": (np.float32, (192,)),
    "rhythm": (np.float32, (32,)),
    "balance": (np.float32, (16,)),
    "outline": (np.float32, (outline.SIZE,)),
}


#: What bundles and the performer tell of a loop, which may change while its sound does not.
TOLD = ("roles", "key", "minor")

#: Rows at once on their way from the catalogue: as Python's own values they take four times more.
_BLOCK = 8192

_Block = dict[str, npt.NDArray[Any]]


@dataclass(frozen=True, eq=False)
class Columns:
    """Arrays whose row i is loop i, sorted by bpm.

    `ids` int64, `bpm`, `beats`, `beats_per_bar` int8, `key` int8 (-1 for none), `minor` bool,
    `roles` (n, 6), `lufs`, `pack` int32 (place in `packs`), `tonal`, `density`, `harmony` (n, 192),
    `rhythm` (n, 32), `balance` (n, 16), `outline` (n, 48); all float32 but for those named.
    """

    ids: npt.NDArray[np.int64]
    bpm: Floats
    beats: Floats
    beats_per_bar: npt.NDArray[np.int8]
    key: npt.NDArray[np.int8]
    minor: npt.NDArray[np.bool_]
    roles: Floats
    lufs: Floats
    pack: npt.NDArray[np.int32]
    tonal: Floats
    density: Floats
    harmony: Floats
    rhythm: Floats
    balance: Floats
    outline: Floats
    packs: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.ids)

    @classmethod
    def from_rows(cls, stored: Sequence[tuple[Any, ...]]) -> Self:
        """Of what `Catalogue.shelved` has, in any order; equal tempi are in the order of ids."""
        return cls.streamed(stored, len(stored))

    @classmethod
    def streamed(cls, stored: Iterable[tuple[Any, ...]], most: int) -> Self:
        """The same of rows that need not be held, of which the first `most` count.

        It takes as much memory as the columns and once more the widest, in pieces so large that
        all of it is given back.
        """
        packs: dict[str, int] = {}
        whole: _Block = {
            name: np.empty((most, *shape), np.float64 if name == "bpm" else dtype)
            for name, (dtype, shape) in _LAYOUT.items()
            if name != "outline"
        }
        count = 0
        for block in _blocks(islice(stored, most)):
            for name, values in _block(block, packs).items():
                whole[name][count : count + len(block)] = values
            count += len(block)
        order = np.lexsort((whole["ids"][:count], whole["bpm"][:count]))
        arrays: dict[str, Any] = {name: whole.pop(name)[:count][order] for name in list(whole)}
        names = sorted(packs)
        code = np.argsort(np.array([packs[name] for name in names], np.int64)).astype(np.int32)
        arrays |= {"bpm": arrays["bpm"].astype(np.float32), "pack": code[arrays["pack"]]}
        return cls(**arrays, outline=outline.outlined(arrays["harmony"]), packs=tuple(names))

    @classmethod
    def of(cls, packs: Sequence[str], **columns: npt.ArrayLike) -> Self:
        """Columns of anything array-like, brought to their types, shapes and order.

        Of all but the outline, which follows from the harmony.
        """
        harmony = np.asarray(columns["harmony"], np.float32).reshape(-1, 192)
        columns["outline"] = outline.outlined(harmony)
        order = np.argsort(np.asarray(columns["bpm"], np.float32), kind="stable")
        arrays: dict[str, Any] = {
            name: np.asarray(columns[name], dtype).reshape(-1, *shape)[order]
            for name, (dtype, shape) in _LAYOUT.items()
        }
        return cls(**arrays, packs=tuple(packs))

    def retold_as(self, later: Columns) -> Columns:
        """The same loops, with roles and keys as they are in `later` where it has them."""
        there = Places(later.ids).of(self.ids)
        here = np.flatnonzero(there >= 0)
        return self.retold(here, {name: getattr(later, name)[there[here]] for name in TOLD})

    def retold(self, rows: npt.NDArray[np.intp], told: Mapping[str, npt.ArrayLike]) -> Columns:
        """The same loops, with `told` (the columns `TOLD`) in the place of `rows`."""
        arrays: dict[str, Any] = self.arrays()
        for name in TOLD:
            arrays[name] = np.array(arrays[name])
            arrays[name][rows] = told[name]
        return Columns(**arrays, packs=self.packs)

    def arrays(self) -> dict[str, npt.NDArray[np.generic]]:
        """The arrays by their names."""
        return {name: getattr(self, name) for name in _LAYOUT}

    def fingerprint(self) -> str:
        """A hash of everything in it but for what is `TOLD`."""
        return self._hash(json.dumps(self.packs), [name for name in _LAYOUT if name not in TOLD])

    def told_fingerprint(self) -> str:
        """A hash of what is `TOLD`."""
        return self._hash("", TOLD)

    def _hash(self, text: str, names: Sequence[str]) -> str:
        hashed = hashlib.blake2b(text.encode(), digest_size=16)
        for name in names:
            hashed.update(np.ascontiguousarray(getattr(self, name)).data)
        return hashed.hexdigest()

    def save(self, folder: Path) -> None:
        for name, array in self.arrays().items():
            np.save(folder / f"{name}.npy", array)
        (folder / "packs.json").write_text(json.dumps(self.packs), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Self:
        """What was saved, memory-mapped. Raises `OSError` or `ValueError` if it is not whole."""
        arrays: dict[str, Any] = {
            name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in _LAYOUT
        }
        packs = json.loads((folder / "packs.json").read_text(encoding="utf-8"))
        return cls(**arrays, packs=tuple(packs))


def _blocks(stored: Iterable[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    each = iter(stored)
    while block := list(islice(each, _BLOCK)):
        yield block


def _block(stored: Sequence[tuple[Any, ...]], packs: dict[str, int]) -> dict[str, npt.ArrayLike]:
    """Columns of some rows, but for the outline; of each pack its number in `packs`."""
    values = zip(*stored, strict=True)
    column: dict[str, Sequence[Any]] = dict(zip(rows.SHELVED, values, strict=True))
    profiles = np.frombuffer(b"".join(column["profile"]), np.float32)
    profiles = profiles.reshape(-1, rows.PROFILE_SIZE)
    chances = roles.probabilities(*(_sixes(column[part]) for part in rows.EVIDENCE))
    keyless = roles.are_drums(chances) & np.array(column["key_heard"], bool)
    return {
        "ids": column["id"],
        "bpm": column["bpm"],
        "beats": column["beats"],
        "beats_per_bar": column["beats_per_bar"],
        "key": np.where(keyless, -1, [-1 if key is None else key for key in column["key"]]),
        "minor": np.array([mode == "minor" for mode in column["mode"]], bool) & ~keyless,
        "roles": chances,
        "lufs": column["lufs"],
        "pack": [packs.setdefault(name, len(packs)) for name in column["pack"]],
        "tonal": profiles[:, rows.TONAL],
        "density": profiles[:, rows.DENSITY],
        "harmony": profiles[:, rows.HARMONY],
        "rhythm": profiles[:, rows.RHYTHM],
        "balance": profiles[:, rows.BALANCE],
    }


def _sixes(written: Sequence[str]) -> npt.NDArray[np.float64]:
    """(n, 6) of `row_of_roles`; most loops share their hints, so each text is read once."""
    place = {text: number for number, text in enumerate(dict.fromkeys(written))}
    sixes = np.array(json.loads(f"[{','.join(place)}]"), np.float64).reshape(-1, len(ROLES))
    return sixes[[place[text] for text in written]] if place else sixes


assert [f.name for f in fields(Columns)] == [*_LAYOUT, "packs"]
