"""How each method chooses, out of the same candidates, the loop that is to sound with the source.

A fix is what the method itself gives: the engine transposes and moves by beats, AutoMashUpper
transposes, the others say nothing of either and their loops stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from live.ranking.query import transpositions
from models import experiment, methods
from models.cache import Cache
from models.kinds import Combiner
from models.methods import Chance, Method, Rules
from models.study.asking import Asked
from models.study.engine import Engine
from models.variants import Variant

#: Of a method's name in the report; the paper's own where it has one.
OURS, AUTOMASHUPPER, ORIGINAL, CHANCE = "ours", "AutoMashUpper", "original", "chance"
NAMED = (OURS, AUTOMASHUPPER, ORIGINAL, CHANCE)

#: The runs that a study of the paper's kind has, and the experiments that make them.
PAPERS = {"CNN+reverse": "nlc-cnn-reverse", "SNN+random": "nlc-snn-random"}


@dataclass(frozen=True, slots=True)
class Choice:
    """A row of the cache, the semitones and the beats after the bar line that it is moved by."""

    row: int
    transpose: int = 0
    beat_offset: float = 0.0


Chooser = Callable[[Asked], Choice]


def choosers(
    cache: Cache, named: Sequence[str], runs: Sequence[Path], seed: int
) -> dict[str, Chooser]:
    """Those `named`, and those of `runs` by what they are called. Raises `ConfigError`."""
    makers: Mapping[str, Callable[[], Chooser]] = {
        OURS: lambda: _engine(cache),
        AUTOMASHUPPER: lambda: _best(Rules(cache), transpositions(6)),
        ORIGINAL: lambda: lambda asked: Choice(asked.original),
        CHANCE: lambda: _best(Chance(seed)),
    }
    made = {name: makers[name]() for name in named}
    return made | {called(run): _best(methods.opened(cache, run)) for run in runs}


def called(run: Path) -> str:
    """What the method of a run is called: CNN+reverse, or the name of its experiment."""
    made = experiment.saved(run)
    if isinstance(made, Combiner):
        return f"{made.kind.upper()}+{made.negatives}"
    return made.name


def _best(method: Method, shifts: Sequence[int] = (0,)) -> Chooser:
    """What `method` likes best, at the transposition that it likes best; the first of a tie."""

    def choose(asked: Asked) -> Choice:
        variants = [Variant(row, transpose=n) for row in asked.candidates for n in shifts]
        best = variants[int(np.argmax(method.scores((asked.source,), variants)))]
        return Choice(best.row, best.transpose)

    return choose


def _engine(cache: Cache) -> Chooser:
    engine = Engine(cache)

    def choose(asked: Asked) -> Choice:
        found = engine.suggestion(asked.source, asked.candidates)
        return Choice(found.loop.id, found.transpose, found.beat_offset)

    return choose
