"""Where on a shelf loops are, by their ids: arrays in the place of a dictionary of a million."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

Ids = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Places:
    """Of `ids` (n,), each of which is there once. Put in order when somebody first asks."""

    ids: Ids

    def of(self, asked: npt.ArrayLike) -> npt.NDArray[np.intp]:
        """The row of each of the ids `asked` (m,), -1 for those that are not there."""
        wanted = np.asarray(asked, np.int64)
        if not len(self.ids):
            return np.full(len(wanted), -1, np.intp)
        order, ascending = self._sorted
        nearest = np.searchsorted(ascending, wanted).clip(max=len(order) - 1)
        return np.where(ascending[nearest] == wanted, order[nearest], -1)

    @cached_property
    def _sorted(self) -> tuple[npt.NDArray[np.intp], Ids]:
        order = np.argsort(self.ids)
        return order, self.ids[order]
