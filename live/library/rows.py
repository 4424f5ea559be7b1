"""How the catalogue writes a loop down, and reads it again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from live.features import BALANCE_BANDS, FEATURE_VERSION, SIXTEENTHS, WINDOW_BEATS, Profile
from live.library import roles
from live.library.analysis import Analysis
from live.library.roles import Evidence
from live.types import Fact, Floats, Kind, Loop, Origin

#: Of the loop itself, in the table of loops.
_OWN = (
    "id",
    "digest",
    "kind",
    "seconds",
    "bpm",
    "beats",
    "beats_per_bar",
    "key",
    "mode",
    "lufs",
    "pack",
    "licence",
    "facts",
)

#: The parts of `Evidence`, each a list of six.
EVIDENCE = ("heard", "hinted", "corrected")

#: What is not known is written as nan, which is no JSON but what Python makes of it.
_UNKNOWN = json.dumps(roles.UNKNOWN)
_DERIVED = {
    "hinted": f"ifnull(hinted, '{json.dumps(roles.NO_HINTS)}')",
    "corrected": f"ifnull(corrections.roles, '{_UNKNOWN}')",
}

#: What `loop` takes after a path, and what `Columns.from_rows` takes.
LOOP_COLUMNS = (*_OWN, *EVIDENCE)
SHELVED = (
    "id",
    "bpm",
    "beats",
    "beats_per_bar",
    "key",
    "mode",
    "key_heard",
    *EVIDENCE,
    "lufs",
    "pack",
    "profile",
)

#: A profile in a row of float32: harmony | rhythm | balance | tonal | density.
HARMONY = slice(0, 12 * WINDOW_BEATS)
RHYTHM = slice(HARMONY.stop, HARMONY.stop + 2 * SIXTEENTHS)
BALANCE = slice(RHYTHM.stop, RHYTHM.stop + BALANCE_BANDS)
TONAL, DENSITY = BALANCE.stop, BALANCE.stop + 1
PROFILE_SIZE = DENSITY + 1


def selected(columns: Sequence[str]) -> str:
    """`columns` as SQL selects them from `loops LEFT JOIN corrections`."""
    return ", ".join(_DERIVED.get(name, name) for name in columns)


def profile(known: Profile) -> Floats:
    """`known` as a row (PROFILE_SIZE,)."""
    row = np.empty(PROFILE_SIZE, np.float32)
    row[HARMONY], row[RHYTHM] = known.harmony.ravel(), known.rhythm.ravel()
    row[BALANCE], row[TONAL], row[DENSITY] = known.balance, known.tonal, known.density
    return row


def columns(digest: str, analysis: Analysis) -> dict[str, Any]:
    """Column -> value of the table of loops, of content that no bundle has heard."""
    loop = analysis.unsettled("", digest)
    return {
        **{name: getattr(loop, name) for name in _OWN if name != "id"},
        "facts": json.dumps({name: _as_list(fact) for name, fact in sorted(loop.facts.items())}),
        "key_heard": roles.is_key_heard(loop.facts),
        "heard": row_of_roles(analysis.evidence.heard),
        "hinted": row_of_roles(analysis.evidence.hinted),
        "tagger": "",
        "feature_version": FEATURE_VERSION,
        "profile": profile(analysis.profile).tobytes() if analysis.profile else None,
    }


def row_of_roles(each: Sequence[float]) -> str:
    """Six numbers in the order of `ROLES` as the catalogue writes them."""
    return json.dumps([round(float(one), 3) for one in each])


def shelved(loop: Loop, known: Profile) -> tuple[Any, ...]:
    """What `Catalogue.shelved` would return of a loop whose roles and key are settled."""
    special = {
        "key_heard": False,
        "heard": _UNKNOWN,
        "hinted": row_of_roles(roles.NO_HINTS),
        "corrected": row_of_roles(loop.roles),
        "profile": profile(known).tobytes(),
    }
    return tuple(special[n] if n in special else getattr(loop, n) for n in SHELVED)


def _as_list(fact: Fact) -> list[Any]:
    return [fact.value, fact.origin, fact.confidence, fact.note]


def loop(row: Sequence[Any]) -> Loop:
    """The loop of a path and its `LOOP_COLUMNS`."""
    path, *values = row
    known = dict(zip(_OWN, values[: len(_OWN)], strict=True))
    known["kind"] = Kind(known["kind"])
    known["facts"] = {
        name: Fact(value, Origin(origin), confidence, note)
        for name, (value, origin, confidence, note) in json.loads(known["facts"]).items()
    }
    evidence = Evidence(*(tuple(json.loads(each)) for each in values[len(_OWN) :]))
    return roles.settled(Loop(path=path or "", **known), evidence)
