"""What part a loop plays: one rule for what the performer says, what words say and what is heard.

1. What the performer has said holds: 1 for each role named, 0 for the others.
2. Otherwise the log-odds of each role are those of the sound, plus 5 for a word of the name for
   that role, less 2 for a word for any role; beside such a word sound counts 0.4 of what it does
   alone. What is heard is taken for 2 to 98 % sure, so no sound outvotes a clear word of the name,
   and between two roles that are both named, sound decides.
3. A folder that only sorts (`fx`, `Drum Loops`) counts as a word of the name, and before it: where
   they contradict each other, the word of the name counts 0.7, as one of any other folder does
   (`Dark Bass Vol 2`). A word for two roles (`guitar`) counts half for each.
4. Where words are silent sound decides alone. What nobody has heard or named has no role.

The six probabilities are independent: a guitar may be chords and melody.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from live.library import words
from live.types import ROLES, Fact, Floats, Loop, Origin

#: Of six probabilities that nobody knows.
UNKNOWN = (math.nan,) * len(ROLES)
NO_HINTS = (0.0,) * len(ROLES)

#: In log odds, what a word of the name weighs for its role and against the others.
_NAMED, _OTHERS_NAMED = 5.0, -2.0
_ASIDE = 0.7  # what the word of a folder weighs of that, or of a name in a folder that says other
_CLEAR = 1.0
_HEARD = 0.4  # what sound still weighs beside a word of the name
_SUREST = 0.98  # that sound may be
_UNHEARD = 0.1  # for any role

_TELLING = 0.5  # from this weight on it is words that have decided

_PERCUSSION = ROLES.index("percussion")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for the roles of a loop, each in the order of `ROLES`.

    Attributes
    ----------
    heard
        probabilities by sound alone; `UNKNOWN` if nobody has listened.
    hinted
        0..1: what the words of its name and folders weigh.
    corrected
        1 for the roles that the performer says it has, else 0; `UNKNOWN` if nothing was said.
    """

    heard: tuple[float, ...] = UNKNOWN
    hinted: tuple[float, ...] = NO_HINTS
    corrected: tuple[float, ...] = UNKNOWN


NO_EVIDENCE = Evidence()


def hints(name: str, folders: Sequence[str]) -> dict[str, float]:
    """Role -> weight (0..1) by the words of the name and of the nearest folder that has any."""
    folder = next((plain for plain in map(words.plain, folders) if words.roles(plain)), "")
    sorting = _CLEAR if words.is_generic(folder.split()) else _ASIDE
    filed = {role: sorting * weight for role, weight in words.roles(folder).items()}
    clear = max(filed.values(), default=0.0) == _CLEAR
    found = dict(filed)
    for role, weight in words.roles(words.plain(name)).items():
        aside = _ASIDE if clear and filed.get(role, 0.0) < _CLEAR else _CLEAR
        found[role] = max(found.get(role, 0.0), aside * weight)
    return found


def weights(hinted: Mapping[str, float]) -> tuple[float, ...]:
    """Role -> weight as a row in the order of `ROLES`."""
    return tuple(hinted.get(role, 0.0) for role in ROLES)


def probabilities(
    heard: npt.ArrayLike, hinted: npt.ArrayLike, corrected: npt.ArrayLike = UNKNOWN
) -> Floats:
    """The rule, for (n, 6) of each or (6,): see `Evidence`; nan is not known."""
    sound, words_say, said = (np.asarray(each, np.float64) for each in (heard, hinted, corrected))
    unheard = np.isnan(sound)
    chance = np.where(unheard, _UNHEARD, sound).clip(1 - _SUREST, _SUREST)
    strongest = words_say.max(axis=-1, keepdims=True)
    trust = 1 - (1 - _HEARD) * strongest
    odds = trust * np.log(chance / (1 - chance)) + _NAMED * words_say + _OTHERS_NAMED * strongest
    judged = np.where(unheard & (strongest == 0), 0.0, 1 / (1 + np.exp(-odds)))
    settled: Floats = np.where(np.isnan(said), judged, said).round(3).astype(np.float32)
    return settled


def settled(loop: Loop, evidence: Evidence) -> Loop:
    """`loop` with its roles, the fact `role`, and without the key that was heard in drums."""
    chances = probabilities(evidence.heard, evidence.hinted, evidence.corrected)
    roles = tuple(round(float(chance), 3) for chance in chances)
    if not any(roles):
        return replace(loop, roles=roles)
    told = {**loop.facts, "role": _fact(roles, evidence)}
    if told["role"].value == "percussion" and is_key_heard(told):
        pitchless = {name: fact for name, fact in told.items() if name not in ("key", "mode")}
        return replace(loop, roles=roles, facts=pitchless, key=None, mode="")
    return replace(loop, roles=roles, facts=told)


def is_key_heard(facts: Mapping[str, Fact]) -> bool:
    """Whether there is a key and only the ear says so: of drums that means nothing."""
    return "key" in facts and facts["key"].origin is Origin.ANALYSIS


def are_drums(chances: Floats) -> npt.NDArray[np.bool_]:
    """Which rows of `chances` (n, 6) are most likely percussion."""
    drums: npt.NDArray[np.bool_] = chances.argmax(axis=-1) == _PERCUSSION
    return drums


def _fact(roles: Sequence[float], evidence: Evidence) -> Fact:
    """The likeliest role, and whether the performer, words or sound decided."""
    best = max(range(len(ROLES)), key=roles.__getitem__)
    if not math.isnan(evidence.corrected[best]):
        said = [role for role, chance in zip(ROLES, roles, strict=True) if chance]
        return Fact(ROLES[best], Origin.USER, 1.0, "+".join(said) if len(said) > 1 else "")
    named = evidence.hinted[best] >= _TELLING
    return Fact(ROLES[best], Origin.NAME if named else Origin.ANALYSIS, roles[best])
