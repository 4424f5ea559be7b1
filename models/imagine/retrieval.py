"""How well what was imagined finds the bar that sounded, as Drum2Bass is measured.

Every query ranks the basses of other songs and the one that sounded with it; so nobody is told
wrong for another bass of the same song. Lists to compare with each other (ILD) hold all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from live.types import Floats
from models import metrics
from models.alike import alike, joined
from models.cache import Cache
from models.imagine.material import Rows
from models.imagine.places import Query
from models.metrics import Flags, Numbers

#: Lengths of the lists that are compared.
LISTS = (5, 10)

_PAIRS = 5000

#: Scores (queries, candidates), the more the better.
Scores = Callable[[Sequence[Query], Rows], Floats]


@dataclass(frozen=True, slots=True, eq=False)
class Exam:
    """Queries, and the rows of a cache that they are answered with, no content twice.

    `truths` (q,) are the places among the candidates of what is missing, `rivals` (q, n) which of
    the candidates are of other songs, and `peers` which of those are of the same corpus.
    """

    queries: list[Query]
    candidates: Rows
    truths: Rows
    rivals: Flags
    peers: Flags

    @classmethod
    def of(cls, cache: Cache, queries: Sequence[Query]) -> Exam:
        rows = np.array(sorted({query.missing for query in queries}))
        codes = joined(np.arange(len(rows)), alike(np.asarray(cache.sketches[rows])))
        kept, places = np.unique(codes, return_index=True)
        candidates = rows[places]
        own = np.searchsorted(kept, codes)  # of each row
        truths = own[np.searchsorted(rows, [query.missing for query in queries])]
        corpora = np.array([cache.items[row].corpus for row in candidates])
        songs = np.array(
            [f"{cache.items[row].corpus}/{cache.items[row].song}" for row in candidates]
        )
        asked = np.array([query.song for query in queries])
        rivals = songs != asked[:, None]
        peers = rivals & (corpora == corpora[truths][:, None])
        return cls(list(queries), candidates, truths, rivals, peers)


def retrieval(exam: Exam, scores: Floats) -> dict[str, float]:
    """Of `scores` (queries, candidates): R_mn and R_md with intervals by song, ILD@5, ILD@10.

    Ranks are normalised: 0 is the first of the list, 1 the last.
    """
    songs = [query.song for query in exam.queries]
    ranks = _ranks(exam, scores, exam.rivals)
    figures = (("R_mn", ranks, _mean), ("R_md", ranks, _median))
    own = ("R_mn in its corpus", _ranks(exam, scores, exam.peers), _mean)
    found: dict[str, float] = {}
    for name, values, figure in (*figures, own):
        low, high = metrics.interval(figure, values, songs)
        found |= {name: figure(values), f"{name} low": low, f"{name} high": high}
    # One list a question: drums are asked once for all basses that sound with them.
    asked = {query.heard: n for n, query in enumerate(exam.queries)}
    lists = np.argsort(-scores[list(asked.values())], axis=1, kind="stable")
    return found | {f"ILD@{most}": apart(lists[:, :most]) for most in LISTS}


def apart(lists: npt.NDArray[np.intp], seed: int = 0) -> float:
    """The mean share of the lists (q, most) of two queries that the other does not have."""
    random = np.random.default_rng(seed)
    pairs = random.integers(len(lists), size=(_PAIRS, 2))
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    shared = [np.isin(lists[one], lists[other]).mean() for one, other in pairs]
    return 1 - float(np.mean(shared))


def _ranks(exam: Exam, scores: Floats, among: Flags) -> Numbers:
    """(q,) where the truth is beside the candidates `among` (q, n), 0 before and 1 after all."""
    rows = zip(scores, exam.truths, among, strict=True)
    return np.array([_rank(np.append(row[truth], row[flags])) for row, truth, flags in rows])


def _rank(scores: Floats) -> float:
    """That of the first."""
    return (metrics.rank_of(scores) - 1) / max(len(scores) - 1, 1)


def _mean(ranks: Numbers) -> float:
    return float(ranks.mean())


def _median(ranks: Numbers) -> float:
    return float(np.median(ranks))


def cosines(wanted: Floats, offered: Floats) -> Floats:
    """(queries, candidates) of latents (..., latent, 48) whose means are 0."""
    one, other = (_unit(each.reshape(len(each), -1)) for each in (wanted, offered))
    found: Floats = one @ other.T
    return found


def _unit(rows: Floats) -> Floats:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    found: Floats = rows / np.maximum(lengths, 1e-9)
    return found
