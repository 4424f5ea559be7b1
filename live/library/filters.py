"""Picks loops by what is asked for on the command line."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from live.errors import ConfigError
from live.library import describe, spelling
from live.types import Kind, Loop

ANY_TEMPO = (0.0, math.inf)

_RANGE = re.compile(r"(?P<low>\d+(?:\.\d+)?)?(?P<dash>\s*-\s*)?(?P<high>\d+(?:\.\d+)?)?")


@dataclass(frozen=True, slots=True)
class Filter:
    """What a loop must be; empty and None ask for nothing. `bpm` is a range, both ends included.

    A loop has every `role` that it is listed under (see `describe.roles`).
    """

    kind: Kind = Kind.LOOP
    role: str = ""
    bpm: tuple[float, float] = ANY_TEMPO
    key: spelling.Key | None = None
    pack: str = ""
    text: str = ""

    def of(self, loops: Iterable[Loop]) -> Iterator[Loop]:
        """Those of `loops` that are all that is asked for."""
        return (loop for loop in loops if self._takes(loop))

    def _takes(self, loop: Loop) -> bool:
        low, high = self.bpm
        return (
            loop.kind is self.kind
            and low <= loop.bpm <= high
            and self.role in ("", *describe.roles(loop))
            and (self.key is None or _is_in(loop, self.key))
            and self.pack.casefold() in loop.pack.casefold()
            and self.text.casefold() in loop.path.casefold()
        )


def _is_in(loop: Loop, key: spelling.Key) -> bool:
    return loop.key == key.pitch and key.mode in ("", loop.mode)


def tempo_range(text: str) -> tuple[float, float]:
    """The tempi of `120-130`, `120-`, `-130` or `120`, which is 119.5 to 120.5.

    Raises `ConfigError`.
    """
    found = _RANGE.fullmatch(text.strip())
    if found is None or not (found["low"] or found["high"]):
        raise ConfigError(f"--bpm {text}: a range is wanted, as in 120-130")
    if not found["dash"]:
        tempo = float(found["low"])
        return tempo - 0.5, tempo + 0.5
    low, high = float(found["low"] or 0), float(found["high"] or math.inf)
    if low > high:
        raise ConfigError(f"--bpm {text}: the lower tempo comes first")
    return low, high


def key(text: str) -> spelling.Key:
    """The key that `text` spells. Raises `ConfigError`."""
    found = spelling.key(text.strip())
    if found is None:
        raise ConfigError(f"--key {text}: no key; spell it as Am, F# major, Bb or 8A")
    return found
