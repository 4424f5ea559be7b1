"""What is known of the music at hand: under which licence, and who may learn from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Corpus:
    """`licence` where its tables and files do not say it; shares of train, valid and test."""

    licence: str = ""
    shares: tuple[float, float, float] = (0.8, 0.1, 0.1)


_VALIDATION_AND_TEST = (0.0, 0.5, 0.5)

#: A performer's packs, of which none need testing.
OWN = "own"

#: Those that are not here are split as the default says.
CORPORA: Mapping[str, Corpus] = {
    "modules": Corpus("per song: GPL, BSD, zlib or LGPL", (0.7, 0.15, 0.15)),
    "lmms": Corpus("per song: Artistic-2, BSD or CC-BY-SA", _VALIDATION_AND_TEST),
    "freedoom": Corpus("BSD-3-Clause", (1, 0, 0)),
    "tannerhelland": Corpus("CC-BY-4.0", _VALIDATION_AND_TEST),
    "groove": Corpus("CC-BY-4.0", (1, 0, 0)),
    "loops": Corpus("CC0 or MIT", (0, 0, 1)),
    OWN: Corpus("", (0.75, 0.25, 0)),
}


def corpus(name: str) -> Corpus:
    return CORPORA.get(name, Corpus())
