"""Who rates, and what they have heard and said so far. Every answer is kept at once."""

from __future__ import annotations

import secrets
import sqlite3
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from live.errors import ConfigError
from models.study.database import Database
from models.study.key import SOURCE, Key
from models.study.order import dealt, shuffled
from models.study.scales import AGES, POINTS, SCALES, TRAINING


@dataclass(frozen=True, slots=True)
class Sheet:
    """A group as one rater meets it: ids of clips, and what was heard and said of them."""

    source: str
    clips: tuple[str, ...]
    heard: tuple[str, ...]
    answers: Mapping[str, Mapping[str, int]]


class Raters:
    """All raters of a study."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._key = Key.read(database)
        self._rated = {clip.id for clip in self._key.clips if clip.method != SOURCE}

    def begin(self, age: str, training: str) -> str:
        """The id of a new rater. Raises `ConfigError` for a band that there is not."""
        for value, known in ((age, AGES), (training, TRAINING)):
            if value not in known:
                raise ConfigError(f"{value!r}: choose one of {', '.join(known)}")
        rater = secrets.token_urlsafe(16)
        with self._database.change() as connection:
            ((number,),) = connection.execute("SELECT ifnull(max(number), -1) + 1 FROM raters")
            row = rater, number, age, training
            connection.execute("INSERT INTO raters VALUES (?, ?, ?, ?)", row)
        return rater

    def sheets(self, rater: str) -> list[Sheet] | None:
        """The groups in the order of `rater`; what repeats comes last. None for nobody."""
        number = self._database.all("SELECT number FROM raters WHERE id = ?", rater)
        if not number:
            return None
        seed = int(self._key.facts["seed"])
        order = shuffled(number[0][0], seed, len(self._key.groups))
        groups = [self._key.groups[i] for i in order]
        groups.sort(key=lambda group: group.repeats is not None)
        turns = dealt(number[0][0], seed, [len(self._key.methods)] * len(groups))
        heard, said = self._heard(rater), self._said(rater)
        sheets = []
        for group, turn in zip(groups, turns, strict=True):
            rated = self._key.rated(group)
            ids = tuple(rated[place].id for place in turn)
            mine = tuple(id for id in ids if id in heard)
            answers = {id: said[id] for id in ids if id in said}
            sheets.append(Sheet(self._key.source(group).id, ids, mine, answers))
        return sheets

    def hear(self, rater: str, clip: str) -> bool:
        """`rater` has heard `clip`. False for nobody, and for what is not rated."""
        if clip not in self._rated:
            return False
        row = rater, clip
        return self._kept("INSERT OR IGNORE INTO heard VALUES (?, ?)", *row)

    def answer(self, rater: str, clip: str, scale: str, value: object) -> bool:
        """False if `rater` has not heard `clip`, or the answer is none; a second one counts."""
        if scale not in SCALES or type(value) is not int or value not in POINTS:
            return False
        row = rater, clip, scale, value
        return self._kept("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?)", *row)

    def withdraw(self, rater: str) -> None:
        """Nothing of `rater` is kept."""
        with self._database.change() as connection:
            connection.execute("DELETE FROM raters WHERE id = ?", (rater,))
        self._database.forget()

    def _kept(self, statement: str, *row: object) -> bool:
        try:
            with self._database.change() as connection:
                connection.execute(statement, row)
        except sqlite3.IntegrityError:
            return False
        return True

    def _heard(self, rater: str) -> set[str]:
        found = self._database.all("SELECT clip FROM heard WHERE rater = ?", rater)
        return {clip for (clip,) in found}

    def _said(self, rater: str) -> dict[str, dict[str, int]]:
        said: dict[str, dict[str, int]] = defaultdict(dict)
        query = "SELECT clip, scale, value FROM answers WHERE rater = ?"
        for clip, scale, value in self._database.all(query, rater):
            said[clip][scale] = value
        return said
