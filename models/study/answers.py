"""What raters said, as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from models.metrics import Flags, Numbers
from models.study.database import Database
from models.study.key import SOURCE, Key
from models.study.scales import SCALES

_SAID = """
SELECT raters.number, clips.of_group, clips.method, answers.scale, answers.value
FROM answers JOIN raters ON raters.id = answers.rater JOIN clips ON clips.id = answers.clip
"""


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """`values` (raters, groups, methods, scales), nan where nothing was said.

    Attributes
    ----------
    raters, groups
        their numbers; those who said nothing are no raters, and groups that repeat another are
        left out.
    roles
        what the source of each group plays.
    twice
        (n, 2): what was said first, and what when the same was asked again.
    """

    values: Numbers
    raters: tuple[int, ...]
    groups: tuple[int, ...]
    roles: tuple[str, ...]
    methods: tuple[str, ...]
    twice: Numbers

    @classmethod
    def read(cls, database: Database) -> Self:
        key, said = Key.read(database), database.all(_SAID)
        raters = tuple(sorted({row[0] for row in said}))
        shape = len(raters), len(key.groups), len(key.methods), len(SCALES)
        values = np.full(shape, np.nan)
        for rater, group, method, scale, value in said:
            assert method != SOURCE
            place = raters.index(rater), group, key.methods.index(method), list(SCALES).index(scale)
            values[place] = value
        own = [group.number for group in key.groups if group.repeats is None]
        roles = tuple(key.groups[number].role for number in own)
        twice = _twice(values, key)
        return cls(values[:, own], raters, tuple(own), roles, key.methods, twice)

    def of(self, scale: str) -> Numbers:
        """(raters, groups, methods)."""
        return self.values[..., list(SCALES).index(scale)]

    def where(self, role: str) -> Flags:
        """(groups,): whose source plays `role`."""
        return np.array([own == role for own in self.roles], np.bool_)


def _twice(values: Numbers, key: Key) -> Numbers:
    """`values` are in the order of the groups' numbers."""
    again = [group for group in key.groups if group.repeats is not None]
    pairs = [np.stack([values[:, group.repeats], values[:, group.number]], -1) for group in again]
    found = np.concatenate([np.empty((0, 2)), *(each.reshape(-1, 2) for each in pairs)])
    kept: Numbers = found[~np.isnan(found).any(axis=1)]
    return kept
