"""What is told of loops beside their sound, their roles and keys, may change while a set is played.

Bundles hear a new library, the performer corrects a role. A set's log keeps every such change, so
that a replay can begin with what was told then.
"""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from live.library.columns import TOLD, Columns
from live.library.places import Places

_BEFORE, _AFTER = "before-", "after-"

#: Name of a column -> a row a loop.
Table = dict[str, npt.NDArray[np.generic]]


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """Of the loops `ids` (n,) what was told `before` and is told `after`: n rows of each column."""

    ids: npt.NDArray[np.int64]
    before: Table
    after: Table

    @classmethod
    def between(cls, old: Columns, new: Columns) -> Change:
        """Of two states of the same loops."""
        differs = np.zeros(len(old), np.bool_)
        for name in TOLD:
            unlike = getattr(old, name) != getattr(new, name)
            differs |= unlike.reshape(len(old), -1).any(axis=1)
        rows = np.flatnonzero(differs)
        return cls(old.ids[rows], _table(old, rows), _table(new, rows))

    @property
    def undone(self) -> Change:
        """What takes it back."""
        return Change(self.ids, self.after, self.before)

    def applied(self, columns: Columns) -> Columns:
        """`columns` with what is told after the change, as far as they hold its loops."""
        there = Places(self.ids).of(columns.ids)
        here = np.flatnonzero(there >= 0)
        return columns.retold(here, {name: each[there[here]] for name, each in self.after.items()})

    def text(self) -> str:
        """All of it in ASCII: 100,000 loops that nobody had heard take about a megabyte."""
        arrays: dict[str, Any] = {"ids": self.ids}
        for side, table in ((_BEFORE, self.before), (_AFTER, self.after)):
            arrays |= {side + name: each for name, each in table.items()}
        file = io.BytesIO()
        np.savez_compressed(file, **arrays)
        return base64.b64encode(file.getvalue()).decode()

    @classmethod
    def read(cls, text: str) -> Change:
        """The change of `text`."""
        with np.load(io.BytesIO(base64.b64decode(text)), allow_pickle=False) as stored:
            before, after = ({n: stored[side + n] for n in TOLD} for side in (_BEFORE, _AFTER))
            return cls(stored["ids"], before, after)


def _table(columns: Columns, rows: npt.NDArray[np.intp]) -> Table:
    return {name: np.array(getattr(columns, name)[rows]) for name in TOLD}
