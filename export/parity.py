"""Whether two forms of one model answer alike: torch and its bundle, a bundle and a smaller one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata

from live.features import SKETCH_SHAPE
from live.types import Floats

#: Named arrays to named arrays, as `live.bundle.Bundle.run`.
Run = Callable[..., Mapping[str, Floats]]

#: What counts as alike: the largest difference where nothing was rounded, and what rounding may do.
MOST_ERROR = 1e-4
LEAST_CORRELATION = 0.999
LEAST_OVERLAP = 0.98

#: Sounds a run of a model.
_BATCH = 32

#: Contexts that a pair model, which hears every pair anew, is asked with.
_CONTEXTS = 8

_TOP = 10


@dataclass(frozen=True, slots=True)
class Parity:
    """How alike two forms are.

    Attributes
    ----------
    error
        the largest difference between their outputs.
    correlation, overlap
        of the order that each context gives all candidates: Spearman's, and the share of the first
        ten that both have; means over the contexts, and the worst of the kinds of matches.
    """

    error: float
    correlation: float
    overlap: float

    def holds(self, *, rounded: bool) -> bool:
        """Whether that is alike enough; `rounded` is for a model with smaller numbers."""
        if not rounded:
            return self.error <= MOST_ERROR
        return self.correlation >= LEAST_CORRELATION and self.overlap >= LEAST_OVERLAP

    def __str__(self) -> str:
        return (
            f"largest difference {self.error:.2g} (float32: at most {MOST_ERROR:g}); matches: rank "
            f"correlation {self.correlation:.5f} (rounded: at least {LEAST_CORRELATION}), top-10 "
            f"overlap {self.overlap:.4f} (rounded: at least {LEAST_OVERLAP})"
        )


def parity(task: str, one: Run, other: Run, sounds: Floats) -> Parity:
    """Compare on `sounds` (n, 192, 212)."""
    made = [outputs(run, inputs(task, sounds)) for run in (one, other)]
    error = max(float(np.abs(made[0][name] - made[1][name]).max()) for name in made[0])
    matched = zip(*(_matches(task, run, sounds).values() for run in (one, other)), strict=True)
    agreed = np.array([_agreement(*pair) for pair in matched])
    correlation, overlap = agreed.min(axis=0)
    return Parity(error, float(correlation), float(overlap))


def inputs(task: str, sounds: Floats) -> dict[str, Floats]:
    """`sounds` as the task wants them; a pair is a sound with the last of them."""
    if task == "pair":
        return {"heard": sounds[-1:], "candidate": sounds}
    return {"power": sounds}


def outputs(run: Run, arrays: Mapping[str, Floats]) -> dict[str, Floats]:
    """What `run` makes of `arrays`, in batches; one that holds a single sound goes with each."""
    count = max(map(len, arrays.values()))
    made = [
        run(**{n: a if len(a) == 1 else a[first : first + _BATCH] for n, a in arrays.items()})
        for first in range(0, count, _BATCH)
    ]
    return {name: np.concatenate([each[name] for each in made]) for name in made[0]}


def synthetic(count: int, seed: int = 0) -> Floats:
    """Power (count, 192, 212) of no music, with pitches and beats in it; the same for a seed."""
    random = np.random.default_rng(seed)
    noise = random.standard_exponential((count, *SKETCH_SHAPE), np.float32)
    bands = random.standard_exponential((count, 1, SKETCH_SHAPE[1]), np.float32) ** 3
    beats = random.standard_exponential((count, SKETCH_SHAPE[0], 1), np.float32) ** 3
    power: Floats = 0.01 * noise * bands * beats
    return power


def _matches(task: str, run: Run, sounds: Floats) -> dict[str, Floats]:
    """Kind -> (contexts, n): how each of `sounds` fits each context."""
    if task == "pair":
        arrays = ({"heard": each[None], "candidate": sounds} for each in sounds[:_CONTEXTS])
        return {"score": np.stack([outputs(run, each)["score"] for each in arrays])}
    made = outputs(run, inputs(task, sounds))
    rows = {name: array.reshape(len(sounds), -1) for name, array in made.items()}
    if task == "tag":
        return {"roles": rows["roles"].T}
    apart = np.abs(rows["form"][:, None] - rows["form"]).sum(axis=2)
    products = (rows[f"asked_{name}"] @ rows[name].T for name in ("harmony", "rhythm"))
    return {"fit": sum(products, -apart)}


def _agreement(one: Floats, other: Floats) -> tuple[float, float]:
    """Mean rank correlation and mean overlap of the first ten, row by row."""
    tops = [np.argsort(-matched, axis=1, kind="stable")[:, :_TOP] for matched in (one, other)]
    shared = [np.isin(a, b).mean() for a, b in zip(*tops, strict=True)]
    return float(_rank_correlations(one, other).mean()), float(np.mean(shared))


def _rank_correlations(one: Floats, other: Floats) -> Floats:
    """Spearman's, row by row; where a row has no order, 1 if the other has none either, or 0."""
    ranks = [rankdata(matched, axis=1) for matched in (one, other)]
    same = (ranks[0] == ranks[1]).all(axis=1).astype(float)
    a, b = (each - each.mean(axis=1, keepdims=True) for each in ranks)
    lengths = np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1)
    found: Floats = np.divide((a * b).sum(axis=1), lengths, out=same, where=lengths > 0)
    return found
