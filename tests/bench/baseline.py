"""What was measured once on a quiet machine, kept in `baseline.json` to compare with."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Self

from tests.bench.peaks import Peaks, machine, processor
from tests.bench.report import Row, Spread

FILE = Path(__file__).with_name("baseline.json")


@dataclass(frozen=True, slots=True)
class Measured:
    """A run of the benchmarks: where and when, what the machine could do, and what took how long.

    `processor` tells whether seconds of two runs are the same; `machine` is for who reads it.
    """

    machine: str
    processor: str
    date: str
    peaks: Peaks
    spreads: Mapping[str, Spread]

    @classmethod
    def here(cls, rows: Iterable[Row], peaks: Peaks) -> Self:
        spreads = {row.what: row.spread for row in rows}
        return cls(machine(), processor(), f"{date.today()}", peaks, spreads)

    @classmethod
    def read(cls, file: Path) -> Self:
        """Raises `SystemExit` with what to do if there is none."""
        try:
            told = json.loads(file.read_text(encoding="utf-8"))
        except OSError as error:
            raise SystemExit(f"{file}: {error.strerror}; make it with --save") from None
        spreads = {what: Spread(*each) for what, each in told.pop("quartiles").items()}
        return cls(**{**told, "peaks": Peaks(**told["peaks"]), "spreads": spreads})

    def write(self, file: Path) -> None:
        """One line a benchmark, so that a change of it is one line too."""
        about = {"machine": self.machine, "processor": self.processor, "date": self.date}
        lines = [f'  "{key}": {json.dumps(value)},' for key, value in about.items()]
        lines += [f'  "peaks": {json.dumps(asdict(self.peaks))},', '  "quartiles": {']
        each = (
            f"    {json.dumps(what, ensure_ascii=False)}: {json.dumps(spread.quartiles())}"
            for what, spread in self.spreads.items()
        )
        text = "\n".join(["{", *lines, ",\n".join(each), "  }", "}"])
        file.write_text(f"{text}\n", encoding="utf-8")

    def with_(self, newer: Measured) -> Measured:
        """`newer`, and what only this one has, if seconds mean the same in both."""
        if self.processor != newer.processor:
            return newer
        return replace(newer, spreads={**self.spreads, **newer.spreads})
