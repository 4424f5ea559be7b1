"""How the catalogue writes a loop down, and reads it again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from live.features import BALANCE_BANDS, FEATURE_VERSION, SIXTEENTHS, WINDOW_BEATS, Profile
from live.library.analysis import Analysis
from live.types import Fact, Floats, Kind, Loop, Origin

LOOP_COLUMNS = (
    "id",
    "digest",
    "kind",
    "seconds",
    "bpm",
    "beats",
    "beats_per_bar",
    "key",
    "mode",
    "roles",
    "lufs",
    "pack",
    "licence",
    "facts",
)

SHELVED = (
    "id",
    "bpm",
    "beats",
    "beats_per_bar",
    "key",
    "mode",
    "roles",
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


def profile(known: Profile) -> Floats:
    """`known` as a row (PROFILE_SIZE,)."""
    row = np.empty(PROFILE_SIZE, np.float32)
    row[HARMONY], row[RHYTHM] = known.harmony.ravel(), known.rhythm.ravel()
    row[BALANCE], row[TONAL], row[DENSITY] = known.balance, known.tonal, known.density
    return row


def columns(digest: str, analysis: Analysis) -> dict[str, Any]:
    """Column -> value of the table of loops."""
    loop = analysis.loop("", digest)
    return {
        **{name: getattr(loop, name) for name in LOOP_COLUMNS if name != "id"},
        "roles": json.dumps(loop.roles),
        "facts": json.dumps({name: _as_list(fact) for name, fact in sorted(loop.facts.items())}),
        "feature_version": FEATURE_VERSION,
        "profile": profile(analysis.profile).tobytes() if analysis.profile else None,
    }


def shelved(loop: Loop, known: Profile) -> tuple[Any, ...]:
    """What `Catalogue.shelved` would return of a loop."""
    special = {"roles": json.dumps(loop.roles), "profile": profile(known).tobytes()}
    return tuple(special.get(name) or getattr(loop, name) for name in SHELVED)


def _as_list(fact: Fact) -> list[Any]:
    return [fact.value, fact.origin, fact.confidence, fact.note]


def loop(row: Sequence[Any]) -> Loop:
    """The loop of a path and its `LOOP_COLUMNS`."""
    path, *values = row
    known = dict(zip(LOOP_COLUMNS, values, strict=True))
    known["kind"] = Kind(known["kind"])
    known["roles"] = tuple(json.loads(known["roles"]))
    known["facts"] = {
        name: Fact(value, Origin(origin), confidence, note)
        for name, (value, origin, confidence, note) in json.loads(known["facts"]).items()
    }
    return Loop(path=path or "", **known)
