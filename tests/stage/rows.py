"""A row of the table: what a fault cost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

HEADER = (
    "| fault | what the performer notices | how long | lost |",
    "| --- | --- | --- | --- |",
)


@dataclass(frozen=True, slots=True)
class Row:
    """`too_much` says in what way the fault cost more than it may; empty if it did not."""

    fault: str
    notices: str
    lasts: str
    lost: str = "nothing"
    too_much: str = ""

    def __str__(self) -> str:
        lost = f"**{self.too_much}**" if self.too_much else self.lost
        return f"| {self.fault} | {self.notices} | {self.lasts} | {lost} |"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fault happens: a folder of its own, the demo's library, and how long a set lasts."""

    folder: Path
    library: Path
    minutes: float
    full: bool


Fault = Callable[[Place], Row]


def first_of(*complaints: str | bool) -> str:
    """The first that is a text."""
    return next((each for each in complaints if isinstance(each, str) and each), "")


def unless(fine: object, complaint: str) -> str:
    return "" if fine else complaint


def seconds(value: float) -> str:
    return f"{value:.1f} s"
