"""Loops whose roles are known: what every method learns from and is tested on.

Every loop is kept twice, as the sound that networks on audio hear and as the sketch that the
engine has, so that all methods are compared on exactly the same.
"""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from live.errors import FileError
from live.features import FEATURE_VERSION, Bytes

#: Of the kept sound: three seconds, as the harmonic CNN of Won et al. (ICASSP 2020) takes.
AUDIO_RATE = 16_000
AUDIO_SAMPLES = 3 * AUDIO_RATE
FULL_SCALE = 32767

#: What `made` can be: as it was found (or laid out), two loops in one, or after a desk of effects.
PLAIN, MIX, ALTERED = "plain", "mix", "altered"

#: Beside it: where its loops are from, and under which licences.
SOURCES = "sources.tsv"

_ARRAYS = ("audio", "sketches", "roles")
_TABLE = "table.tsv"
_COLUMNS = ("corpora", "songs", "splits", "made")
_DIGEST = "digest.txt"


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """One loop a row.

    Attributes
    ----------
    audio
        (n, 48000) int16: 3 s of the loop at 16 kHz in mono, repeated to fill them.
    sketches
        (n, 192, 212) uint8: all of the same loop, as `live.features.sketch` makes it.
    roles
        (n, 6) bool in the order of `live.types.ROLES`; a mix has those of both its loops.
    corpora, songs
        where it is from; a song is `CORPUS/NAME`, a mix has those of its first loop.
    splits
        of `models.split.SPLITS`.
    made
        PLAIN, MIX or ALTERED.
    digest
        changes whenever anything of this does.
    """

    audio: npt.NDArray[np.int16]
    sketches: Bytes
    roles: npt.NDArray[np.bool_]
    corpora: tuple[str, ...]
    songs: tuple[str, ...]
    splits: tuple[str, ...]
    made: tuple[str, ...]
    digest: str = ""

    def rows(self, split: str) -> npt.NDArray[np.intp]:
        """The rows of `split`, in order."""
        return np.flatnonzero(np.array(self.splits) == split)

    @classmethod
    def open(cls, folder: str | Path) -> Self:
        """The material in `folder`, its sound and sketches memory-mapped. Raises `FileError`."""
        folder = Path(folder)
        try:
            arrays: dict[str, Any] = {
                name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in _ARRAYS
            }
            columns = _columns(folder / _TABLE)
            digest = (folder / _DIGEST).read_text()
        except (OSError, ValueError, KeyError) as error:
            raise FileError(
                f"{folder}: no material ({error}); make it with `python -m models roles gather`"
            ) from None
        if {len(rows) for rows in (*arrays.values(), *columns.values())} != {len(arrays["roles"])}:
            raise FileError(f"{folder}: half of it; run `python -m models roles gather` again")
        return cls(**arrays, **columns, digest=digest)

    def save(self, folder: str | Path) -> None:
        """Keep it in `folder`, in place of what is there."""
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        for name in _ARRAYS:
            unfinished = folder / f"{name}.tmp.npy"
            np.save(unfinished, getattr(self, name))
            unfinished.rename(folder / f"{name}.npy")
        _write(folder / _TABLE, self)
        (folder / _DIGEST).write_text(_digest(self))


def _columns(table: Path) -> dict[str, Any]:
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return {name: tuple(row[name] for row in rows) for name in _COLUMNS}


def _write(table: Path, material: Material) -> None:
    with table.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, delimiter="\t", lineterminator="\n")
        rows.writerow(_COLUMNS)
        rows.writerows(zip(*(getattr(material, name) for name in _COLUMNS), strict=True))


def _digest(material: Material) -> str:
    digest = hashlib.blake2b(str(FEATURE_VERSION).encode(), digest_size=16)
    for name in _ARRAYS:
        digest.update(np.ascontiguousarray(getattr(material, name)).data)
    for name in _COLUMNS:
        digest.update(repr(getattr(material, name)).encode())
    return digest.hexdigest()
