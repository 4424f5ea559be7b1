"""How well extraction does where the truth is known: what it cuts out, and when it says it plays.

Every extracted loop is matched with at most one true loop that sounds in the bar it was cut from,
so that the sum of SI-SDR (Le Roux et al., ICASSP 2019) is highest. Beside it stand what the
mixture itself would have scored, and what the best soft mask would have: the floor and the ceiling.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from live.types import Floats
from models.extraction.cube import fold
from models.extraction.known import Known, TrueLoop, true_loops
from models.extraction.layout import Layout
from models.extraction.loops import BarLoop
from models.extraction.process import Extracted, extract
from models.extraction.tucker import Settings

#: dB: what is better or worse cannot be heard as such.
_LIMIT = 30.0
#: dB of the mixture against the loop: from here on the loop is alone in its bar.
_ALONE = 20.0
_LEAST = 1e-9


@dataclass(frozen=True, slots=True)
class Match:
    """An extracted loop and its true one: SI-SDR in dB, and F1 over the bars.

    `mixture` and `mask` are the SI-SDR of the mixture and of the ideal ratio mask; `always` is the
    F1 of a layout in which everything always plays.
    """

    sdr: float
    mixture: float
    mask: float
    layout: float
    always: float

    @property
    def is_mixed(self) -> bool:
        """Whether there was anything to take apart in the bar."""
        return self.mixture < _ALONE


@dataclass(frozen=True, slots=True)
class Checked:
    """One song: how many loops there are, were found, and how those matched are."""

    corpus: str
    song: str
    bars: int
    stems: int
    true: int
    found: int
    matches: tuple[Match, ...]


def check(known: Known, settings: Settings) -> Checked:
    """Mix the song, take it apart and compare."""
    truth = true_loops(known)
    found = extract(known.mix, known.starts, settings)
    return Checked(
        known.corpus,
        known.song,
        len(known.starts) - 1,
        len(known.stems),
        len(truth),
        len(found.loops),
        tuple(matched(known, truth, found)),
    )


def matched(known: Known, truth: Sequence[TrueLoop], found: Extracted) -> list[Match]:
    """The matches of all found loops that share a bar with a true one."""
    scores = np.array([[_score(known, true, loop) for true in truth] for loop in found.loops])
    rows, columns = linear_sum_assignment(np.nan_to_num(scores, nan=-10 * _LIMIT), maximize=True)
    return [
        _match(known, truth[column], found, row, scores[row, column])
        for row, column in zip(rows, columns, strict=True)
        if np.isfinite(scores[row, column])
    ]


def _score(known: Known, true: TrueLoop, loop: BarLoop) -> float:
    """SI-SDR in the bar that `loop` is from; NaN if the true loop is silent there."""
    if not true.bars[loop.bar]:
        return float("nan")
    return si_sdr(loop.samples, known.bar(known.stems[true.stem], loop.bar))


def _match(known: Known, true: TrueLoop, found: Extracted, number: int, score: float) -> Match:
    bar = found.loops[number].bar
    stem = known.bar(known.stems[true.stem], bar)
    return Match(
        score,
        si_sdr(known.bar(known.mix, bar), stem),
        si_sdr(_ideal(known, true.stem, bar), stem),
        f1(found.active[:, number], true.bars),
        f1(np.ones_like(true.bars), true.bars),
    )


def _ideal(known: Known, stem: int, bar: int) -> Floats:
    """The bar of the stem as the best soft mask cuts it out of the mixture."""
    line = known.starts[bar : bar + 2]
    parts = [np.abs(fold(known.stems[n], line).spectra[0].T) for n in range(len(known.stems))]
    mask = parts[stem] / np.maximum(np.sum(parts, axis=0), _LEAST)
    return fold(known.mix, line).audio(0, mask)


def si_sdr(estimate: Floats, truth: Floats) -> float:
    """Scale-invariant signal-to-distortion ratio in dB, within +-30."""
    scale = float(np.vdot(estimate, truth)) / max(float(np.vdot(truth, truth)), _LEAST)
    target = scale * truth
    ratio = (np.sum(target**2) + _LEAST) / (np.sum((estimate - target) ** 2) + _LEAST)
    return float(np.clip(10 * np.log10(ratio), -_LIMIT, _LIMIT))


def f1(said: Layout, true: Layout) -> float:
    hits = int((said & true).sum())
    return 2 * hits / max(int(said.sum() + true.sum()), 1)
