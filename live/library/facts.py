"""Whom to believe: one rule for every fact that has more than one source."""

from __future__ import annotations

from collections.abc import Mapping

from live.types import Fact, Origin

#: bpm, beats, beats_per_bar, key, mode, kind, role, pack, licence -> what is known of it.
Facts = Mapping[str, Fact]

TRUST = tuple(Origin)


def merged(*sources: Facts) -> dict[str, Fact]:
    """Of every fact the one to believe: by origin (user, embedded, name, analysis).

    Within one origin the more confident wins, and the earlier of equals. The one exception, a
    tempo that the file's length contradicts, is `tempo.settle`'s.
    """
    best: dict[str, Fact] = {}
    for source in sources:
        for name, fact in source.items():
            if name not in best or _trust(fact) > _trust(best[name]):
                best[name] = fact
    return best


def _trust(fact: Fact) -> tuple[int, float]:
    return -TRUST.index(fact.origin), fact.confidence
