"""Items as memory-mapped arrays in one folder: made once, read by every training run.

Every section is described on its own and kept in `parts/`, so that a run that is stopped goes on
where it was, and more items cost no more than themselves. The arrays are put together from the
parts at the end, and replaced in one go: whoever has them open goes on reading the old ones.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, Self

import joblib
import numpy as np
import numpy.typing as npt

from live.errors import FileError
from live.features import FEATURE_VERSION, Bytes
from live.types import Floats
from models import grid
from models import items as tables
from models.alike import alike
from models.describe import LAYOUT, describe, stamp
from models.grid import Pulse
from models.items import Item, sections

TABLE = "table.tsv"


class Fate(Enum):
    """What becomes of an item whose file can be read."""

    KEPT = "kept"
    OFF_GRID = "off grid"
    SILENT = "silent"
    COPY = "copies"


_PARTS = "parts"
_DIGEST = "digest.txt"
_VERSION = f"{FEATURE_VERSION}.2"  # the second number grows with `models.describe`


@dataclass(frozen=True, slots=True, eq=False)
class Cache:
    """What training knows of all items; row i of every array is `items[i]`.

    Attributes
    ----------
    sketches
        (n, 192, 212) uint8, as `live.features.sketch` makes them.
    bars
        (n, 44100) int16: one bar stretched to 2 s at 22,050 Hz.
    chosen
        (n,) int8: which bar that is; items of a section have the same (loops of less bars, the
        one that sounds with it).
    roles
        (n, 6) float32 probabilities by the table and the sound.
    keys
        (n,) int8: 0..11 major, 12..23 minor, -1 without.
    pulses
        (n, 4) complex64: see `models.grid`.
    digest
        changes whenever anything of this does.
    """

    items: tuple[Item, ...]
    sketches: Bytes
    bars: npt.NDArray[np.int16]
    chosen: npt.NDArray[np.int8]
    roles: Floats
    keys: npt.NDArray[np.int8]
    pulses: Pulse
    digest: str

    @classmethod
    def open(cls, folder: str | Path) -> Self:
        """The cache in `folder`, memory-mapped. Raises `FileError`."""
        folder = Path(folder)
        try:
            arrays: dict[str, Any] = {
                name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in LAYOUT
            }
            digest = (folder / _DIGEST).read_text()
        except (OSError, ValueError) as error:
            raise FileError(
                f"{folder}: no cache ({error}); make it with `python -m models gather`"
            ) from None
        found = tuple(tables.read(folder / TABLE))
        if len(found) != len(arrays["sketches"]):
            raise FileError(f"{folder}: half a cache; run `python -m models gather` again")
        return cls(found, digest=digest, **arrays)


@dataclass(frozen=True, slots=True)
class Report:
    """How many items of each corpus became what, and why files could not be read."""

    counts: dict[str, Counter[Fate]]
    failures: tuple[str, ...]


def build(
    folder: Path,
    found: Iterable[Item],
    jobs: int = 1,
    watch: Callable[[int, int], None] = lambda done, total: None,
) -> Report:
    """Make or bring up to date the cache of the items `found`; `watch` learns (done, total)."""
    parts = folder / _PARTS
    parts.mkdir(parents=True, exist_ok=True)
    wanted = [(section, parts / f"{_name(section)}.npz") for section in sections(found)]
    waiting = [(section, part) for section, part in wanted if not part.exists()]
    work = joblib.Parallel(n_jobs=jobs, return_as="generator_unordered", batch_size=1)
    watch(0, len(waiting))
    for done, _ in enumerate(work(joblib.delayed(_keep)(*each) for each in waiting), 1):
        watch(done, len(waiting))
    return _assemble(folder, [_Part.open(section, part) for section, part in wanted])


def _name(section: Sequence[Item]) -> str:
    """A hash of all that the description depends on."""
    facts = [(i.path, i.bpm, i.bars, i.role, *stamp(i.path)) for i in section]
    return hashlib.blake2b(repr((_VERSION, facts)).encode(), digest_size=16).hexdigest()


def _keep(section: Sequence[Item], part: Path) -> None:
    """Describe `section` into the file `part`, which is there as a whole or not at all."""
    described = describe(section)
    unfinished = part.with_suffix(".tmp.npz")
    places, failures = np.array(described.places, int), np.array(described.failures, str)
    np.savez(unfinished, places=places, failures=failures, **described.columns, allow_pickle=False)
    unfinished.rename(part)


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of the cache: of the items of a section those at `places`, and what each becomes."""

    file: Path
    section: Sequence[Item]
    places: list[int]
    fates: list[Fate]
    failures: list[str]

    @classmethod
    def open(cls, section: Sequence[Item], file: Path) -> Self:
        with np.load(file) as part:
            places = part["places"].tolist()
            sounding = [section[place] for place in places]
            fates = _fates(sounding, part["pulses"], part["sketches"])
            return cls(file, section, places, fates, part["failures"].tolist())

    @property
    def kept(self) -> list[Item]:
        at = zip(self.places, self.fates, strict=True)
        return [self.section[place] for place, fate in at if fate is Fate.KEPT]

    def column(self, name: str) -> npt.NDArray[Any]:
        rows = [fate is Fate.KEPT for fate in self.fates]
        with np.load(self.file) as part:
            column: npt.NDArray[Any] = part[name][np.array(rows, bool)]
        return column

    def counts(self) -> Counter[Fate]:
        silent = len(self.section) - len(self.places) - len(self.failures)
        return Counter(self.fates) + Counter({Fate.SILENT: silent})


def _fates(sounding: Sequence[Item], pulses: Pulse, sketches: Bytes) -> list[Fate]:
    """What becomes of the loops of a section. Of equal ones the first stays, unless all are equal.

    Such a section has no parts: what its files hold is the whole, several times.
    """
    on_grid = grid.kept(pulses)
    copies = {later for _, later in alike(sketches)}
    if len(sounding) > 1 and len(copies) == len(sounding) - 1:
        copies.add(0)
    fates = []
    for row, item in enumerate(sounding):
        if not (on_grid[row] or item.grid == "notes"):
            fates.append(Fate.OFF_GRID)
        else:
            fates.append(Fate.COPY if row in copies else Fate.KEPT)
    return fates


def _assemble(folder: Path, parts: Sequence[_Part]) -> Report:
    kept = [item for part in parts for item in part.kept]
    if not kept:
        raise FileError(f"{folder}: none of the loops can be used; see what is said of their files")
    for name in LAYOUT:
        _join(folder / f"{name}.npy", name, len(kept), parts)
    tables.write(folder / TABLE, kept)
    content = "".join(part.file.name for part in parts) + repr([item.path for item in kept])
    (folder / _DIGEST).write_text(hashlib.blake2b(content.encode(), digest_size=16).hexdigest())
    return _report(parts)


def _join(file: Path, name: str, total: int, parts: Sequence[_Part]) -> None:
    """Write the column `name` of all `parts` to `file`, replacing what is there in one go."""
    dtype, shape = LAYOUT[name]
    unfinished = file.with_suffix(".tmp.npy")
    column = np.lib.format.open_memmap(unfinished, "w+", dtype, (total, *shape))
    row = 0
    for part in parts:
        rows = part.column(name)
        column[row : row + len(rows)] = rows
        row += len(rows)
    column.flush()
    unfinished.rename(file)


def _report(parts: Sequence[_Part]) -> Report:
    counts: dict[str, Counter[Fate]] = defaultdict(Counter)
    for part in parts:
        counts[part.section[0].corpus] += part.counts()
    return Report(dict(counts), tuple(reason for part in parts for reason in part.failures))
