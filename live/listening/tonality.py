"""In which key the music is: for the performer's eyes only, the ranking compares harmony itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from live.features import Profile
from live.library.key import MODES, correlations
from live.types import Origin, Playing, key_name

#: Below this share of tones chroma is that of drums.
_TONAL = 0.2


def key_of(playing: Sequence[Playing], profile: Profile) -> str:
    """The key that most of `playing` are known to be in, as they sound; else that of the chroma.

    What a name or the file itself says of a loop is known; what was heard in one loop says less
    than the chroma of all.
    """
    told = Counter(_sounding(each) for each in playing if _is_known(each))
    if told:
        return key_name(*told.most_common(1)[0][0])
    if profile.tonal < _TONAL:
        return ""
    likeness = correlations(profile.harmony.sum(axis=0))
    tonic, mode = np.unravel_index(int(likeness.argmax()), likeness.shape)
    return key_name(int(tonic), MODES[int(mode)])


def _is_known(playing: Playing) -> bool:
    loop = playing.suggestion.loop
    fact = loop.facts.get("key")
    return loop.key is not None and fact is not None and fact.origin is not Origin.ANALYSIS


def _sounding(playing: Playing) -> tuple[int, str]:
    loop = playing.suggestion.loop
    assert loop.key is not None
    return (loop.key + playing.suggestion.transpose) % 12, loop.mode
