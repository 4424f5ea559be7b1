"""Which rows the material has: loops as they are, mixes of two, and altered copies of both."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from live.types import ROLES
from models.rendering import desk
from models.rendering.desk import Rng
from models.roles.known import Known
from models.roles.material import ALTERED, MIX, PLAIN
from models.split import SPLITS

#: Mixes for each loop, and altered copies for each loop or mix, by split.
MIXES = {"train": 0.45, "valid": 0.35, "test": 0.35}
COPIES = {"train": 0.4, "valid": 0.1, "test": 0.15}


@dataclass(frozen=True, slots=True)
class Recipe:
    """A row to be: a loop or two, as they are or altered."""

    parts: tuple[Known, ...]
    is_altered: bool = False

    @property
    def made(self) -> str:
        if self.is_altered:
            return ALTERED
        return MIX if len(self.parts) > 1 else PLAIN

    @property
    def roles(self) -> npt.NDArray[np.bool_]:
        named = {role for known in self.parts for role in known.roles}
        return np.array([role in named for role in ROLES])

    def rng(self, seed: int, what: str) -> Rng:
        places = (name for known in self.parts for name in known.place)
        return desk.rng(seed, *places, self.made, what)


def recipes(known: Sequence[Known], seed: int) -> list[Recipe]:
    """Every loop, mixes of two loops of one split, and altered copies of some of both."""
    found = []
    for split in SPLITS:
        loops = [each for each in known if each.split == split]
        if loops:
            rng = desk.rng(seed, split, "recipes")
            made = [Recipe((each,)) for each in loops]
            made.extend(_mixes(loops, round(MIXES[split] * len(loops)), rng))
            chances = _chances([recipe.parts[0] for recipe in made])
            count = round(COPIES[split] * len(made))
            copied = rng.choice(len(made), count, replace=False, p=chances).tolist()
            made.extend([Recipe(made[index].parts, is_altered=True) for index in copied])
            found.extend(made)
    return found


def _mixes(loops: Sequence[Known], count: int, rng: Rng) -> Iterator[Recipe]:
    """Pairs of different roles; all pairs of roles are as frequent as all others."""
    by_role: dict[str, list[Known]] = defaultdict(list)
    for known in loops:
        for role in known.roles:
            by_role[role].append(known)
    chances = {role: _chances(each) for role, each in by_role.items()}
    pairs = list(combinations(sorted(by_role), 2))
    for _ in range(count if pairs else 0):
        roles = rng.permutation(pairs[rng.integers(len(pairs))]).tolist()
        rows = [int(rng.choice(len(by_role[role]), p=chances[role])) for role in roles]
        one, other = (by_role[role][row] for role, row in zip(roles, rows, strict=True))
        if one is not other:
            yield Recipe((one, other))


def _chances(loops: Sequence[Known]) -> npt.NDArray[np.float64]:
    """Of each to be drawn: a corpus counts by the square root of its size, so none drowns."""
    sizes = Counter(known.corpus for known in loops)
    weights = np.array([sizes[known.corpus] ** -0.5 for known in loops])
    chances: npt.NDArray[np.float64] = weights / weights.sum()
    return chances
